#include "emulator/services/s3/drop/watched_folders.h"

#include <algorithm>
#include <set>
#include <utility>

#include "emulator/loop/open_files.h"
#include "emulator/services/s3/drop/move_processed_file.h"
#include "emulator/services/s3/objects/notifications.h"
#include "emulator/text/function_arn.h"

namespace brume::emulator::storage {
namespace {

constexpr const char* kProcessed = "processed";
constexpr const char* kFailed = "failed";
// Looking who has a file open takes as long as many files take to come.
constexpr Duration kLookAgain = std::chrono::milliseconds(1);

class StorageTarget final : public DropTarget {
 public:
  StorageTarget(Storage& storage, std::string bucket)
      : storage_(storage), bucket_(std::move(bucket)) {}

  void adopt(const std::string& path, NotifyMode tell, Cause cause,
             Callback<void(Result<bool>)> done) override {
    auto answer = [done = std::move(done)](const auto& adopted) mutable {
      done(adopted ? Result<bool>(adopted.value().has_value()) : adopted.error());
    };
    storage_.adopt(bucket_, path, tell, std::move(cause), std::move(answer));
  }
  void disown(const std::string& path, bool tell, Cause cause,
              Callback<void(Result<bool>)> done) override {
    storage_.disown(bucket_, path, tell, std::move(cause), std::move(done));
  }
  void reopen(Callback<void(Status)> done) override { storage_.reopen(bucket_, std::move(done)); }
  void files(Callback<void(Result<std::vector<std::filesystem::path>>)> done) override {
    storage_.files(bucket_, std::move(done));
  }

 private:
  Storage& storage_;
  const std::string bucket_;
};

// How many functions are told of the change.
std::size_t functions_told(const Bucket& bucket, const BucketEvent& event) {
  Change change;
  change.event = event.name;
  change.object.key = event.key;
  const auto messages = messages_of(bucket, change);
  return static_cast<std::size_t>(
      std::count_if(messages.begin(), messages.end(), [](const delivery::Message& message) {
        return function_of_arn(message.target).has_value();
      }));
}

Cause own_cause() {
  return {.event = "Put", .host_id = kDropHostId};
}

}  // namespace

struct DropFolders::BucketFolder {
  BucketFolder(Storage& storage, const Bucket& bucket)
      : folder(bucket.folder), target(storage, bucket.name) {}

