// The buckets of a running emulator, wired: Storage, the outbox that tells of changes, and the
// folders that people drop files into; and what other commands ask under /_brume/storage:
//   GET storage                                 {"buckets":[{name, folder, targets}]}
//   GET storage/objects?bucket=&prefix=&after=  a page of {"objects":[{key, size, lastModified}],
//                                               "prefixes":[…], "next": "…" or null}
//
// Loop thread. REQUIRES: nothing it is given goes before it
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/app/function_runtime.h"
#include "emulator/app/management.h"
#include "emulator/async/async_queue.h"
#include "emulator/delivery/outbox.h"
#include "emulator/services/s3/drop/watched_folders.h"
#include "emulator/services/s3/objects/lifecycle_runner.h"
#include "emulator/services/s3/objects/storage.h"

namespace brume::emulator::cli {

struct BucketOptions {
  // Where a person says that buckets lie, by name; absolute.
  std::map<std::string, std::filesystem::path> folders = {};
  storage::DropSettings drop = {};
  std::filesystem::path folder = {};  // of the other buckets
  std::filesystem::path database_file = {};
};

class Buckets {
 public:
  // Opens what there is. kInvalidArgument, kUnavailable: the message names the file.
  static Result<std::unique_ptr<Buckets>> open(Hosting& hosting, AsyncQueue& queue, LogSink& log,
                                               BucketOptions options);
  Buckets(const Buckets&) = delete;
  Buckets& operator=(const Buckets&) = delete;

  // What the template declares from now on. Made soon: what goes wrong is said, and kept.
  void set(const std::vector<storage::Bucket>& declared);
  bool settling() const { return settling_ > 0; }
  const std::optional<Error>& first_error() const { return first_error_; }

  // Tells of changes, watches folders and lets lifecycle rules expire objects from now on.
  // REQUIRES: the queue knows its functions
  void start();
  void on_functions_changed() { outbox_.on_functions_changed(); }
  void stop();

  storage::Storage& storage() { return *storage_; }

  struct State {
    std::string name;
    std::filesystem::path folder;
    std::vector<std::string> targets;  // functions; ARNs of others
  };
  std::vector<State> states() const;  // by name

  // For Management::add_topic.
  void answer(const Management::Exchange& exchange, std::string_view what,
              const Management::Parameters& parameters);

 private:
  Buckets(Hosting& hosting, AsyncQueue& queue, LogSink& log, BucketOptions options,
          std::unique_ptr<storage::Storage> storage);
  void make(storage::Bucket bucket);
  void abandon(const storage::Bucket& bucket);
  void on_made(const std::string& name, const Status& status);
  void notice(const std::string& text);
  void list(const Management::Exchange& exchange, const Management::Parameters& parameters);

  Hosting& hosting_;
  const Clock& clock_;
  LogSink& log_;
  const BucketOptions options_;
  std::unique_ptr<storage::Storage> storage_;
  storage::Outbox outbox_;
  storage::DropFolders drops_;
  std::optional<storage::Lifecycle> lifecycle_;      // once started
  std::map<std::string, storage::Bucket> declared_;  // by the template, last
  int settling_ = 0;
  std::optional<Error> first_error_;
  std::shared_ptr<int> alive_ = std::make_shared<int>();
};

}  // namespace brume::emulator::cli
