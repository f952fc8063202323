#include "emulator/async/event_reports.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "emulator/text/time_text.h"

namespace brume::emulator {
namespace {

using OrderedJson = nlohmann::ordered_json;

std::string report_text(const OrderedJson& json) {
  return json.dump(2, ' ', false, OrderedJson::error_handler_t::replace);
}

OrderedJson instant_json(std::optional<WallTime> at) {
  return at ? OrderedJson(iso_time(*at)) : OrderedJson(nullptr);
}

// What is no JSON is shown as text.
OrderedJson payload_of(const std::string& text) {
  OrderedJson parsed = OrderedJson::parse(text, nullptr, false);
  return parsed.is_discarded() ? OrderedJson(text) : parsed;
}

}  // namespace

std::string depths_json(const std::vector<AsyncQueue::Depth>& depths) {
  OrderedJson functions = OrderedJson::array();
  for (const AsyncQueue::Depth& depth : depths) {
    const EventDepth& stored = depth.stored;
    // What runs is still in the database.
    const std::int64_t waiting = std::max<std::int64_t>(stored.fresh - depth.running, 0);
    functions.push_back({{"function", stored.function},
                         {"waiting", waiting},
                         {"delayed", stored.delayed},
                         {"running", depth.running},
                         {"failed", depth.failed},
                         {"oldest", instant_json(stored.oldest)},
                         {"nextDue", instant_json(stored.next_due)}});
  }
  return report_text({{"functions", functions}});
}

std::string failed_json(const std::vector<FailedEvent>& failed) {
  OrderedJson list = OrderedJson::array();
  for (const FailedEvent& each : failed) {
    const StoredEvent& stored = each.stored;
    OrderedJson shown = {{"id", stored.id},
                         {"function", callee_name(stored.function, stored.event.qualifier)},
                         {"requestId", stored.event.request_id},
                         {"condition", each.condition},
                         {"reason", each.reason},
                         {"attempts", stored.attempts},
                         {"accepted", iso_time(stored.accepted)},
                         {"failed", iso_time(each.failed)}};
    if (!each.destination.empty()) shown["destination"] = each.destination;
    if (!each.document.empty()) shown["record"] = payload_of(each.document);
    shown["payload"] = payload_of(stored.event.payload);
    list.push_back(std::move(shown));
  }
  return report_text({{"failed", list}});
}

std::string redriven_json(const FailedEvents::RedriveResult& redriven) {
  return report_text({{"sent", redriven.sent}, {"kept", redriven.kept}});
}

}  // namespace brume::emulator
