#include "emulator/app/buckets.h"

#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "emulator/async/failed_events.h"
#include "emulator/invoke/limits.h"
#include "emulator/invoke/log_format.h"

namespace brume::emulator::cli {
namespace {

std::string bucket_parameter(const Management::Parameters& parameters, const std::string& name) {
  const auto found = parameters.find(name);
  return found == parameters.end() ? std::string() : found->second;
}

nlohmann::ordered_json page_json(const storage::Listing& page) {
  nlohmann::ordered_json objects = nlohmann::ordered_json::array();
  for (const storage::Object& object : page.objects) {
    objects.push_back({{"key", object.key},
                       {"size", object.size},
                       {"lastModified", iso_time(object.last_modified)}});
  }
  nlohmann::ordered_json json = {{"objects", objects}, {"prefixes", page.common_prefixes}};
  json["next"] = page.truncated ? nlohmann::ordered_json(page.next_after) : nullptr;
  return json;
}

std::string target_name(const storage::Notification& target) {
  const auto function = function_of_arn(target.arn);
  if (target.target != storage::Notification::Target::kFunction || !function) return target.arn;
  return callee_name(function->function, function->qualifier);
}

}  // namespace

Result<std::unique_ptr<Buckets>> Buckets::open(Hosting& hosting, AsyncQueue& queue, LogSink& log,
                                               BucketOptions options) {
  auto opened =
      storage::Storage::open(hosting.loop(), hosting.clock(), hosting.ids(),
                             {.folder = options.folder, .database_file = options.database_file});
  if (!opened) return std::move(opened).error();
  return std::unique_ptr<Buckets>(
      new Buckets(hosting, queue, log, std::move(options), std::move(*opened)));
}

Buckets::Buckets(Hosting& hosting, AsyncQueue& queue, LogSink& log, BucketOptions options,
                 std::unique_ptr<storage::Storage> storage)
    : hosting_(hosting),
      clock_(hosting.clock()),
      log_(log),
      options_(std::move(options)),
      storage_(std::move(storage)),
      outbox_({.store = storage_->store(),
               .invoker = queue,
               .clock = hosting.clock(),
               .timers = hosting.timers(),
               .activity = hosting.activity(),
               .log = log}),
      drops_({.loop = hosting.loop(),
              .ids = hosting.ids(),
              .activity = hosting.activity(),
              .notice = [this](const std::string& text) { notice(text); }},
             *storage_, options_.drop) {
  storage_->on_told([this] { outbox_.on_told(); });
  storage_->on_buckets_changed([this] {
    drops_.on_buckets_changed();
    if (lifecycle_) lifecycle_->on_buckets_changed();
  });
  queue.watch(&drops_.watch());
}

void Buckets::start() {
  outbox_.start();
  if (Status watching = drops_.start(); !watching) notice(watching.error().message);
  lifecycle_.emplace(storage::LifecycleServices{
      .storage = *storage_,
      .clock = clock_,
      .timers = hosting_.timers(),
      .activity = hosting_.activity(),
      .complain = [this](std::string_view text) { notice(std::string(text)); },
  });
}

void Buckets::stop() {
  outbox_.stop();
  lifecycle_.reset();
}

void Buckets::notice(const std::string& text) {
  log_.write({LogRecord::Kind::kNotice, clock_.wall(), {}, {}, text});
}

// --- what there is ---

// What is declared as it was keeps what has been configured of it since.
void Buckets::set(const std::vector<storage::Bucket>& declared) {
  std::set<std::string> names;
  for (const storage::Bucket& bucket : declared) {
    names.insert(bucket.name);
    const auto known = declared_.find(bucket.name);
    const bool same = known != declared_.end() && known->second == bucket &&
                      storage_->bucket(bucket.name) != nullptr;
    if (!same) make(bucket);
    declared_.insert_or_assign(bucket.name, bucket);
  }
  for (const auto& [name, folder] : options_.folders) {
    const storage::Bucket* const known = storage_->bucket(name);
    if (names.contains(name) || (known != nullptr && known->folder == folder)) continue;
    storage::Bucket bucket = known == nullptr ? storage::Bucket() : *known;
    bucket.name = name;
    make(std::move(bucket));
  }
  for (const storage::Bucket* known : storage_->buckets()) {
    if (known->of_template && !names.contains(known->name)) abandon(*known);
  }
}

void Buckets::make(storage::Bucket bucket) {
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
void Buckets::abandon(const storage::Bucket& bucket) {
  storage::Bucket left = bucket;
  left.of_template = false;
  left.config.notifications = {};
  declared_.erase(bucket.name);
  notice("the bucket " + bucket.name + " is gone from the template: its objects stay");
  make(std::move(left));
}

void Buckets::on_made(const std::string& name, const Status& status) {
  --settling_;
  if (status) return;
  Error error = status.error();
  error.message = "the bucket " + name + " cannot be had as it should be: " + error.message;
  notice(error.message);
  if (!first_error_) first_error_ = std::move(error);
}

std::vector<Buckets::State> Buckets::states() const {
  std::vector<State> states;
  for (const storage::Bucket* bucket : storage_->buckets()) {
    State state{bucket->name, bucket->folder, {}};
    std::set<std::string> targets;
    for (const storage::Notification& target : bucket->config.notifications.targets) {
      targets.insert(target_name(target));
    }
    state.targets.assign(targets.begin(), targets.end());
    states.push_back(std::move(state));
  }
  return states;
}

// --- what other commands ask ---

void Buckets::answer(const Management::Exchange& exchange, std::string_view what,
                     const Management::Parameters& parameters) {
  const bool known = what.empty() || what == "/objects";
  if (!known) return exchange->respond(refusal(404, "there is no such page"));
  if (exchange->head().method != "GET") return exchange->respond(refusal(405, "wrong method"));
  if (what == "/objects") return list(exchange, parameters);
  nlohmann::ordered_json buckets = nlohmann::ordered_json::array();
  for (const State& state : states()) {
    buckets.push_back(
        {{"name", state.name}, {"folder", state.folder.string()}, {"targets", state.targets}});
  }
  exchange->respond(json_response(200, nlohmann::ordered_json{{"buckets", buckets}}.dump(2)));
}

void Buckets::list(const Management::Exchange& exchange, const Management::Parameters& parameters) {
  const storage::ListQuery query{.prefix = bucket_parameter(parameters, "prefix"),
                                 .delimiter = bucket_parameter(parameters, "delimiter"),
                                 .after = bucket_parameter(parameters, "after")};
  storage_->list(bucket_parameter(parameters, "bucket"), query, [exchange](auto page) {
    exchange->respond(page ? json_response(200, page_json(page.value()).dump())
                           : refusal(400, page.error().message));
  });
}

}  // namespace brume::emulator::cli
