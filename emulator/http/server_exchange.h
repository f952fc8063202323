// ServerExchange: the Exchange of one request on a connection. Reads the body for the
// handler and passes the answer to the connection; when that has gone, what is sent goes nowhere.
//
// Pooled: used again for another request once neither its connection nor a handler holds it.
// Loop thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "emulator/http/answer_port.h"
#include "emulator/http/exchange.h"
#include "emulator/http/head_parser.h"

namespace brume::emulator::http {

class ExchangePool;

class ServerExchange final : public Exchange {
 public:
  explicit ServerExchange(std::shared_ptr<ExchangePool> pool);
  ~ServerExchange() override;

  // --- for the connection ---

  void attach(AnswerPort& connection, const Limits& limits);
  // The connection has finished with it, and does not call it any more.
  void detach();
  HeadParser& parser() { return parser_; }
  RequestHead& mutable_head() { return head_; }
  // The handler's reference: after the last copy is destroyed, no callback runs.
  std::shared_ptr<Exchange> hand_out();

  // Whether body bytes are of use now.
  bool wants_body() const;
  bool body_asked() const { return body_ != Body::kNotAsked; }
  void take_body(std::string_view data);
  void body_ended();
  // No handler has read the body, and none can any more: it is thrown away.
  void discard_body();
  // No handler is left that could end a pause.
  bool abandoned() const { return paused_ && !held_; }
  // The client goes away, or sends an invalid body: detaches it and reports it to the reader.
  void lost(const Error& error);
  void client_gone();
  void drained();
  // The answer is complete: no callback about it runs any more.
  void answered();

  // --- Exchange ---

  const RequestHead& head() const override { return head_; }
  void read_body(std::size_t limit_bytes, Callback<void(Result<std::string>)> done) override;
  void read_stream(std::shared_ptr<BodySink> sink) override;
  void pause_body() override;
  void resume_body() override;
  void respond(Response response) override;
  void begin(ResponseHead head) override;
  void begin(ResponseHead head, std::uint64_t length) override;
  bool write(std::string_view data) override;
  void end() override;
  void abort() override;
  void on_drained(std::function<void()> callback) override;
  void on_closed(Callback<void()> callback) override;

 private:
  enum class Body { kNotAsked, kWhole, kStream, kDiscard, kOver };
  struct Dropped;

  void on_dropped();
  void body_too_large();
  void break_reader(const Error& error);
  void forget_reader();

  const std::shared_ptr<ExchangePool> pool_;
  AnswerPort* connection_ = nullptr;  // null: the client or the server has gone, or all is done
  bool held_ = false;                 // by a handler
  bool telling_ = false;              // runs callbacks after it was detached
  HeadParser parser_;
  RequestHead head_;

  Body body_ = Body::kNotAsked;
  bool paused_ = false;
  std::size_t limit_bytes_ = 0;
  std::string whole_;
  Callback<void(Result<std::string>)> whole_done_;
  std::shared_ptr<BodySink> sink_;

  std::function<void()> on_drained_;
  Callback<void()> on_closed_;
  bool* answered_flag_ = nullptr;  // set while on_drained_ runs
};

// Unused exchanges: their memory is warm for the next request.
class ExchangePool : public std::enable_shared_from_this<ExchangePool> {
 public:
  ServerExchange& take();
  void give_back(ServerExchange& exchange);
  // None is kept from now on. The pool itself lives as long as its exchanges.
  void close();

 private:
  static constexpr std::size_t kKept = 128;
  std::vector<std::unique_ptr<ServerExchange>> free_;
  bool closed_ = false;
};

}  // namespace brume::emulator::http
