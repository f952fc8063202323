// DropLineage: whose doing a dropped file may be. A function that a bucket has called, and that
// writes into that bucket's own folder, would set itself off for ever: its files carry on the trace
// header of the call, so that the queue counts the rounds and stops after kMaxHops.
//
// The system does not say who has written a file. So this is a guess: once a function has been seen
// with a file of the folder open for writing, what comes into the folder while one of the bucket's
// events runs, or within kLineageLingers after, counts as that event's doing. Files that people
// drop at that very time count along, and a function that only ever moves finished files in is not
// seen. (What is written through the S3 API says itself where it comes from.)
//
// Loop thread, on the machine's time.
#pragma once

#include <functional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "emulator/async/async_watch.h"
#include "emulator/base/clock.h"
#include "emulator/services/s3/model/bucket_event.h"

namespace brume::emulator::storage {

inline constexpr Duration kLineageLingers = std::chrono::seconds(2);

class DropLineage final : public AsyncWatch {
 public:
  struct Listener {
    std::function<void(const std::string&)> notice;
    // An event of a bucket has ended for good.
    std::function<void(const BucketEvent&, bool succeeded)> on_done;
  };
  DropLineage(const Clock& clock, Listener listener)
      : clock_(clock), listener_(std::move(listener)) {}

  // Whether an event of the bucket runs, so that it is worth looking who writes.
  bool runs(const std::string& bucket) const;
  // A function was seen writing into the bucket's folder.
  void prove(const std::string& bucket);
  bool is_proven(const std::string& bucket) const { return proven_.contains(bucket); }
  // The trace header for what has just come into the folder; empty: nobody's.
  std::string written_by(const std::string& bucket) const;

  void on_run(const StoredEvent& event, const std::string& onward) override;
  void on_ran(const StoredEvent& event) override;
  void on_done(const StoredEvent& event, const std::string& condition) override;

 private:
  struct Call {
    std::string request_id;
    std::string onward;
  };
  struct Calls {
    std::vector<Call> running;  // the last has begun last
    std::string ended;          // onward, of the one that ended last
    MonotonicTime ended_at{};
  };

  const Clock& clock_;
  const Listener listener_;
  std::unordered_map<std::string, Calls> calls_;            // by bucket
  std::unordered_map<std::string, std::string> bucket_of_;  // by request id, while it runs
  std::unordered_set<std::string> proven_;
};

}  // namespace brume::emulator::storage
