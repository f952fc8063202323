#include "emulator/invoke/invoker.h"

#include <cstdio>

#include "runtime/wire/limits.h"

namespace brume::emulator {

Invoker::Invoker(const InvokeServices& services, int account_concurrency)
    : services_(services), concurrency_(account_concurrency) {}

Invoker::~Invoker() {
  shut_down();
  const auto running = running_;
  for (const auto& invocation : running) invocation->finish_now();
}

Status Invoker::add_function(FunctionConfig function) {
  const std::string name = function.name;
  if (pools_.contains(name)) {
    return Error{Error::Code::kInvalidArgument, "there are two functions named '" + name + "'"};
  }
  concurrency_.set_reserved(name, function.reserved_concurrency);
  pools_.emplace(name, std::make_unique<FunctionPool>(std::move(function), services_));
  return Done{};
}

Status Invoker::check(const std::string& function, const Event& event) const {
  if (shutting_down_) return Error{Error::Code::kUnavailable, "the emulator is shutting down"};
  if (!pools_.contains(function)) {
    return Error{Error::Code::kNotFound, "Function not found: " + function};
  }
  if (event.payload.size() > wire::kMaxPayloadBytes) {
    // Source: Lambda API, Invoke, RequestEntityTooLargeException (413).
    return Error{Error::Code::kPayloadTooLarge,
                 std::to_string(event.payload.size()) +
                     " byte payload is too large for the RequestResponse invocation type (limit " +
                     std::to_string(wire::kMaxPayloadBytes) + " bytes)"};
  }
  return Done{};
}

void Invoker::invoke(const std::string& function, Event event, Callback<void(Result<Reply>)> done) {
  Status admitted = check(function, event);
  if (admitted) admitted = concurrency_.admit(function);
  if (!admitted) return done(std::move(admitted).error());
  if (event.request_id.empty()) event.request_id = services_.ids.uuid();
  if (event.trace_header.empty()) event.trace_header = new_trace_header();

  struct Finish {
    Invoker* invoker;
    std::string function;
    Callback<void(Result<Reply>)> done;
    std::weak_ptr<Invocation> invocation = {};
  };
  auto finish = std::make_shared<Finish>(Finish{this, function, std::move(done)});
  auto invocation =
      Invocation::start(*pools_.at(function), services_, std::move(event), [finish](Reply reply) {
        finish->invoker->concurrency_.release(finish->function);
        finish->invoker->running_.erase(finish->invocation.lock());
        finish->done(std::move(reply));
      });
  finish->invocation = invocation;
  running_.insert(std::move(invocation));
}

void Invoker::shut_down() {
  shutting_down_ = true;
  const auto running = running_;
  for (const auto& invocation : running) invocation->abort("ended: the emulator is shutting down");
}

std::size_t Invoker::environments() const {
  std::size_t count = 0;
  for (const auto& [name, pool] : pools_) count += pool->environments();
  return count;
}

std::vector<std::string> Invoker::function_names() const {
  std::vector<std::string> names;
  for (const auto& [name, pool] : pools_) names.push_back(name);
  return names;
}

// Source: X-Ray, tracing header.
std::string Invoker::new_trace_header() {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(services_.clock.wall());
  char time[16];
  std::snprintf(time, sizeof time, "%08llx",
                static_cast<unsigned long long>(seconds.time_since_epoch().count()));
  return "Root=1-" + std::string(time) + "-" + services_.ids.hex(24) +
         ";Parent=" + services_.ids.hex(16) + ";Sampled=1";
}

}  // namespace brume::emulator
