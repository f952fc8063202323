#include "emulator/invoke/invoker.h"

#include <utility>

#include "emulator/invoke/trace_header.h"
#include "runtime/wire/limits.h"

namespace brume::emulator {

Invoker::Invoker(const InvokeServices& services, int account_concurrency)
    : services_(services), concurrency_(account_concurrency) {}

Invoker::~Invoker() {
  shut_down();
  const auto running = running_;
  for (const auto& invocation : running) invocation->finish_now();
}

Result<HostedFunction*> Invoker::function_of(std::string_view name) {
  const auto found = functions_.find(name);
  if (found != functions_.end()) return &found->second;
  return Error{Error::Code::kNotFound, "Function not found: " + std::string(name)};
}

// --- functions ---

Status Invoker::add_function(FunctionConfig function) {
  const std::string name = function.name;
  if (functions_.contains(name)) {
    return Error{Error::Code::kInvalidArgument, "there are two functions named '" + name + "'"};
  }
  concurrency_.set_reserved(name, function.reserved_concurrency);
  auto pool = std::make_unique<FunctionPool>(std::move(function), services_);
  functions_.emplace(name, HostedFunction(std::move(pool)));
  return Done{};
}

Status Invoker::replace_function(FunctionConfig function) {
  BRUME_CHECK(function.version == kLatest);
  const std::string name = function.name;
  const std::optional<int> reserved = function.reserved_concurrency;
  Status replaced = put_version(std::move(function));
  if (replaced) concurrency_.set_reserved(name, reserved);
  return replaced;
}

Status Invoker::remove_function(const std::string& name) {
  auto function = function_of(name);
  if (!function) return std::move(function).error();
  for (auto& pool : (*function)->take_all()) retire(std::move(pool));
  functions_.erase(name);
  concurrency_.forget(name);
  return Done{};
}

Status Invoker::set_reserved_concurrency(const std::string& name, std::optional<int> reserved) {
  auto function = function_of(name);
  if (!function) return std::move(function).error();
  concurrency_.set_reserved(name, reserved);
  return Done{};
}

Status Invoker::allow_recursion(const std::string& name, bool allowed) {
  auto function = function_of(name);
  if (!function) return std::move(function).error();
  (*function)->allow_recursion(allowed);
  return Done{};
}

int Invoker::free_places(const std::string& name) const {
  return functions_.contains(name) ? concurrency_.free_places(name) : 0;
}

std::optional<int> Invoker::reserved_concurrency(const std::string& name) const {
  return functions_.contains(name) ? concurrency_.reserved(name) : std::nullopt;
}

Status Invoker::put_version(FunctionConfig version) {
  auto function = function_of(version.name);
  if (!function) return std::move(function).error();
  auto old = (*function)->put(std::make_unique<FunctionPool>(std::move(version), services_));
  if (old) retire(std::move(old));
  return Done{};
}

Status Invoker::remove_version(const std::string& name, const std::string& version) {
  auto function = function_of(name);
  if (!function) return std::move(function).error();
  if (version == kLatest || (*function)->find_version(version) == nullptr) {
    return Error{Error::Code::kNotFound, "Function not found: " + name + ":" + version};
  }
  if ((*function)->is_aliased(version)) {
    return Error{Error::Code::kInvalidArgument, "an alias leads to version " + version};
  }
  retire((*function)->take(version));
  return Done{};
}

Status Invoker::set_alias(const std::string& name, Alias alias) {
  auto function = function_of(name);
  if (!function) return std::move(function).error();
  return (*function)->set_alias(std::move(alias));
}

Status Invoker::remove_alias(const std::string& name, const std::string& alias) {
  auto function = function_of(name);
  if (!function) return std::move(function).error();
  if ((*function)->remove_alias(alias)) return Done{};
  return Error{Error::Code::kNotFound, "Function not found: " + name + ":" + alias};
}

const FunctionConfig* Invoker::find(std::string_view name, std::string_view version) const {
  const auto found = functions_.find(name);
  if (found == functions_.end()) return nullptr;
  const FunctionPool* pool = found->second.find_version(version.empty() ? kLatest : version);
  return pool == nullptr ? nullptr : &pool->function();
}

bool Invoker::is_callable(std::string_view function) const {
  const std::size_t colon = function.find(':');
  const auto found = functions_.find(function.substr(0, colon));
  if (found == functions_.end()) return false;
  return colon == std::string_view::npos || found->second.has(function.substr(colon + 1));
}

std::vector<std::string> Invoker::function_names() const {
  std::vector<std::string> names;
  for (const auto& [name, function] : functions_) names.push_back(name);
  return names;
}

void Invoker::retire(std::unique_ptr<FunctionPool> pool) {
  pool->retire();
  retired_.push_back(std::move(pool));
  sweep_soon();
}

// Never at once: an environment of the pool may be on the stack.
void Invoker::sweep_soon() {
  if (!sweeper_) sweeper_ = services_.timers.start(Duration{0}, [this] { sweep(); });
}

void Invoker::sweep() {
  const Timer fired = std::move(sweeper_);
  std::erase_if(retired_, [](const auto& pool) { return pool->environments() == 0; });
}

// --- calls ---

Status Invoker::trace(const HostedFunction& function, Event& event) {
  if (event.trace_header.empty()) {
    event.trace_header = new_trace_header(services_.clock.wall(), services_.ids);
  }
  const int before = add_hop(event.trace_header, function.lineage_hash());
  if (before >= kMaxHops && !function.recursion_allowed()) {
    // Source: Lambda API, Invoke, RecursiveInvocationException (400).
    return Error{Error::Code::kInvalidArgument,
                 "Lambda has detected your function being invoked in a recursive loop with other "
                 "Amazon Web Services resources and stopped your function's invocation: one event "
                 "has come through " +
                     function.latest().function().name + " " + std::to_string(before) +
                     " times (RecursiveLoop: Allow lets it go on)",
                 "RecursiveInvocationException"};
  }
  return Done{};
}

Status Invoker::check(const Event& event) const {
  if (shutting_down_) return Error{Error::Code::kUnavailable, "the emulator is shutting down"};
  if (event.payload.size() > wire::kMaxPayloadBytes) {
    // Source: Lambda API, Invoke, RequestEntityTooLargeException (413).
    return Error{Error::Code::kPayloadTooLarge,
                 std::to_string(event.payload.size()) +
                     " byte payload is too large for the RequestResponse invocation type (limit " +
                     std::to_string(wire::kMaxPayloadBytes) + " bytes)"};
  }
  return Done{};
}

void Invoker::invoke(std::string_view function, Event event, Callback<void(Result<Reply>)> done) {
  const std::size_t colon = function.find(':');
  const std::string_view name = function.substr(0, colon);
  if (colon != std::string_view::npos) event.qualifier = function.substr(colon + 1);
  const auto found = functions_.find(name);
  const bool well_formed = colon + 1 != function.size();  // not "name:"
  FunctionPool* pool = well_formed && found != functions_.end()
                           ? found->second.find(event.qualifier, services_.ids)
                           : nullptr;
  Status admitted = check(event);
  if (admitted && pool == nullptr) {
    admitted = Error{Error::Code::kNotFound, "Function not found: " + std::string(function)};
  }
  if (admitted) admitted = trace(found->second, event);
  if (admitted) {
    admitted = concurrency_.admit(found->first);
    if (!admitted) tell("throttle", found->first, event.request_id, admitted.error().message);
  }
  if (!admitted) return done(std::move(admitted).error());
  event.alone = running_.empty();
  if (event.request_id.empty()) event.request_id = services_.ids.uuid();
  if (services_.watch) event.watch = services_.watch(pool->function());

  auto invocation = Invocation::start(*pool, services_, *this, std::move(event), std::move(done));
  invocation->place = running_.size();
  running_.push_back(std::move(invocation));
  if (!watcher_) watch_soon();
}

void Invoker::on_finished(Invocation& ended, const Reply& reply) {
  concurrency_.release(ended.pool().function().name);
  if (ended.pool().retired()) sweep_soon();
  running_.back()->place = ended.place;
  std::swap(running_[ended.place], running_.back());
  running_.pop_back();
  if (services_.clock_events != nullptr && services_.clock_events->has_listener()) {
    tell("invocation", ended.pool().function().name, reply.request_id, how_it_ended(reply));
  }
}

void Invoker::tell(std::string_view what, std::string_view who, std::string_view request_id,
                   std::string_view text) const {
  if (services_.clock_events == nullptr) return;
  services_.clock_events->publish({services_.clock.wall(), what, who, request_id, text});
}

void Invoker::watch_soon() {
  watcher_ = services_.timers.start(kFirstLook / 2, [this] { watch(); });
}

void Invoker::watch() {
  const Timer fired = std::move(watcher_);
  if (running_.empty()) return;
  for (const auto& invocation : running_) invocation->watch();
  watch_soon();
}

void Invoker::shut_down() {
  shutting_down_ = true;
  const auto running = running_;
  for (const auto& invocation : running) invocation->abort("ended: the emulator is shutting down");
}

std::size_t Invoker::environments() const {
  std::size_t count = 0;
  for (const auto& [name, function] : functions_) count += function.environments();
  for (const auto& pool : retired_) count += pool->environments();
  return count;
}

}  // namespace brume::emulator
