#include "emulator/services/lambda/api/destinations.h"

#include <nlohmann/json.hpp>

#include "emulator/services/lambda/api/errors.h"
#include "emulator/services/lambda/api/shapes.h"
#include "emulator/text/arn.h"

namespace brume::emulator::aws::lambda {
namespace {

constexpr std::size_t kMaxDestinationLength = 350;

constexpr const char* kConditions[] = {"OnSuccess", "OnFailure"};

// Empty: none is given.
std::string destination_of(const nlohmann::json& destinations, const char* condition) {
  if (!destinations.is_object()) return {};
  const auto on = destinations.find(condition);
  if (on == destinations.end() || !on->is_object()) return {};
  const auto destination = on->find("Destination");
  return destination != on->end() && destination->is_string() ? destination->get<std::string>()
                                                              : std::string();
}

std::string shown(const nlohmann::json& destinations, const char* condition) {
  const std::string destination = destination_of(destinations, condition);
  return destination.empty() ? "null"
                             : std::string(condition) + "(destination=" + destination + ")";
}

// A topic of a Kafka cluster is a destination of event source mappings.
bool is_destination(const std::string& text) {
  return text.empty() || text.starts_with("kafka://") || Arn::parse(text).has_value();
}

}  // namespace

void check_destination_arns(RequestJson& request) {
  const nlohmann::json* const destinations = request.find("DestinationConfig");
  if (destinations == nullptr) return;
  if (!destinations->is_object()) {
    return request.errors().refuse_type("DestinationConfig", "a structure");
  }
  for (const char* condition : kConditions) {
    const auto on = destinations->find(condition);
    if (on != destinations->end() && !on->is_object() && !on->is_null()) {
      return request.errors().refuse_type(condition, "a structure");
    }
    const std::string destination = destination_of(*destinations, condition);
    const std::string path = "destinationConfig." + member_name(condition) + ".destination";
    if (destination.size() > kMaxDestinationLength) {
      request.refuse("'" + destination + "'", path,
                     "Member must have length less than or equal to 350");
    }
    if (is_destination(destination)) continue;
    request.refuse("'" + destination + "'", path,
                   "Member must satisfy regular expression pattern: "
                   "$|kafka://([^.]([a-zA-Z0-9\\-_.]{0,248}))|"
                   "arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:"
                   "([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)");
  }
}

Status check_destinations(const Functions& functions, const std::string& function,
                          const nlohmann::json& destinations) {
  for (const char* condition : kConditions) {
    const std::string destination = destination_of(destinations, condition);
    if (destination.empty()) continue;
    const auto arn = Arn::parse(destination);
    if (arn && arn->service == "lambda") {
      auto name = parse_function_name(functions.home(), destination, {});
      if (name && name->name == function) {
        return invalid_parameter("You can't specify the function as a destination for itself.");
      }
      if (!name || !functions.find(*name)) {
        return invalid_parameter("The destination ARN " + destination + " is invalid.");
      }
      continue;
    }
    const bool takes_records =
        arn && (arn->service == "sqs" || arn->service == "sns" || arn->service == "events" ||
                (arn->service == "s3" && std::string_view(condition) == "OnFailure"));
    if (takes_records) continue;
    return invalid_parameter("The provided destination config DestinationConfig(onSuccess=" +
                             shown(destinations, "OnSuccess") +
                             ", onFailure=" + shown(destinations, "OnFailure") + ") is invalid.");
  }
  return Done{};
}

std::string normal_destinations(const nlohmann::json& destinations) {
  nlohmann::ordered_json normal;
  for (const char* condition : kConditions) {
    normal[condition] = nlohmann::ordered_json::object();
    const std::string destination = destination_of(destinations, condition);
    if (!destination.empty()) normal[condition]["Destination"] = destination;
  }
  return to_text(normal);
}

}  // namespace brume::emulator::aws::lambda
