#include "emulator/services/s3/s3_service.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

#include "emulator/services/s3/api/s3.h"
#include "emulator/services/s3/buckets.h"
#include "emulator/text/time_text.h"

namespace brume::emulator::storage {
namespace {

// While buckets are made, the loop needs something to wait for.
constexpr Duration kOpening = std::chrono::seconds(10);

nlohmann::ordered_json page_json(const Listing& page) {
  nlohmann::ordered_json objects = nlohmann::ordered_json::array();
  for (const Object& object : page.objects) {
    objects.push_back({{"key", object.key},
                       {"size", object.size},
                       {"lastModified", iso_time(object.last_modified)}});
  }
  nlohmann::ordered_json json = {{"objects", objects}, {"prefixes", page.common_prefixes}};
  json["next"] = page.truncated ? nlohmann::ordered_json(page.next_after) : nullptr;
  return json;
}

class S3Service final : public Service {
 public:
  S3Service(const Kernel& kernel, BucketOptions options)
      : kernel_(kernel), options_(std::move(options)) {}

  std::string_view name() const override { return "s3"; }

  void read(const Application& application, SourceFiles&, Diagnostics& found) override {
    ReadBuckets read = read_buckets(application);
    found.insert(found.end(), read.diagnostics.begin(), read.diagnostics.end());
    read_ = std::move(read.buckets);
  }
  void take() override { declared_ = std::move(read_); }

  Status open() override {
    auto opened = Buckets::open(kernel_, options_);
    if (!opened) return std::move(opened).error();
    buckets_ = std::move(*opened);
    buckets_->set(declared_);
    const Timer turning = kernel_.loop.start(kOpening, [] {});
    while (buckets_->settling()) kernel_.loop.run_once(true);
    return buckets_->first_error() ? Status(*buckets_->first_error()) : Status(Done{});
  }
  void add_apis(aws::Endpoint& endpoint) override {
    endpoint.add(std::make_unique<aws::s3::S3>(aws::s3::Context{
        .storage = buckets_->storage(),
        .account_id = kernel_.account.id,
        .function_exists = [this](const std::string& arn) { return is_function(arn); }}));
  }
  void on_application_changed(const ServedApplication&) override {
    buckets_->set(declared_);
    buckets_->on_functions_changed();
  }
  void start() override { buckets_->start(); }
  void stop() override { buckets_->stop(); }

  Description describe() const override {
    Section section{"Buckets", {}, "buckets", {}, {}};
    nlohmann::ordered_json status = nlohmann::ordered_json::array();
    for (const Buckets::State& state : buckets_->states()) {
      std::string targets;
      for (const std::string& target : state.targets) {
        targets += (targets.empty() ? "" : ", ") + target;
      }
      section.rows.push_back({{state.name}, {state.folder.string() + "/", Cell::Look::kPath}});
      if (!targets.empty()) section.rows.back().push_back({targets, Cell::Look::kTarget});
      status.push_back({{"name", state.name}, {"folder", state.folder.string()}});
    }
    return {{std::move(section)}, {{"buckets", status.dump()}}};
  }

  std::string_view topic() const override { return "storage"; }
  void manage(const ManagementRequest& request) override {
    const bool known = request.path.empty() || request.path == "/objects";
    if (!known) return request.refuse(404, "there is no such page");
    if (request.method() != "GET") return request.refuse(405, "wrong method");
    if (request.path == "/objects") return list(request);
    nlohmann::ordered_json buckets = nlohmann::ordered_json::array();
    for (const Buckets::State& state : buckets_->states()) {
      buckets.push_back(
          {{"name", state.name}, {"folder", state.folder.string()}, {"targets", state.targets}});
    }
    request.respond(200, nlohmann::ordered_json{{"buckets", buckets}}.dump(2));
  }

 private:
  bool is_function(const std::string& arn) const {
    const RegisteredResource* const found = kernel_.resources.find(arn);
    return found != nullptr && found->type.starts_with("AWS::Lambda::");
  }

  void list(const ManagementRequest& request) {
    const ListQuery query{.prefix = request.parameter("prefix"),
                          .delimiter = request.parameter("delimiter"),
                          .after = request.parameter("after")};
    buckets_->storage().list(
        request.parameter("bucket"), query, [exchange = request.exchange](auto page) {
          exchange->respond(page ? json_response(200, page_json(page.value()).dump())
                                 : refusal(400, page.error().message));
        });
  }

  const Kernel& kernel_;
  const BucketOptions options_;
  std::vector<Bucket> read_, declared_;
  std::unique_ptr<Buckets> buckets_;  // from open() on
};

}  // namespace

std::unique_ptr<Service> make_service(const Kernel& kernel, BucketOptions options) {
  return std::make_unique<S3Service>(kernel, std::move(options));
}

}  // namespace brume::emulator::storage
