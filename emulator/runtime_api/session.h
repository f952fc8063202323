// One environment's side of Lambda's Runtime API: which requests its program may make when, and
// what they mean. Source: AWS Lambda, "Using the Lambda runtime API"; AWS's runtime interface
// emulator.
//
//   Started ──next──> Ready ──event──> Running ──response, error──> ResponseSent ──next──> Ready
//   Started ──init/error──> InitError
//
// An invocation is over when the program asks for the next one: what it prints and does until then
// belongs to it. The caller does not wait longer than kRestGrace for that.
//
// Loop thread. Knows no process: who owns it reads the output and reports the end.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/timers.h"
#include "emulator/http/exchange.h"
#include "emulator/invoke/worker/worker.h"

namespace brume::emulator::runtime_api {

// How long an answer is held back for the `next` that ends its invocation.
inline constexpr Duration kRestGrace = std::chrono::milliseconds(40);

class Session {
 public:
  // What a session tells is what a worker tells. REQUIRES: all outlive it
  Session(const Clock& clock, Timers& timers, WorkerListener& listener);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // A request of the program's; whatever it is, it is answered.
  void handle(std::shared_ptr<http::Exchange> exchange);
  // Waits until the program asks for it.
  void invoke(const wire::InvokeMessage& message);
  bool resting() const { return resting_; }
  // The program has ended: what it had answered still counts.
  void close();
  // The invocation it has, or waits for; empty: none.
  std::string_view request_id() const { return current_.request_id; }
  // The program's memory at an answer, where the session is to tell it.
  void measure_with(std::function<std::uint64_t()> rss_bytes) { rss_bytes_ = std::move(rss_bytes); }

 private:
  enum class State { kStarted, kInitError, kReady, kRunning, kAnswering, kResponseSent };
  struct Current {
    std::string request_id, trace_id, client_context, cognito_identity, function_arn, payload;
    Duration timeout{0};
    WallTime deadline{};
  };
  // What is told once the invocation is over.
  struct Held {
    enum class Kind { kReply, kFailure, kStreamEnd, kTruncated };
    Kind kind = Kind::kReply;
    std::string payload = {};
    FunctionError error = {};
  };
  class StreamedBody;

  using ExchangePtr = std::shared_ptr<http::Exchange>;

  void on_next(ExchangePtr exchange);
  void on_init_error(ExchangePtr exchange);
  void on_response(ExchangePtr exchange);
  void on_error(ExchangePtr exchange);
  // A request about the invocation `id` that may not be made now: it has been answered.
  bool refused(http::Exchange& exchange, std::string_view id, std::string_view to);
  void read_buffered(ExchangePtr exchange);
  void read_streamed(ExchangePtr exchange);
  void deliver();
  void hold(Held held);
  // Tells what was held.
  void release();
  void begin_rest();
  std::string_view state_name() const;

  const Clock& clock_;
  Timers& timers_;
  WorkerListener& listener_;
  std::function<std::uint64_t()> rss_bytes_;
  State state_ = State::kStarted;
  std::vector<ExchangePtr> waiting_;  // for the next event
  bool has_event_ = false;            // that nobody has asked for yet
  Current current_;
  std::optional<Held> held_;
  bool resting_ = false;
  Timer grace_;     // of held_
  Timer deadline_;  // of who rests
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace brume::emulator::runtime_api
