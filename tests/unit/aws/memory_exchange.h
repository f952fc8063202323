// The twin of a connection for tests: a literal HTTP request goes in, the answer is kept.
// Single-threaded.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "emulator/aws/endpoint.h"
#include "emulator/http/exchange.h"

namespace brume::emulator::aws::testing {

class MemoryExchange final : public http::Exchange {
 public:
  // `text`: "POST /path\nHost: localhost:4566\n\nbody". Host is added when there is none.
  explicit MemoryExchange(std::string_view text);

  const http::RequestHead& head() const override { return head_; }
  void read_body(std::size_t limit_bytes, Callback<void(Result<std::string>)> done) override;
  // All of the body at once, or `piece_bytes` at a time; then its end, or the client's.
  void read_stream(std::shared_ptr<http::BodySink> sink) override;
  void pause_body() override { ++pauses; }
  void resume_body() override {}
  void respond(http::Response response) override;
  void begin(http::ResponseHead head) override;
  void begin(http::ResponseHead head, std::uint64_t) override { begin(std::move(head)); }
  bool write(std::string_view data) override;
  void end() override;
  void abort() override { aborted = true; }
  void on_drained(std::function<void()> callback) override { drained = std::move(callback); }
  void on_closed(Callback<void()>) override {}

  bool answered() const { return answers == 1; }
  std::string header(std::string_view name) const;

  void add_trailer(std::string name, std::string value) {
    head_.trailers.add(std::move(name), std::move(value));
  }

  std::size_t piece_bytes = 0;  // 0: the whole
  bool breaks_off = false;      // the client goes before the body's end
  int pauses = 0;
  bool slow = false;                // takes a piece, and wants no more until `drained` is called
  std::function<void()> drained{};  // what on_drained() was given
  int answers = 0;
  bool streamed = false;
  bool ended = false;
  bool aborted = false;
  http::Response response;

 private:
  http::RequestHead head_;
  std::string body_;
};

std::shared_ptr<MemoryExchange> send(Endpoint& endpoint, std::string_view text);

}  // namespace brume::emulator::aws::testing
