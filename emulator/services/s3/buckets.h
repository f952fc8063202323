// The buckets of a running emulator: Storage, the outbox of notifications, the watched folders and
// the lifecycle rules, wired; and what the template declares, made.
//
// Loop thread. REQUIRES: every argument outlives this object.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/delivery/outbox.h"
#include "emulator/service/kernel.h"
#include "emulator/services/s3/drop/watched_folders.h"
#include "emulator/services/s3/objects/lifecycle_runner.h"
#include "emulator/services/s3/objects/storage.h"
#include "emulator/services/s3/read/read_buckets.h"
#include "emulator/services/s3/s3_options.h"

namespace brume::emulator::storage {

class Buckets {
 public:
  // Opens what there is. kInvalidArgument, kUnavailable: the message names the file.
  static Result<std::unique_ptr<Buckets>> open(const Kernel& kernel, BucketOptions options);
  Buckets(const Buckets&) = delete;
  Buckets& operator=(const Buckets&) = delete;

  // What the template declares from now on. Made soon; what goes wrong is logged, and kept.
  void set(const std::vector<Bucket>& declared);
  bool settling() const { return settling_ > 0; }
  const std::optional<Error>& first_error() const { return first_error_; }

  // Sends notifications, watches folders and lets lifecycle rules expire objects from now on.
  // REQUIRES: the queue knows its functions
  void start();
  void on_functions_changed() { outbox_.on_targets_changed(); }
  void stop();

  Storage& storage() { return *storage_; }

  struct State {
    std::string name;
    std::filesystem::path folder;
    std::vector<std::string> targets;  // functions; ARNs of others
  };
  std::vector<State> states() const;  // by name

 private:
  Buckets(const Kernel& kernel, BucketOptions options, std::unique_ptr<Storage> storage);
  void make(Bucket bucket);
  void abandon(const Bucket& bucket);
  void on_made(const std::string& name, const Status& status);
  void declare();

  const Kernel& kernel_;
  const BucketOptions options_;
  std::unique_ptr<Storage> storage_;
  delivery::Outbox outbox_;
  DropFolders drops_;
  std::optional<Lifecycle> lifecycle_;      // once started
  std::map<std::string, Bucket> declared_;  // by the template, last
  int settling_ = 0;
  std::optional<Error> first_error_;
  std::shared_ptr<int> alive_ = std::make_shared<int>();
};

}  // namespace brume::emulator::storage
