// DropLineage: guesses which invocation wrote a dropped file, so that a function that writes into
// its own trigger folder does not loop for ever. Its files get the trace header of the invocation;
// the queue counts the rounds by that header and stops after kMaxHops.
//
// The system does not say who wrote a file, so this is a guess. Once a function has been seen with
// a file of the folder open for writing, every file that comes into the folder while an event of
// the bucket runs, or within kLineageLingers after it, counts as written by that event. Files that
// people drop at the same time are counted too. A function that only moves finished files in is not
// seen. (A write through the S3 API names its invocation itself.)
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
  // The trace header for a file that has just come into the folder; empty: no invocation's.
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
