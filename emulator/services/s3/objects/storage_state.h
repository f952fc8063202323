// What Storage consists of, for the files that implement it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "emulator/services/s3/objects/object_writer.h"
#include "emulator/services/s3/objects/read_thread.h"
#include "emulator/services/s3/objects/storage_types.h"
#include "emulator/services/s3/objects/upload_buffer.h"
#include "emulator/store/worker_store.h"

namespace brume::emulator::storage {

inline Error no_such_bucket(const std::string& name) {
  return Error{Error::Code::kNotFound, "The specified bucket does not exist: " + name,
               "NoSuchBucket"};
}
inline Error no_such_key(const std::string& key) {
  return Error{Error::Code::kNotFound, "The specified key does not exist: " + key, "NoSuchKey"};
}
inline Error no_such_version(const std::string& key, const std::string& version) {
  return Error{Error::Code::kNotFound,
               "The specified version does not exist: " + key + ", " + version, "NoSuchVersion"};
}

// EntityTooLarge, BadDigest, InvalidDigest. REQUIRES: the content is finish()ed
Status check_content(const ExpectedDigest& expected, const Content& content);
// How S3 calls it.
std::string name_of(Checksum::Algorithm algorithm);

// A version's bytes, to copy them.
struct SourceFile {
  ObjectRow row;
  std::shared_ptr<const UniqueFd> file;
};

struct StorageState {
  StorageState(Loop& its_loop, const Clock& its_clock, Ids& its_ids, StorageOptions its_options)
      : loop(its_loop), clock(its_clock), ids(its_ids), options(std::move(its_options)) {}

  const OpenBucket* find(const std::string& name) const {
    const auto found = buckets.find(name);
    return found == buckets.end() ? nullptr : &found->second;
  }
  // NoSuchBucket, KeyTooLongError, …
  Result<OpenBucket> find(const std::string& bucket, const std::string& key) const;
  ChangeNote note(const OpenBucket& bucket, Cause cause) const;

  // NoSuchKey, NoSuchVersion.
  void find_source(const ObjectSource& source, Callback<void(Result<SourceFile>)> done);
  // Of 8 bytes each: letters, digits, "." and "_". S3's have no "-" either: an option's value may
  // begin with any of these in a command line.
  std::string random_id(int words) const;

  // Runs `work(database, object_writer)` in a transaction, in the order of the calls. An error with
  // a reason is an answer like any other; one without rolls back.
  template <typename T, typename Work>
  void change(Work work, Callback<void(Result<T>)> done);

  // Runs `work(tables)` on the reading thread.
  template <typename T, typename Work>
  void read(Work work, Callback<void(Result<T>)> done);

  std::shared_ptr<Content> new_content(const OpenBucket& bucket,
                                       std::optional<Checksum::Algorithm> algorithm) {
    return std::make_shared<Content>(bucket.folder, next_file++, algorithm);
  }
  // What is called back with an answer from elsewhere, if this is still there.
  template <typename T, typename Then>
  Callback<void(T)> guarded(Then then) {
    return [alive = std::weak_ptr<StorageState*>(alive), then = std::move(then)](T answer) mutable {
      if (const auto state = alive.lock()) then(**state, std::move(answer));
    };
  }

  Loop& loop;
  const Clock& clock;
  Ids& ids;
  const StorageOptions options;
  std::map<std::string, OpenBucket> buckets;
  std::uint64_t next_file = 0;
  std::function<void()> on_told;
  std::function<void()> on_buckets_changed = [] {};
  std::shared_ptr<ObjectWriter> object_writer;  // the store's thread's
  // Callbacks from other threads check whether this still exists.
  std::shared_ptr<StorageState*> alive = std::make_shared<StorageState*>(this);
  std::unique_ptr<ReadThread> reads;
  std::unique_ptr<WorkerStore> store;
};

template <typename T, typename Work>
void StorageState::change(Work work, Callback<void(Result<T>)> done) {
  struct ChangeTask {
    Work work;
    Callback<void(Result<T>)> done;
    std::shared_ptr<ObjectWriter> object_writer;
    std::optional<Result<T>> result = {};
  };
  auto job =
      std::make_shared<ChangeTask>(ChangeTask{std::move(work), std::move(done), object_writer});
  store->submit(
      [job](Database& database) -> Status {
        job->result.emplace(job->work(database, *job->object_writer));
        if (*job->result || !job->result->error().reason.empty()) return Done{};
        return job->result->error();
      },
      [this, job](Status committed) {
        if (object_writer->take_told() && on_told) on_told();
        if (!committed) return job->done(std::move(committed).error());
        job->done(std::move(*job->result));
      });
}

template <typename T, typename Work>
void StorageState::read(Work work, Callback<void(Result<T>)> done) {
  class Question final : public ReadThread::Task {
   public:
    Question(Work its_work, Callback<void(Result<T>)> whom)
        : work_(std::move(its_work)), whom_(std::move(whom)) {}
    void read(ReadThread::Tables tables) override { result_.emplace(work_(tables)); }
    void done() override { whom_(std::move(*result_)); }

   private:
    Work work_;
    Callback<void(Result<T>)> whom_;
    std::optional<Result<T>> result_;
  };
  reads->ask(std::make_unique<Question>(std::move(work), std::move(done)));
}

}  // namespace brume::emulator::storage
