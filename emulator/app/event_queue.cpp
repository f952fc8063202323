#include "emulator/app/event_queue.h"

#include <cstdlib>

#include "emulator/async/event_reports.h"
#include "emulator/store/worker_store.h"

namespace brume::emulator::cli {
namespace {

std::string queue_parameter(const Management::Parameters& parameters, const std::string& name) {
  const auto found = parameters.find(name);
  return found == parameters.end() ? std::string() : found->second;
}

template <typename T>
void respond(const Management::Exchange& exchange, const Result<T>& result,
             std::string (*to_json)(const T&)) {
  exchange->respond(result ? json_response(200, to_json(result.value()))
                           : refusal(500, result.error().message));
}

}  // namespace

Result<std::unique_ptr<AsyncQueue>> open_event_queue(Hosting& hosting, LogSink& log,
                                                     const std::filesystem::path& file,
                                                     AsyncPolicyOf policy_of) {
  auto database = Database::open(file);
  if (!database) return std::move(database).error();
  auto tables = EventTables::open(*database);
  if (!tables) return std::move(tables).error();
  std::int64_t left = 0;
  for (const EventDepth& depth : tables->at_start) left += depth.fresh + depth.delayed;
  if (left > 0) {
    const std::string text =
        std::to_string(left) + " asynchronous events of an earlier run go on (`brume events`)";
    log.write({LogRecord::Kind::kNotice, hosting.clock().wall(), {}, {}, text});
  }
  return std::make_unique<AsyncQueue>(
      AsyncQueueServices{hosting.invoker(), hosting.clock(), hosting.timers(), hosting.ids(), log,
                         hosting.activity(), hosting.happenings(), std::move(policy_of)},
      std::move(*tables), std::make_unique<WorkerStore>(hosting.loop(), std::move(*database)));
}

void answer_events(AsyncQueue& queue, const Management::Exchange& exchange, std::string_view what,
                   const Management::Parameters& parameters) {
  const bool get = exchange->head().method == "GET";
  const FailedEvents::Filter filter{
      queue_parameter(parameters, "function"), queue_parameter(parameters, "id"),
      std::strtoll(queue_parameter(parameters, "after").c_str(), nullptr, 10)};
  if (what.empty() && get) {
    queue.depths([exchange](auto depths) { respond(exchange, depths, depths_json); });
  } else if (what == "/failed" && get) {
    queue.failed(filter, kFailedShown,
                 [exchange](auto failed) { respond(exchange, failed, failed_json); });
  } else if (what == "/redrive" && exchange->head().method == "POST") {
    if (filter.function.empty() && filter.id.empty() && queue_parameter(parameters, "all") != "1") {
      return exchange->respond(refusal(400, "say which: ?id=, ?function= or ?all=1"));
    }
    queue.redrive(filter,
                  [exchange](auto redriven) { respond(exchange, redriven, redriven_json); });
  } else if (what.empty() || what == "/failed" || what == "/redrive") {
    exchange->respond(refusal(405, "wrong method"));
  } else {
    exchange->respond(refusal(404, "there is no /_brume/events" + std::string(what)));
  }
}

}  // namespace brume::emulator::cli
