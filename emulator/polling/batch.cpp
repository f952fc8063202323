#include "emulator/polling/batch.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "emulator/base/check.h"

namespace brume::emulator::polling {
namespace {

constexpr std::string_view kHead = R"({"Records":[)";
constexpr std::string_view kTail = "]}";

// Without the record's comma, which the first one does not have.
std::size_t bytes_of(const std::vector<Record>& records) {
  std::size_t bytes = 0;
  for (const Record& record : records) bytes += record.json.size() + 1;
  return bytes;
}

}  // namespace

std::string event_of(const Batch& batch) {
  std::string event;
  event.reserve(event_bytes(batch));
  event += kHead;
  for (std::size_t i = 0; i < batch.records.size(); ++i) {
    if (i > 0) event += ',';
    event += batch.records[i].json;
  }
  event += ']';
  if (!batch.members.empty()) event.append(1, ',').append(batch.members);
  event += '}';
  return event;
}

std::size_t event_bytes(const Batch& batch) {
  const std::size_t commas = batch.records.empty() ? 0 : 1;
  const std::size_t members = batch.members.empty() ? 0 : batch.members.size() + 1;
  return kHead.size() + bytes_of(batch.records) - commas + members + kTail.size();
}

OpenBatch::OpenBatch(Batch first, WallTime now)
    : batch_(std::move(first)), opened_(now), bytes_(event_bytes(batch_)) {
  BRUME_CHECK(!batch_.records.empty() || batch_.sealed);
}

Demand OpenBatch::demand(const EventSourceMapping& mapping, WallTime now) const {
  const std::size_t count = batch_.records.size();
  Demand demand;
  demand.records = mapping.batch_size > count ? mapping.batch_size - count : 0;
  demand.bytes = kMaxBatchBytes > bytes_ ? kMaxBatchBytes - bytes_ : 0;
  demand.wait = std::max(opened_ + mapping.batching_window - now, Duration{0});
  demand.lane = batch_.lane;
  return demand;
}

bool OpenBatch::is_full(const EventSourceMapping& mapping, WallTime now) const {
  if (batch_.sealed) return true;
  const Demand more = demand(mapping, now);
  return more.records == 0 || more.bytes == 0 || *more.wait == Duration{0};
}

void OpenBatch::add(Batch more) {
  BRUME_CHECK(!batch_.sealed);
  BRUME_CHECK(more.lane == batch_.lane);
  bytes_ += bytes_of(more.records);
  std::move(more.records.begin(), more.records.end(), std::back_inserter(batch_.records));
  batch_.sealed = more.sealed;
  // The one that is over first, for both.
  if (!batch_.expires || (more.expires && *more.expires < *batch_.expires)) {
    batch_.expires = more.expires;
  }
  if (more.members.empty()) return;
  bytes_ += more.members.size() + (batch_.members.empty() ? 1 : 0) - batch_.members.size();
  batch_.members = std::move(more.members);
}

}  // namespace brume::emulator::polling