  const std::filesystem::path folder;
  StorageTarget target;
  MonotonicTime looked_at{};
  std::unique_ptr<DropFolder> drop;
};

DropFolders::DropFolders(const DropFoldersServices& services, Storage& storage,
                         DropSettings settings)
    : services_(services),
      storage_(storage),
      settings_(std::move(settings)),
      lineage_(services.loop, {.notice = services.notice,
                               .on_done = [this](const BucketEvent& event, bool succeeded) {
                                 on_done(event, succeeded);
                               }}) {}

DropFolders::~DropFolders() = default;

Status DropFolders::start() {
  auto inotify = Inotify::create(services_.loop);
  if (!inotify) return std::move(inotify).error();
  inotify_ = std::move(*inotify);
  on_buckets_changed();
  return Done{};
}

void DropFolders::on_buckets_changed() {
  if (!inotify_) return;
  std::set<std::string> names;
  for (const Bucket* bucket : storage_.buckets()) {
    names.insert(bucket->name);
    const auto known = bucket_folders_.find(bucket->name);
    if (known == bucket_folders_.end() || known->second->folder != bucket->folder) begin(*bucket);
  }
  for (auto next = bucket_folders_.begin(); next != bucket_folders_.end();) {
    const auto each = next++;
    if (!names.contains(each->first)) bucket_folders_.erase(each);
  }
}

void DropFolders::begin(const Bucket& bucket) {
  auto made = std::make_unique<BucketFolder>(storage_, bucket);
  BucketFolder& dropping = *made;
  DropOptions options;
  options.bucket = bucket.name;
  options.folder = bucket.folder;
  std::vector<std::string> ignored = settings_.ignored;
  if (settings_.after == AfterDrop::kMove) {
    for (const char* own : {kProcessed, kFailed}) ignored.push_back(std::string("/") + own);
  }
  options.names = DropNames(std::move(ignored));
  options.tell_backlog = settings_.tell_backlog;
  options.on_made = [this, &dropping, name = bucket.name](const std::string& path) {
    if (lineage_.is_proven(name) || !lineage_.runs(name)) return;
    const MonotonicTime now = services_.loop.monotonic();
    if (now - dropping.looked_at < kLookAgain) return;
    dropping.looked_at = now;
    if (descendants_write(dropping.folder / path)) lineage_.prove(name);
  };
  options.written_by = [this, name = bucket.name](const std::string&) {
    return lineage_.written_by(name);
  };
  dropping.drop =
      std::make_unique<DropFolder>(DropServices{services_.loop, *inotify_, services_.ids,
                                                services_.pending_work, services_.notice},
                                   dropping.target, std::move(options));
  bucket_folders_[bucket.name] = std::move(made);
  dropping.drop->start();
}

// --- when the events of a file have ended ---

void DropFolders::on_done(const BucketEvent& event, bool succeeded) {
  const bool ours = settings_.after != AfterDrop::kKeep && event.host_id == kDropHostId &&
                    event.name.starts_with("ObjectCreated:");
  const Bucket* const bucket = ours ? storage_.bucket(event.bucket) : nullptr;
  if (bucket == nullptr) return;
  const std::string change = event.bucket + "/" + event.key + "/" + event.sequencer;
  ChangeOutcome& ends = ends_[change];
  ends.succeeded = ends.succeeded && succeeded;
  if (++ends.count < functions_told(*bucket, event)) return;
  const bool all = ends.succeeded;
  ends_.erase(change);
  if (all || settings_.after == AfterDrop::kMove) put_away(event, all);
}

// Not if somebody has put another file there since: that one has an event of its own to come.
void DropFolders::put_away(const BucketEvent& event, bool succeeded) {
  const auto found = bucket_folders_.find(event.bucket);
  if (found == bucket_folders_.end()) return;
  found->second->target.adopt(
      event.key, NotifyMode::kOfNewBytes, own_cause(),
      [this, event, succeeded, alive = std::weak_ptr<int>(alive_)](const Result<bool>& changed) {
        if (!alive.expired()) on_looked_at(event, succeeded, changed);
      });
}

void DropFolders::on_looked_at(const BucketEvent& event, bool succeeded,
                               const Result<bool>& changed) {
  if (!changed || changed.value()) return;
  storage_.head({event.bucket, event.key, {}},
                [this, event, succeeded,
                 alive = std::weak_ptr<int>(alive_)](const Result<ObjectLookup>& found) {
                  if (!alive.expired()) on_found(event, succeeded, found);
                });
}

void DropFolders::on_found(const BucketEvent& event, bool succeeded,
                           const Result<ObjectLookup>& found) {
  const auto dropping = bucket_folders_.find(event.bucket);
  if (dropping == bucket_folders_.end() || !found || found.value().object.etag != event.etag)
    return;
  const bool move = settings_.after == AfterDrop::kMove;
  const std::string to = !move ? "" : succeeded ? kProcessed : kFailed;
  auto done = std::make_shared<Status>(Done{});
  services_.loop.run_blocking([done, folder = dropping->second->folder, key = event.key,
                               to] { *done = put_file_away(folder, key, to); },
                              [this, done, event, alive = std::weak_ptr<int>(alive_)] {
                                if (!alive.expired()) on_put_away(event, *done);
                              });
}

// Its going is our own doing, and nobody's event.
void DropFolders::on_put_away(const BucketEvent& event, const Status& status) {
  if (!status) return services_.notice(status.error().message);
  const auto dropping = bucket_folders_.find(event.bucket);
  if (dropping == bucket_folders_.end()) return;
  dropping->second->target.disown(event.key, false, own_cause(), [](const Result<bool>&) {});
}

}  // namespace brume::emulator::storage
