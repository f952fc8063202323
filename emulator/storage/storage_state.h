// What Storage consists of, for the files that implement it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "emulator/storage/body.h"
#include "emulator/storage/ledger.h"
#include "emulator/storage/read_thread.h"
#include "emulator/storage/storage.h"
#include "emulator/store/worker_store.h"

namespace brume::emulator::storage {

inline Error no_such_bucket(const std::string& name) {
  return Error{Error::Code::kNotFound, "The specified bucket does not exist: " + name,
               "NoSuchBucket"};
}
inline Error no_such_key(const std::string& key) {
  return Error{Error::Code::kNotFound, "The specified key does not exist: " + key, "NoSuchKey"};
}

struct Storage::State {
  State(Loop& its_loop, const Clock& its_clock, Ids& its_ids, StorageOptions its_options)
      : loop(its_loop), clock(its_clock), ids(its_ids), options(std::move(its_options)) {}

  const OpenBucket* find(const std::string& name) const {
    const auto found = buckets.find(name);
    return found == buckets.end() ? nullptr : &found->second;
  }
  // NoSuchBucket, KeyTooLongError, …
  Result<OpenBucket> find(const std::string& bucket, const std::string& key) const;
  ChangeNote note(const OpenBucket& bucket, Cause cause) const;

  // Runs `work(database, ledger)` in a transaction, in the order of the calls. An error with a
  // reason is an answer like any other; one without rolls back.
  template <typename T, typename Work>
  void change(Work work, Callback<void(Result<T>)> done);

  Loop& loop;
  const Clock& clock;
  Ids& ids;
  const StorageOptions options;
  std::map<std::string, OpenBucket> buckets;
  std::uint64_t next_file = 0;
  std::function<void()> on_told;
  std::shared_ptr<Ledger> ledger;  // the store's thread's
  // Whoever is called back from elsewhere looks whether this is still there.
  std::shared_ptr<State*> alive = std::make_shared<State*>(this);
  std::unique_ptr<ReadThread> reads;
  std::unique_ptr<WorkerStore> store;
};

template <typename T, typename Work>
void Storage::State::change(Work work, Callback<void(Result<T>)> done) {
  struct Job {
    Work work;
    Callback<void(Result<T>)> done;
    std::shared_ptr<Ledger> ledger;
    std::optional<Result<T>> result = {};
  };
  auto job = std::make_shared<Job>(Job{std::move(work), std::move(done), ledger});
  store->submit(
      [job](Database& database) -> Status {
        job->result.emplace(job->work(database, *job->ledger));
        if (*job->result || !job->result->error().reason.empty()) return Done{};
        return job->result->error();
      },
      [this, job](Status committed) {
        if (ledger->take_told() && on_told) on_told();
        if (!committed) return job->done(std::move(committed).error());
        job->done(std::move(*job->result));
      });
}

}  // namespace brume::emulator::storage
