#include "emulator/app/clock_control.h"

#include <cstdio>
#include <cstdlib>
#include <limits>

#include "emulator/app/management.h"
#include "emulator/invoke/log_format.h"
#include "emulator/text/json_text.h"
#include "emulator/text/time_text.h"

namespace brume::emulator::app {
namespace {

constexpr WallTime kLastInstant = std::chrono::sys_days(std::chrono::year(9999) / 12 / 31);

std::string quoted(std::optional<WallTime> at) {
  return at ? '"' + iso_time(*at) + '"' : "null";
}

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g", value);
  return text;
}

Error missing(std::string_view name) {
  return {Error::Code::kInvalidArgument, "there is no ?" + std::string(name) + "="};
}

http::Response refusal_of(const Error& error) {
  return refusal(error.code == Error::Code::kInvalidArgument ? 400 : 409, error.message);
}

// The parameter, as `parse` reads it.
template <typename T>
Result<T> parameter(const ManagementRequest& request, const std::string& name,
                    Result<T> (*parse)(std::string_view)) {
  const auto found = request.parameters.find(name);
  if (found == request.parameters.end()) return missing(name);
  return parse(found->second);
}

Result<double> parse_speed(std::string_view text) {
  const std::string copy(text);
  char* end = nullptr;
  const double speed = std::strtod(copy.c_str(), &end);
  if (!copy.empty() && *end == '\0' && speed > 0 && speed <= kMaxClockSpeed) return speed;
  return Error{Error::Code::kInvalidArgument,
               "'" + copy + "' is no speed; it is above 0, at most " + number(kMaxClockSpeed)};
}

}  // namespace

// Tells one client what happens while it has the clock moved.
class ClockControl::Report : public std::enable_shared_from_this<Report> {
 public:
  Report(FunctionRuntime& hosting, std::shared_ptr<http::Exchange> exchange)
      : runtime_(hosting), exchange_(std::move(exchange)), from_(hosting.clock().wall()) {}

  void begin() {
    exchange_->begin({200, {{"Content-Type", "application/x-ndjson"}}});
    runtime_.clock_events().subscribe([this](const ClockEvent& event) { on_clock_event(event); });
    exchange_->on_drained([weak = weak_from_this()] {
      if (const auto report = weak.lock()) report->behind_.reset();
    });
    exchange_->on_closed([weak = weak_from_this()] {
      if (const auto report = weak.lock()) report->on_closed();
    });
  }

  void end(VirtualClockDriver::End end) {
    ended_ = true;
    runtime_.clock_events().subscribe({});
    behind_.reset();
    JsonObject line;
    line.text("what", "end").text("from", iso_time(from_));
    line.text("at", iso_time(runtime_.clock().wall()));
    line.raw("reached", end == VirtualClockDriver::End::kReached ? "true" : "false");
    exchange_->write(line.number("happenings", count_).finish() + "\n");
    exchange_->end();
  }

 private:
  void on_clock_event(const ClockEvent& event) {
    ++count_;
    JsonObject line;
    line.text("at", iso_time(event.at)).text("what", event.what);
    line.text("who", event.who).text("requestId", event.request_id);
    const bool taken = exchange_->write(line.text("text", event.text).finish() + "\n");
    // The clock waits for who reads slowly as it does for whatever is under way.
    if (!taken && !behind_) behind_ = runtime_.pending_work().begin();
  }

  void on_closed() {
    behind_.reset();
    if (!ended_) runtime_.clock_driver()->cancel_move();
  }

  FunctionRuntime& runtime_;
  std::shared_ptr<http::Exchange> exchange_;
  const WallTime from_;
  long long count_ = 0;
  PendingWork::Token behind_;
  bool ended_ = false;
};

ClockControl::~ClockControl() {
  runtime_.clock_events().subscribe({});
}

void ClockControl::answer(const ManagementRequest& request) {
  const std::string_view what = request.path;
  const std::shared_ptr<http::Exchange>& exchange = request.exchange;
  const bool shows = what.empty();
  const bool known =
      shows || what == "/advance" || what == "/to" || what == "/run" || what == "/stop";
  if (!known) {
    return request.refuse(404, "there is no /_brume/clock" + std::string(what));
  }
  if (request.method() != (shows ? "GET" : "POST")) return request.refuse(405, "wrong method");
  VirtualClockDriver* const mover = runtime_.clock_driver();
  if (!shows && mover == nullptr) {
    return request.refuse(409,
                          "this emulator's clock is the machine's: it cannot be moved. "
                          "`brume start --virtual-time` starts one with a clock that can");
  }
  if (what == "/advance") {
    const auto by = parameter(request, "by", parse_span);
    return move(exchange, by ? Result<WallTime>(mover->clock().wall() + by.value()) : by.error());
  }
  if (what == "/to") return move(exchange, parameter(request, "at", parse_instant));
  if (what == "/stop") stop();
  if (what == "/run") {
    const auto speed = request.parameters.contains("speed")
                           ? parameter(request, "speed", parse_speed)
                           : Result<double>(1.0);
    if (!speed) return exchange->respond(refusal_of(speed.error()));
    mover->run(speed.value());
  }
  request.respond(200, state_json());
}

void ClockControl::stop() {
  if (VirtualClockDriver* const mover = runtime_.clock_driver()) mover->stop();
}

std::string ClockControl::state_json() const {
  const VirtualClockDriver* const mover = runtime_.clock_driver();
  JsonObject state;
  state.text("now", iso_time(runtime_.clock().wall()));
  state.raw("virtual", mover != nullptr ? "true" : "false");
  if (mover != nullptr) {
    const auto speed = mover->speed();
    state.raw("nextDue", quoted(mover->next_due())).raw("movingTo", quoted(mover->moving_to()));
    state.raw("speed", speed ? number(*speed) : "null");
  }
  return state.finish();
}

void ClockControl::move(const std::shared_ptr<http::Exchange>& exchange, Result<WallTime> target) {
  if (target && *target > kLastInstant) {
    target = Error{Error::Code::kInvalidArgument, "the clock goes no further than the year 9999"};
  }
  if (!target) return exchange->respond(refusal_of(target.error()));
  VirtualClockDriver& mover = *runtime_.clock_driver();
  const auto report = std::make_shared<Report>(runtime_, exchange);
  const Status begun =
      mover.move_to(*target, [report](VirtualClockDriver::End end) { report->end(end); });
  if (begun) return report->begin();
  Error error = begun.error();
  if (const auto to = mover.moving_to()) {
    error.message += ", to " + iso_time(*to) + "; `brume clock stop` ends that";
  } else {
    error.message += ": it is " + iso_time(mover.clock().wall()) + " already";
  }
  exchange->respond(refusal_of(error));
}

}  // namespace brume::emulator::app
