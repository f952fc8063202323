#include "emulator/check/patterns.h"

#include <array>
#include <span>
#include <string>

#include "emulator/pattern/event_pattern.h"

namespace brume::emulator::check {
namespace {

// What a record has at its top, by the service whose ARN the mapping names.
// Source: "Event filtering" in the Lambda developer guide.
constexpr std::array<std::string_view, 9> kQueueFields{
    "messageId", "receiptHandle", "body",           "attributes", "messageAttributes",
    "md5OfBody", "eventSource",   "eventSourceARN", "awsRegion"};
constexpr std::array<std::string_view, 11> kTableFields{
    "eventID",        "eventName",    "eventVersion", "eventSource",  "awsRegion",    "dynamodb",
    "eventSourceARN", "userIdentity", "tableName",    "recordFormat", "eventCategory"};
constexpr std::array<std::string_view, 13> kStreamFields{
    "data",           "partitionKey",      "kinesisSchemaVersion",
    "sequenceNumber", "eventSource",       "approximateArrivalTimestamp",
    "eventVersion",   "eventID",           "eventName",
    "awsRegion",      "invokeIdentityArn", "eventSourceARN",
    "kinesis"};

struct Source {
  std::string_view arn_has;
  std::span<const std::string_view> fields;
};
constexpr Source kSources[] = {
    {":sqs:", kQueueFields}, {":dynamodb:", kTableFields}, {":kinesis:", kStreamFields}};

constexpr std::size_t kFiltersMax = 10;  // 5, and 10 on request

class PatternChecker {
 public:
  explicit PatternChecker(Reporter& reporter) : reporter_(reporter.as(rules::kPattern)) {}

  void check_rule(const Resource& resource, const Path& properties) {
    const Value* pattern = resource.properties.find("EventPattern");
    if (pattern == nullptr) return;
    const Path path = properties / "EventPattern";
    const std::optional<Value> read =
        pattern->is_string() ? pattern::read_pattern(*pattern) : std::optional<Value>(*pattern);
    if (!read) {
      reporter_.error(*pattern, path, "Event pattern is not valid. Reason: it is no JSON");
      return;
    }
    pattern::check_pattern(*read, path, reporter_);
    pattern::check_fields(*read, pattern::event_fields(), path, reporter_);
  }

  void check_mapping(const Resource& resource, const Path& properties) {
    const Value* criteria = resource.properties.find("FilterCriteria");
    const Value* filters = criteria == nullptr ? nullptr : criteria->find("Filters");
    if (filters == nullptr || !filters->is_list()) return;
    const Path criteria_path = properties / "FilterCriteria";
    const Path path = criteria_path / "Filters";
    if (filters->items().size() > kFiltersMax) {
      reporter_.error(*filters, path,
                      "the mapping has " + std::to_string(filters->items().size()) +
                          " filters; AWS takes at most 10");
    }
    for (std::size_t i = 0; i < filters->items().size(); ++i) {
      const Value* text = filters->items()[i].find("Pattern");
      if (text != nullptr) check_filter(*text, resource, path[i]);
    }
  }

 private:
  void check_filter(const Value& text, const Resource& mapping, const Path& path) {
    const std::optional<Value> read = pattern::read_pattern(text);
    if (!read) {
      reporter_.error(text, path, "Invalid filter pattern definition: it is no JSON",
                      "a filter's Pattern is JSON text: '{\"body\": {\"kind\": [\"order\"]}}'");
      return;
    }
    pattern::check_pattern(*read, path, reporter_);
    const Value* arn = mapping.properties.find("EventSourceArn");
    if (arn == nullptr || !arn->is_string()) return;
    for (const Source& source : kSources) {
      if (arn->as_string().find(source.arn_has) == std::string::npos) continue;
      pattern::check_fields(*read, source.fields, path, reporter_);
    }
  }

  Reporter reporter_;
};

}  // namespace

void check_patterns(const Application& application, Reporter& reporter) {
  PatternChecker checker(reporter);
  const Path resources = Path() / "Resources";
  for (const Resource& resource : application.resources) {
    const Path id = resources / resource.logical_id;
    const Path properties = id / "Properties";
    if (resource.type == "AWS::Events::Rule") checker.check_rule(resource, properties);
    if (resource.type == "AWS::Lambda::EventSourceMapping") {
      checker.check_mapping(resource, properties);
    }
  }
}

}  // namespace brume::emulator::check
