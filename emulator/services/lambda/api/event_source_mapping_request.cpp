#include "emulator/services/lambda/api/event_source_mapping_request.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "emulator/services/lambda/api/destinations.h"
#include "emulator/services/lambda/api/errors.h"
#include "emulator/services/lambda/api/shapes.h"
#include "emulator/text/arn.h"

namespace brume::emulator::aws::lambda {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kBatchWithoutWindow = 10;
constexpr std::size_t kMaxFilters = 10;
constexpr std::size_t kMaxPatternLength = 4096;

struct Range {
  const char* member;
  int least, most;
};
constexpr Range kOfEverySource[] = {{"BatchSize", 1, 10'000},
                                    {"MaximumBatchingWindowInSeconds", 0, 300}};
constexpr Range kOfStreams[] = {{"MaximumRecordAgeInSeconds", -1, 604'800},
                                {"MaximumRetryAttempts", -1, 10'000},
                                {"ParallelizationFactor", 1, 10},
                                {"TumblingWindowInSeconds", 0, 900}};

bool is_stream(const std::string& service) {
  return service == "dynamodb" || service == "kinesis";
}

// Each field is a list that is not empty, or fields again. Source: recordings of refused filters.
bool is_pattern(const nlohmann::json& pattern) {
  if (!pattern.is_object()) return false;
  return std::all_of(pattern.begin(), pattern.end(), [](const nlohmann::json& value) {
    return value.is_array() ? !value.empty() : is_pattern(value);
  });
}

Status read_filters(const nlohmann::json& criteria, Json& mapping) {
  mapping.erase("FilterCriteria");
  const auto filters = criteria.is_object() ? criteria.find("Filters") : criteria.end();
  if (!criteria.is_object() || filters == criteria.end() || !filters->is_array()) return Done{};
  if (filters->empty()) return Done{};
  if (filters->size() > kMaxFilters) {
    return invalid_parameter("An event source mapping has at most 10 filters.");
  }
  for (const nlohmann::json& filter : *filters) {
    const std::string pattern = filter.is_object() ? filter.value("Pattern", "") : "";
    const auto parsed = nlohmann::json::parse(pattern, nullptr, false);
    if (pattern.size() > kMaxPatternLength || !is_pattern(parsed)) {
      return invalid_parameter("Invalid filter pattern definition.");
    }
  }
  mapping["FilterCriteria"] = Json(criteria);
  return Done{};
}

void read_mapping_numbers(RequestJson& request, std::span<const Range> ranges, Json& mapping) {
  for (const Range& range : ranges) {
    if (auto number = request.number(range.member, range.least, range.most)) {
      mapping[range.member] = *number;
    }
  }
}

void read_position(RequestJson& request, Json& mapping) {
  if (auto position =
          request.choice("StartingPosition", {"LATEST", "AT_TIMESTAMP", "TRIM_HORIZON"})) {
    mapping["StartingPosition"] = *position;
  }
  for (const char* member : {"StartingPositionTimestamp", "BisectBatchOnFunctionError"}) {
    if (request.has(member)) mapping[member] = Json(*request.find(member));
  }
  static_cast<void>(request.truth("BisectBatchOnFunctionError"));
}

// What is kept and shown as it came.
void keep_other_members(const RequestJson& request, Json& mapping) {
  for (const char* member :
       {"ScalingConfig", "MetricsConfig", "ProvisionedPollerConfig", "SourceAccessConfigurations",
        "SelfManagedEventSource", "Topics", "Queues", "AmazonManagedKafkaEventSourceConfig",
        "SelfManagedKafkaEventSourceConfig", "KMSKeyArn"}) {
    if (request.has(member)) mapping[member] = Json(*request.find(member));
  }
}

Status check_mapping(RequestJson& request, const std::string& service, const Json& mapping) {
  const std::string arn = mapping.value("EventSourceArn", "");
  if (service == "sqs" && request.has("DestinationConfig")) {
    return invalid_parameter(
        "Unsupported DestinationConfig parameter for given event source mapping type.");
  }
  if ((is_stream(service) || service == "kafka") && !mapping.contains("StartingPosition")) {
    return invalid_parameter(
        "1 validation error detected: Value null at 'startingPosition' failed to satisfy "
        "constraint: Member must not be null.");
  }
  if (service == "dynamodb" && mapping["StartingPosition"] == "AT_TIMESTAMP") {
    return invalid_parameter("Unsupported starting position for arn type: " + arn);
  }
  if (service != "sqs") return Done{};
  const int window = mapping["MaximumBatchingWindowInSeconds"].get<int>();
  if (arn.ends_with(".fifo") && window > 0) {
    return invalid_parameter("Batching window is not supported for FIFO queues");
  }
  if (mapping["BatchSize"].get<int>() > kBatchWithoutWindow && window == 0) {
    return invalid_parameter(
        "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater "
        "than 10");
  }
  return Done{};
}

}  // namespace

std::string source_service(std::string_view text) {
  const auto arn = Arn::parse(text);
  if (!arn) return {};
  for (const char* service : {"sqs", "dynamodb", "kinesis", "kafka", "mq"}) {
    if (arn->service == service) return service;
  }
  return {};
}

Json default_mapping(const std::string& service) {
  Json mapping;
  mapping["BatchSize"] = service == "sqs" ? kBatchWithoutWindow : 100;
  mapping["MaximumBatchingWindowInSeconds"] = 0;
  mapping["FunctionResponseTypes"] = Json::array();
  mapping["StateTransitionReason"] = is_stream(service) ? "User action" : "USER_INITIATED";
  if (!is_stream(service)) return mapping;
  mapping["BisectBatchOnFunctionError"] = false;
  mapping["DestinationConfig"]["OnFailure"] = Json::object();
  mapping["LastProcessingResult"] = "No records processed";
  mapping["MaximumRecordAgeInSeconds"] = -1;
  mapping["MaximumRetryAttempts"] = -1;
  mapping["ParallelizationFactor"] = 1;
  mapping["TumblingWindowInSeconds"] = 0;
  return mapping;
}

Status read_mapping(RequestJson& request, const std::string& service, Json& mapping) {
  read_mapping_numbers(request, kOfEverySource, mapping);
  if (is_stream(service)) read_mapping_numbers(request, kOfStreams, mapping);
  read_position(request, mapping);
  check_destination_arns(request);
  if (const auto types = request.list("FunctionResponseTypes")) {
    const bool known = std::all_of(types->begin(), types->end(), [](const std::string& type) {
      return type == "ReportBatchItemFailures";
    });
    if (!known) {
      request.refuse("'" + request.raw("FunctionResponseTypes").value_or("") + "'",
                     "FunctionResponseTypes",
                     "Member must satisfy constraint: [Member must satisfy enum value set: "
                     "[ReportBatchItemFailures], Member must not be null]");
    }
    mapping["FunctionResponseTypes"] = *types;
  }
  if (Status valid = request.verdict(); !valid) return valid;
  if (service.empty()) return invalid_parameter("Unrecognized event source.");
  keep_other_members(request, mapping);
  if (const nlohmann::json* destinations = request.find("DestinationConfig")) {
    mapping["DestinationConfig"] = Json(*destinations);
  }
  if (const nlohmann::json* criteria = request.find("FilterCriteria")) {
    if (Status read = read_filters(*criteria, mapping); !read) return read;
  }
  return check_mapping(request, service, mapping);
}

}  // namespace brume::emulator::aws::lambda
