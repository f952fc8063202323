#include "emulator/services/s3/drop/recursion_guess.h"

#include <algorithm>

#include "emulator/async/failed_events.h"

namespace brume::emulator::storage {

bool DropLineage::runs(const std::string& bucket) const {
  const auto found = calls_.find(bucket);
  return found != calls_.end() && !found->second.running.empty();
}

void DropLineage::prove(const std::string& bucket) {
  if (!proven_.insert(bucket).second) return;
  listener_.notice("a function that the bucket " + bucket +
                   " calls writes into the bucket's folder: what comes into it meanwhile counts as "
                   "its doing, so that a loop is stopped");
}

std::string DropLineage::written_by(const std::string& bucket) const {
  const auto found = calls_.find(bucket);
  if (!is_proven(bucket) || found == calls_.end()) return {};
  const Calls& calls = found->second;
  if (!calls.running.empty()) return calls.running.back().onward;
  return clock_.monotonic() - calls.ended_at < kLineageLingers ? calls.ended : std::string();
}

void DropLineage::on_run(const StoredEvent& event, const std::string& onward) {
  const auto told = read_bucket_event(event.event.payload);
  if (!told) return;
  calls_[told->bucket].running.push_back({event.event.request_id, onward});
  bucket_of_[event.event.request_id] = told->bucket;
}

void DropLineage::on_ran(const StoredEvent& event) {
  const auto bucket = bucket_of_.find(event.event.request_id);
  if (bucket == bucket_of_.end()) return;
  Calls& calls = calls_[bucket->second];
  const auto call = std::find_if(
      calls.running.begin(), calls.running.end(),
      [&event](const Call& each) { return each.request_id == event.event.request_id; });
  if (call != calls.running.end()) {
    calls.ended = std::move(call->onward);
    calls.ended_at = clock_.monotonic();
    calls.running.erase(call);
  }
  bucket_of_.erase(bucket);
}

void DropLineage::on_done(const StoredEvent& event, const std::string& condition) {
  const auto told = read_bucket_event(event.event.payload);
  if (!told) return;
  if (condition == kConditionRecursiveLoop) {
    listener_.notice("the bucket " + told->bucket + " and the function " + event.function +
                     " have set each other off again and again, the last time with " + told->key +
                     ": the loop is stopped (RecursiveLoop: Allow lets it go on)");
  }
  listener_.on_done(*told, condition == kConditionSuccess);
}

}  // namespace brume::emulator::storage
