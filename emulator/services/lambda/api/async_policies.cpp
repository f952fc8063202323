#include "emulator/services/lambda/api/async_policies.h"

#include <nlohmann/json.hpp>

namespace brume::emulator::aws::lambda {
namespace {

// The string at `path` of a JSON text; empty when there is none.
std::string text_at(const std::string& json, const char* path) {
  const auto parsed = nlohmann::json::parse(json, nullptr, false);
  const nlohmann::json::json_pointer pointer(path);
  if (parsed.is_discarded() || !parsed.contains(pointer)) return {};
  const nlohmann::json& found = parsed.at(pointer);
  return found.is_string() ? found.get<std::string>() : std::string();
}

void read_policy_record(const EventInvokeRecord& record, AsyncPolicy& into) {
  if (record.retries_max) into.retries_max = *record.retries_max;
  if (record.event_age_max_s) into.age_max = std::chrono::seconds(*record.event_age_max_s);
  if (record.destinations.empty()) return;
  into.on_success = text_at(record.destinations, "/OnSuccess/Destination");
  into.on_failure = text_at(record.destinations, "/OnFailure/Destination");
}

}  // namespace

AsyncPolicy async_policy(const Functions& functions, const std::string& function,
                         const std::string& qualifier) {
  AsyncPolicy policy;
  policy.function_arn =
      functions.home().function_arn(function, qualifier.empty() ? kLatest : qualifier);
  const auto found = functions.all().find(function);
  if (found == functions.all().end()) return policy;
  const FunctionRecord& record = found->second;
  const auto config = record.event_invokes.find(qualifier == kLatest ? "" : qualifier);
  if (config != record.event_invokes.end()) read_policy_record(config->second, policy);
  const VersionRecord* const version = record.find(qualifier);
  if (version == nullptr) return policy;
  const auto dead_letter = version->kept.find("DeadLetterConfig");
  if (dead_letter != version->kept.end()) {
    policy.dead_letter = text_at(dead_letter->second, "/TargetArn");
  }
  return policy;
}

}  // namespace brume::emulator::aws::lambda
