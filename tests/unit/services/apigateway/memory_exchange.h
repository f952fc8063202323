// An Exchange in memory: the test is the client. Checks that it is answered once and in order.
#pragma once

#include <string>
#include <utility>

#include "emulator/base/check.h"
#include "emulator/http/exchange.h"

namespace brume::emulator::gateway::testing {

class MemoryExchange final : public http::Exchange {
 public:
  explicit MemoryExchange(http::RequestHead head, std::string body = {})
      : head_(std::move(head)), body_(std::move(body)) {}

  // --- the client's side ---
  bool answered() const { return ended; }
  // Gives the body to who asked for it before; until then it is on its way.
  void deliver_body() {
    held = false;
    if (waiting_) waiting_(take_body());
  }

  http::Response response;  // as far as it has come
  bool begun = false, ended = false, aborted = false;
  bool held = false;       // the body has not arrived
  bool body_read = false;  // somebody asked for it

  // --- Exchange ---
  const http::RequestHead& head() const override { return head_; }
  void read_body(std::size_t limit_bytes, Callback<void(Result<std::string>)> done) override {
    BRUME_CHECK(!std::exchange(body_read, true));
    limit_ = limit_bytes;
    if (held) {
      waiting_ = std::move(done);
    } else {
      done(take_body());
    }
  }
  void read_stream(std::shared_ptr<http::BodySink>) override { BRUME_CHECK(false); }
  void pause_body() override {}
  void resume_body() override {}
  void respond(http::Response answer) override {
    BRUME_CHECK(!begun && !ended);
    ended = true;
    response = std::move(answer);
  }
  void begin(http::ResponseHead head) override {
    BRUME_CHECK(!begun && !ended);
    begun = true;
    response.status = head.status;
    response.headers = std::move(head.headers);
  }
  void begin(http::ResponseHead head, std::uint64_t) override { begin(std::move(head)); }
  bool write(std::string_view data) override {
    BRUME_CHECK(begun && !ended);
    response.body += data;
    return true;
  }
  void end() override { BRUME_CHECK(begun && !std::exchange(ended, true)); }
  void abort() override {
    BRUME_CHECK(begun && !std::exchange(ended, true));
    aborted = true;
  }
  void on_drained(std::function<void()>) override {}
  void on_closed(Callback<void()>) override {}

 private:
  Result<std::string> take_body() {
    if (body_.size() > limit_) return Error{Error::Code::kPayloadTooLarge, "too large"};
    return std::move(body_);
  }

  http::RequestHead head_;
  std::string body_;
  std::size_t limit_ = 0;
  Callback<void(Result<std::string>)> waiting_;
};

}  // namespace brume::emulator::gateway::testing
