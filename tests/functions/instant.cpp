// Answers with the time as the function sees it: now, until when it may run, how long that is;
// waits as many milliseconds before as the event's `wait_ms` says, and fails when its `fail` says
// so.
#include <brume/json.hpp>
#include <brume/log.hpp>
#include <brume/time.hpp>
#include <chrono>
#include <thread>

namespace {

long long epoch_ms(std::chrono::system_clock::time_point at) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count();
}

brume::json tell(const brume::json& event, const brume::Context& context) {
  if (event.value("fail", false)) throw brume::Error("Instant.Failed", "as it was told to");
  const long long now_ms = epoch_ms(brume::now());
  brume::log::info("told", {{"now_ms", now_ms}});
  std::this_thread::sleep_for(std::chrono::milliseconds(event.value("wait_ms", 0)));
  return {{"now_ms", now_ms},
          {"deadline_ms", epoch_ms(context.deadline())},
          {"remaining_ms", context.remaining().count()},
          {"request_id", context.request_id()}};
}

}  // namespace

BRUME_HANDLER(handler, tell)
