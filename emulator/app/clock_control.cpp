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
  Report(Hosting& hosting, std::shared_ptr<http::Exchange> exchange)
      : hosting_(hosting), exchange_(std::move(exchange)), from_(hosting.clock().wall()) {}

  void begin() {
    exchange_->begin({200, {{"Content-Type", "application/x-ndjson"}}});
    hosting_.happenings().listen([this](const Happening& happening) { on_happening(happening); });
    exchange_->on_drained([weak = weak_from_this()] {
      if (const auto report = weak.lock()) report->behind_.reset();
    });
    exchange_->on_closed([weak = weak_from_this()] {
      if (const auto report = weak.lock()) report->on_closed();
    });
  }

  void end(ClockMover::End end) {
    ended_ = true;
    hosting_.happenings().listen({});
    behind_.reset();
    JsonObject line;
    line.text("what", "end").text("from", iso_time(from_));
    line.text("at", iso_time(hosting_.clock().wall()));
    line.raw("reached", end == ClockMover::End::kReached ? "true" : "false");
    exchange_->write(line.number("happenings", count_).finish() + "\n");
    exchange_->end();
  }

 private:
  void on_happening(const Happening& happening) {
    ++count_;
    JsonObject line;
    line.text("at", iso_time(happening.at)).text("what", happening.what);
    line.text("who", happening.who).text("requestId", happening.request_id);
    const bool taken = exchange_->write(line.text("text", happening.text).finish() + "\n");
    // The clock waits for who reads slowly as it does for whatever is under way.
    if (!taken && !behind_) behind_ = hosting_.activity().begin();
  }

  void on_closed() {
    behind_.reset();
    if (!ended_) hosting_.clock_mover()->cancel_move();
  }

  Hosting& hosting_;
  std::shared_ptr<http::Exchange> exchange_;
  const WallTime from_;
  long long count_ = 0;
  Activity::Token behind_;
  bool ended_ = false;
};

ClockControl::~ClockControl() {
  hosting_.happenings().listen({});
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
  ClockMover* const mover = hosting_.clock_mover();
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
  if (ClockMover* const mover = hosting_.clock_mover()) mover->stop();
}

std::string ClockControl::state_json() const {
  const ClockMover* const mover = hosting_.clock_mover();
  JsonObject state;
  state.text("now", iso_time(hosting_.clock().wall()));
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
  ClockMover& mover = *hosting_.clock_mover();
  const auto report = std::make_shared<Report>(hosting_, exchange);
  const Status begun = mover.move_to(*target, [report](ClockMover::End end) { report->end(end); });
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
