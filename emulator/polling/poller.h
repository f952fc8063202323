// Poller: feeds one event source mapping. Receives records, gathers them into batches, runs the
// function, and tells the source how each batch ended. A batch is settled exactly once, or it is
// forgotten by stop() and comes again: every record is delivered at least once.
//
// No more than maximum_concurrency batches run, and none while the Invoker has no place for it:
// then it waits 1 s to 1 min, or for the end of another. Records of a lane or an order key never
// run beside each other. AWS's slow start (5 batches at once, 300 more a minute) is not emulated.
//
// It never looks again and again: while the source has nothing, a receive waits there.
//
// Loop thread. What it is given outlives it.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "emulator/base/clock.h"
#include "emulator/base/log.h"
#include "emulator/base/pending_work.h"
#include "emulator/base/timers.h"
#include "emulator/invoke/event.h"
#include "emulator/polling/batch.h"
#include "emulator/polling/event_source_mapping.h"
#include "emulator/polling/filter.h"
#include "emulator/polling/source.h"

namespace brume::emulator {
class Invoker;
}

namespace brume::emulator::polling {

// Source: Lambda, SQS event sources, "up to 1,000 concurrent invocations".
inline constexpr int kMaxConcurrency = 1000;
// What could not be done – no place, a receive or settle that failed – is tried again after these:
// twice as long each time.
inline constexpr Duration kFirstPollBackOff = std::chrono::seconds(1);
inline constexpr Duration kMaxPollBackOff = std::chrono::minutes(1);
// Batches whose outcome the source has not stored yet; at that many no more records are received.
inline constexpr int kMaxSettling = 64;

struct PollerServices {
  Invoker& invoker;
  Clock& clock;
  Timers& timers;
  LogSink& log;
  PendingWork& pending_work;  // held while a batch runs or is settled
};

// Since the Poller was constructed.
struct PollerCounters {
  std::uint64_t received = 0;     // records
  std::uint64_t filtered = 0;     // of these: not for the function
  std::uint64_t succeeded = 0;    // records
  std::uint64_t failed = 0;       // records, each time
  std::uint64_t invocations = 0;  // that reached the function
  std::uint64_t refused = 0;      // times that a batch had no place or no function
  std::uint64_t expired = 0;      // batches
  std::uint64_t returned = 0;     // batches
  std::uint64_t receive_errors = 0;
  std::uint64_t settle_errors = 0;
};

class Poller {
 public:
  // A null filter matches everything. Nothing is received before start().
  Poller(const PollerServices& services, Source& source, EventSourceMapping mapping,
         std::shared_ptr<const Filter> filter);
  ~Poller();

  // REQUIRES: it has not been started
  void start();
  // Every field acts at once, on open batches too; the filter on what is received from now on.
  // Disabled: what runs ends and is settled, the rest goes back to the source.
  // REQUIRES: the same uuid and source; not draining
  void update(EventSourceMapping mapping, std::shared_ptr<const Filter> filter);
  // The function may have changed: batches that wait for a place are tried now.
  void on_functions_changed();
  // As if it were disabled, for good; `done` once all is settled, from inside this call if nothing
  // is under way. What the source cannot settle now comes again. REQUIRES: it has been started
  void drain(Callback<void()> done);
  // Forgets all that is under way; the end of an invocation means nothing any more.
  void stop();

  const EventSourceMapping& mapping() const { return mapping_; }
  // AWS's words: "Enabled", "Disabling" while batches run or are settled, "Disabled".
  std::string_view state() const;
  // LastProcessingResult: "No records processed", "OK", "PROBLEM: Function call failed".
  std::string_view last_result() const { return last_result_; }
  const PollerCounters& counters() const { return counters_; }
  int running() const { return running_; }
  // Batches that the source does not know to have ended.
  std::size_t unsettled() const { return jobs_.size(); }

 private:
  // One batch, from its first record until it is settled.
  struct Job {
    enum class Phase {
      kGathering,  // its receive is under way
      kReady,      // complete; waits for a place
      kRunning,    // the function has it
      kSettling,   // the source has been told
      kUnsettled,  // the source could not store it; settled again when `hold` fires
    };
    explicit Job(OpenBatch gathered) : open(std::move(gathered)) {}

    Phase phase = Phase::kGathering;
    OpenBatch open;
    std::unique_ptr<Receive> receive;  // kGathering only
    Failures failures;                 // kSettling, kUnsettled
    Timer hold;                        // kUnsettled
    Duration back_off{0};
    std::list<std::shared_ptr<Job>>::iterator place;  // in jobs_
  };
  using JobPtr = std::shared_ptr<Job>;
  enum class Phase { kNew, kStarted, kDraining, kStopped };

  static void move(Job& job, Job::Phase to);

  // Does all that can be done now.
  void pump();
  void pump_once();
  void return_waiting();
  void gather();
  void run_ready();
  // Nothing may run for a while. `why`: for people, the first time; empty: as usual.
  void hold_runs(std::string_view why);
  void receive_more();
  bool wants_records() const;
  bool gathers(std::string_view lane) const;
  int unrun() const;

  void on_received(Result<Batch> received);
  void on_more(Job& job, Result<Batch> received);
  void on_receive_error(const Error& error);
  JobPtr open(Batch batch);
  // Those that do not match are settled, and gone from the batch.
  void filter(Batch& batch);
  void claim_keys(const Batch& batch, const Job& job);
  void release_keys(const Job& job);
  static void check_demand(const Batch& batch, const Demand& demand);

  bool expire(const JobPtr& job);
  void run(const JobPtr& job);
  void on_end(const JobPtr& job, Result<Reply> result);
  void on_refused(const JobPtr& job, const Error& error);
  static Failures outcome_of(const Batch& batch, Reply reply, bool reports_item_failures);

  void settle(const JobPtr& job, Failures failures);
  void settle_all(const JobPtr& job, Failures::Cause cause);
  void tell_source(const JobPtr& job);
  void on_settled(const JobPtr& job, const Status& status);
  void count(const Job& job);
  void forget(JobPtr job);
  void end_drain();

  bool receives() const { return phase_ == Phase::kStarted && mapping_.enabled; }
  int concurrency() const { return mapping_.maximum_concurrency.value_or(kMaxConcurrency); }
  void notice(std::string_view text) const;
  // `step` for this Poller, as long as it has not been stopped.
  template <typename Step>
  auto alive(Step step);

  const PollerServices services_;
  Source& source_;
  EventSourceMapping mapping_;
  std::shared_ptr<const Filter> filter_;
  Phase phase_ = Phase::kNew;
  std::list<JobPtr> jobs_;                               // in the order they were opened
  std::map<std::string, const Job*, std::less<>> keys_;  // unsettled lanes and order keys
  std::unique_ptr<Receive> receive_;
  Demand demand_;  // of that receive
  Timer run_hold_, receive_hold_;
  Duration run_back_off_{0}, receive_back_off_{0};
  int running_ = 0;
  int settling_ = 0;  // kSettling and kUnsettled
  int unstored_ = 0;  // of these, kUnsettled
  bool pumping_ = false;
  bool pump_again_ = false;
  std::string_view last_result_ = "No records processed";
  PollerCounters counters_;
  PendingWork::Token active_;
  Callback<void()> drained_;
  std::shared_ptr<int> alive_ = std::make_shared<int>();
};

}  // namespace brume::emulator::polling
