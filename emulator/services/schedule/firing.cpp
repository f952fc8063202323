#include "emulator/services/schedule/firing.h"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "emulator/text/json_text.h"
#include "emulator/text/time_text.h"

namespace brume::emulator::schedule {
namespace {

using nlohmann::json;

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string event_of(const Schedule& schedule, const Firing& firing) {
  const bool rule = schedule.dialect == Dialect::kRule;
  JsonObject event;
  event.text("version", "0")
      .text("id", firing.id)
      .text("detail-type", "Scheduled Event")
      .text("source", rule ? "aws.events" : "aws.scheduler")
      .text("account", schedule.account_id)
      .text("time", iso_seconds(firing.due))
      .text("region", schedule.region)
      .raw("resources", "[" + json_string(schedule.arn) + "]");
  // The Scheduler's default notification has text there.
  if (rule) {
    event.raw("detail", "{}");
  } else {
    event.text("detail", "{}");
  }
  return event.finish();
}

// `$.detail.a`, `$.resources[0]`; null for what is not there.
json part_of(const json& event, std::string_view path) {
  const json* part = &event;
  path.remove_prefix(std::min<std::size_t>(path.size(), 1));  // $
  while (!path.empty() && part != nullptr) {
    const bool index = path.front() == '[';
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find_first_of(index ? "]" : ".["), path.size());
    const std::string step(path.substr(0, end));
    path.remove_prefix(std::min(end + (index ? 1 : 0), path.size()));
    if (index) {
      const bool number = !step.empty() && step.size() < 5 &&
                          step.find_first_not_of("0123456789") == std::string::npos;
      const std::size_t at = number ? std::stoul(step) : 0;
      part = number && part->is_array() && at < part->size() ? &(*part)[at] : nullptr;
    } else {
      part = part->is_object() && part->contains(step) ? &(*part)[step] : nullptr;
    }
  }
  return part == nullptr ? json() : *part;
}

json variable(const Schedule& schedule, const Payload& payload, const json& event,
              const std::string& name) {
  if (name == "aws.events.rule-arn") return schedule.arn;
  if (name == "aws.events.rule-name") return schedule.name;
  if (name == "aws.events.event.ingestion-time") return event.at("time");
  if (name == "aws.events.event" || name == "aws.events.event.json") return event;
  const auto path = payload.paths.find(name);
  return path == payload.paths.end() ? json() : part_of(event, path->second);
}

// A value within quotes is the text between them; elsewhere it is JSON.
std::string shown(const json& value, bool within_quotes) {
  if (!within_quotes) return value.dump();
  const std::string text = json_string(value.is_string() ? value.get<std::string>() : value.dump());
  return text.substr(1, text.size() - 2);
}

bool is_variable_name(std::string_view name) {
  return !name.empty() && name.find_first_of("<> \n\t\"") == std::string_view::npos;
}

std::string transformed(const Schedule& schedule, const Payload& payload, const json& event) {
  std::string out;
  bool within_quotes = false;
  const std::string_view text = payload.text;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '<') {
      const std::size_t close = text.find('>', i);
      const std::string_view name =
          close == std::string_view::npos ? "" : text.substr(i + 1, close - i - 1);
      if (is_variable_name(name)) {
        out += shown(variable(schedule, payload, event, std::string(name)), within_quotes);
        i = close;
        continue;
      }
    }
    if (text[i] == '"') within_quotes = !within_quotes;
    out += text[i];
    if (text[i] == '\\' && within_quotes && i + 1 < text.size()) out += text[++i];
  }
  return out;
}

void replace_all(std::string& text, std::string_view word, std::string_view by) {
  for (std::size_t at = text.find(word); at != std::string::npos;
       at = text.find(word, at + by.size())) {
    text.replace(at, word.size(), by);
  }
}

// Source: "Adding context attributes" of the Scheduler user guide.
std::string with_context(std::string text, const Schedule& schedule, const Firing& firing) {
  if (text.find("<aws.scheduler.") == std::string::npos) return text;
  replace_all(text, "<aws.scheduler.schedule-arn>", schedule.arn);
  replace_all(text, "<aws.scheduler.scheduled-time>", iso_seconds(firing.due));
  return text;
}

}  // namespace

std::string payload_of(const Schedule& schedule, const Target& target, const Firing& firing) {
  std::string payload = payload_of_all_attempts(schedule, target, firing);
  if (schedule.dialect == Dialect::kRule) return payload;
  return payload_of_attempt(std::move(payload), firing.execution_id, firing.attempt);
}

std::string payload_of_attempt(std::string payload, std::string_view execution_id, int attempt) {
  replace_all(payload, "<aws.scheduler.execution-id>", execution_id);
  replace_all(payload, "<aws.scheduler.attempt-number>", std::to_string(attempt));
  return payload;
}

std::string payload_of_all_attempts(const Schedule& schedule, const Target& target,
                                    const Firing& firing) {
  switch (target.payload.kind) {
    case Payload::Kind::kEvent:
      return event_of(schedule, firing);
    case Payload::Kind::kConstant:
      return schedule.dialect == Dialect::kRule
                 ? target.payload.text
                 : with_context(target.payload.text, schedule, firing);
    case Payload::Kind::kPath:
      return part_of(json::parse(event_of(schedule, firing)), target.payload.text).dump();
    case Payload::Kind::kTransformed:
      return transformed(schedule, target.payload, json::parse(event_of(schedule, firing)));
  }
  return {};
}

}  // namespace brume::emulator::schedule
