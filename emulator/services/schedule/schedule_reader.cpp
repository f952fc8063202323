#include "emulator/services/schedule/schedule_reader.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace brume::emulator::schedule {
namespace {

// Source: the Target page of the EventBridge API, RetryPolicy of both APIs.
constexpr int kAttemptsMax = 185;
constexpr int kAgeMinSeconds = 60;
constexpr int kAgeMaxSeconds = 86'400;
constexpr std::size_t kNameMax = 64;

// "arn:aws:lambda:us-east-1:123456789012:function:Hello:live" -> "Hello:live"; else nothing.
std::string function_of(std::string_view arn) {
  constexpr std::string_view kMark = ":function:";
  const std::size_t mark = arn.find(kMark);
  const bool lambda = arn.starts_with("arn:") && arn.find(":lambda:") != std::string_view::npos;
  if (!lambda || mark == std::string_view::npos) return {};
  return std::string(arn.substr(mark + kMark.size()));
}

RetryPolicy read_retry(const PropertyReader& target) {
  RetryPolicy retry;
  const Value* value = target.map("RetryPolicy");
  if (value == nullptr) return retry;
  const Path path = target.path() / "RetryPolicy";
  const PropertyReader properties(*value, path, target.reporter());
  if (const auto attempts = properties.integer("MaximumRetryAttempts", 0, kAttemptsMax)) {
    retry.attempts_max = static_cast<int>(*attempts);
  }
  if (const auto age =
          properties.integer("MaximumEventAgeInSeconds", kAgeMinSeconds, kAgeMaxSeconds)) {
    retry.age_max = std::chrono::seconds(*age);
  }
  return retry;
}

std::string read_dead_letter(const PropertyReader& target) {
  const Value* value = target.map("DeadLetterConfig");
  if (value == nullptr) return {};
  const Path path = target.path() / "DeadLetterConfig";
  return PropertyReader(*value, path, target.reporter()).text("Arn").value_or("");
}

bool is_name(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
  };
  return !name.empty() && name.size() <= kNameMax && std::all_of(name.begin(), name.end(), allowed);
}

}  // namespace

std::string read_name(const Resource& resource, const PropertyReader& properties) {
  const auto name = properties.text("Name");
  if (!name) return resource.logical_id;
  if (!is_name(*name)) {
    properties.reporter().error(*properties.find("Name"), properties.path() / "Name",
                                "`" + *name + "` cannot name a schedule",
                                "1 to 64 letters, digits, `.`, `-` and `_`");
  }
  return *name;
}

std::optional<Expression> read_expression(const PropertyReader& properties, const Value& owner,
                                          Dialect dialect) {
  if (!properties.require("ScheduleExpression", owner,
                          dialect == Dialect::kRule ? "a rule" : "AWS::Scheduler::Schedule")) {
    return std::nullopt;
  }
  const auto text = properties.text("ScheduleExpression");
  if (!text) return std::nullopt;
  auto parsed = Expression::parse(*text, dialect);
  if (parsed) return std::move(*parsed);
  properties.reporter().error(*properties.find("ScheduleExpression"),
                              properties.path() / "ScheduleExpression", refusal(*text, dialect),
                              parsed.error().message);
  return std::nullopt;
}

void check_function(const Value& where, const Path& path, const std::string& function,
                    const ReaderContext& context) {
  const std::string name = function.substr(0, function.find(':'));
  for (const FunctionSpec& spec : context.application.functions) {
    if (spec.name == name) return;
  }
  context.reporter.warning(
      where, path,
      "a schedule leads to the function `" + name + "`, which is not in this template");
}

std::optional<Target> read_target(const PropertyReader& properties, const Value& owner,
                                  const ReaderContext& context) {
  Target target;
  if (!properties.require("Arn", owner, "a target")) return std::nullopt;
  target.id = properties.text("Id").value_or("");
  target.arn = properties.text("Arn").value_or("");
  target.function = function_of(target.arn);
  target.retry = read_retry(properties);
  target.dead_letter_arn = read_dead_letter(properties);
  if (!target.function.empty()) {
    check_function(*properties.find("Arn"), properties.path() / "Arn", target.function, context);
  }
  return target;
}

void check_json(const PropertyReader& properties, std::string_view name, const std::string& text) {
  if (nlohmann::json::accept(text)) return;
  properties.reporter().error(*properties.find(name), properties.path() / name,
                              "`" + std::string(name) + "` is not JSON",
                              "a function's event is JSON text; quote a string twice: '\"text\"'");
}

}  // namespace brume::emulator::schedule
