#include "emulator/services/s3/buckets.h"

#include <set>
#include <utility>

#include "emulator/invoke/limits.h"
#include "emulator/text/function_arn.h"

namespace brume::emulator::storage {
namespace {

std::string notified_name(const Notification& target) {
  const auto function = function_of_arn(target.arn);
  if (target.target != Notification::Target::kFunction || !function) return target.arn;
  return callee_name(function->function, function->qualifier);
}

}  // namespace

Result<std::unique_ptr<Buckets>> Buckets::open(const Kernel& kernel, BucketOptions options) {
  auto opened = Storage::open(kernel.loop, kernel.clock, kernel.ids,
                              {.folder = kernel.state.folder / "buckets",
                               .database_file = kernel.state.database("storage")});
  if (!opened) return std::move(opened).error();
  return std::unique_ptr<Buckets>(new Buckets(kernel, std::move(options), std::move(*opened)));
}

Buckets::Buckets(const Kernel& kernel, BucketOptions options, std::unique_ptr<Storage> storage)
    : kernel_(kernel),
      options_(std::move(options)),
      storage_(std::move(storage)),
      outbox_({.store = storage_->store(),
               .targets = kernel.targets,
               .clock = kernel.clock,
               .timers = kernel.timers,
               .pending_work = kernel.pending,
               .log = kernel.log}),
      drops_({.loop = kernel.loop,
              .ids = kernel.ids,
              .pending_work = kernel.pending,
              .notice = [&kernel](const std::string& text) { kernel.notice(text); }},
             *storage_, options_.drop) {
  storage_->on_told([this] { outbox_.on_put(); });
  storage_->on_buckets_changed([this] {
    drops_.on_buckets_changed();
    if (lifecycle_) lifecycle_->on_buckets_changed();
    declare();
  });
  kernel.async.watch(&drops_.watch());
}

void Buckets::start() {
  outbox_.start();
  if (Status watching = drops_.start(); !watching) kernel_.notice(watching.error().message);
  lifecycle_.emplace(LifecycleServices{
      .storage = *storage_,
      .clock = kernel_.clock,
      .timers = kernel_.timers,
      .pending_work = kernel_.pending,
      .complain = [this](std::string_view text) { kernel_.notice(text); },
  });
}

void Buckets::stop() {
  outbox_.stop();
  lifecycle_.reset();
}

void Buckets::declare() {
  constexpr const char* kType = "AWS::S3::Bucket";
  std::vector<RegisteredResource> buckets;
  for (const Bucket* bucket : storage_->buckets()) {
    const auto origin = bucket->of_template ? RegisteredResource::Origin::kTemplate
                                            : RegisteredResource::Origin::kApi;
    buckets.push_back({"arn:aws:s3:::" + bucket->name, kType, bucket->name, origin, {}});
  }
  kernel_.resources.declare(kType, std::move(buckets));
}

// --- what there is ---

// What is declared as it was keeps what has been configured of it since.
void Buckets::set(const std::vector<Bucket>& declared) {
  std::set<std::string> names;
  for (const Bucket& bucket : declared) {
    names.insert(bucket.name);
    const auto known = declared_.find(bucket.name);
    const bool same = known != declared_.end() && known->second == bucket &&
                      storage_->bucket(bucket.name) != nullptr;
    if (!same) make(bucket);
    declared_.insert_or_assign(bucket.name, bucket);
  }
  for (const auto& [name, folder] : options_.folders) {
    const Bucket* const known = storage_->bucket(name);
    if (names.contains(name) || (known != nullptr && known->folder == folder)) continue;
    Bucket bucket = known == nullptr ? Bucket() : *known;
    bucket.name = name;
    make(std::move(bucket));
  }
  for (const Bucket* known : storage_->buckets()) {
    if (known->of_template && !names.contains(known->name)) abandon(*known);
  }
}

void Buckets::make(Bucket bucket) {
  const auto folder = options_.folders.find(bucket.name);
  if (folder != options_.folders.end()) bucket.folder = folder->second;
  ++settling_;
  const std::string name = bucket.name;
  storage_->create_bucket(std::move(bucket),
                          [this, name, alive = std::weak_ptr<int>(alive_)](Status made) {
                            if (!alive.expired()) on_made(name, made);
                          });
}

// Its objects stay; it is a bucket like those that are made through the API, and tells nobody.
void Buckets::abandon(const Bucket& bucket) {
  Bucket left = bucket;
  left.of_template = false;
  left.config.notifications = {};
  declared_.erase(bucket.name);
  kernel_.notice("the bucket " + bucket.name + " is gone from the template: its objects stay");
  make(std::move(left));
}

void Buckets::on_made(const std::string& name, const Status& status) {
  --settling_;
  if (status) return;
  Error error = status.error();
  error.message = "the bucket " + name + " cannot be had as it should be: " + error.message;
  kernel_.notice(error.message);
  if (!first_error_) first_error_ = std::move(error);
}

std::vector<Buckets::State> Buckets::states() const {
  std::vector<State> states;
  for (const Bucket* bucket : storage_->buckets()) {
    State state{bucket->name, bucket->folder, {}};
    std::set<std::string> targets;
    for (const Notification& target : bucket->config.notifications.targets) {
      targets.insert(notified_name(target));
    }
    state.targets.assign(targets.begin(), targets.end());
    states.push_back(std::move(state));
  }
  return states;
}

}  // namespace brume::emulator::storage
