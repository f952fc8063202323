#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "emulator/samples/filters.h"
#include "emulator/samples/sample.h"

namespace brume::emulator {
namespace {

using Json = nlohmann::ordered_json;
constexpr int kIndent = 2;

// What is wrong with the value of a field, or nothing.
std::string complaint(const SampleField& field, const std::string& value) {
  if (field.kind == SampleField::Kind::kText) return {};
  const Json json = Json::parse(value, nullptr, false);
  switch (field.kind) {
    case SampleField::Kind::kNumber:
      return json.is_number() ? "" : "must be a number";
    case SampleField::Kind::kFlag:
      return json.is_boolean() ? "" : "must be true or false";
    case SampleField::Kind::kJson:
      return json.is_discarded() ? "must be JSON" : "";
    case SampleField::Kind::kText:
      break;
  }
  return {};
}

Result<FieldValues> all_values(const Sample& sample,
                               const std::map<std::string, std::string>& values) {
  FieldValues all;
  for (const SampleField& field : sample.fields) {
    const auto given = values.find(std::string(field.option));
    const std::string value = given == values.end() ? std::string(field.standard) : given->second;
    if (const std::string wrong = complaint(field, value); !wrong.empty()) {
      return Error{Error::Code::kInvalidArgument,
                   "--" + std::string(field.option) + " " + wrong + ", not `" + value + "`"};
    }
    all.emplace(field.option, value);
  }
  for (const auto& [option, value] : values) BRUME_CHECK(all.contains(option));
  return all;
}

// What stands in the place of "queue-name" or "body|md5".
std::string filled(const Sample& sample, std::string_view place, const FieldValues& values) {
  const std::size_t bar = std::min(place.find('|'), place.size());
  const auto value = values.find(place.substr(0, bar));
  BRUME_CHECK(value != values.end());
  if (bar < place.size()) {
    const Filter* filter = find_filter(place.substr(bar + 1));
    BRUME_CHECK(filter != nullptr);
    const std::string made = filter->apply(value->second, values);
    if (filter->yields_json) return made;
    const std::string quoted = json_quoted(made);
    return quoted.substr(1, quoted.size() - 2);
  }
  for (const SampleField& field : sample.fields) {
    if (field.option == value->first && field.kind != SampleField::Kind::kText) {
      return value->second;
    }
  }
  const std::string quoted = json_quoted(value->second);
  return quoted.substr(1, quoted.size() - 2);
}

void drop_absent(Json& json) {
  if (json.is_object()) {
    for (auto member = json.begin(); member != json.end();) {
      member = member.value() == kAbsentText ? json.erase(member) : std::next(member);
    }
  }
  for (Json& item : json) {
    if (item.is_structured()) drop_absent(item);
  }
}

}  // namespace

const Sample* find_sample(std::string_view service, std::string_view type) {
  for (const SampleService& known : sample_services()) {
    if (known.name != service) continue;
    for (const Sample& sample : known.samples) {
      if (sample.type == type) return &sample;
    }
  }
  return nullptr;
}

Result<std::string> render_sample(const Sample& sample,
                                  const std::map<std::string, std::string>& values) {
  const Result<FieldValues> all = all_values(sample, values);
  if (!all.ok()) return all.error();
  std::string text;
  std::string_view rest = sample.text;
  for (std::size_t open = rest.find("{{"); open != rest.npos; open = rest.find("{{")) {
    const std::size_t close = rest.find("}}", open);
    BRUME_CHECK(close != rest.npos);
    text += rest.substr(0, open);
    text += filled(sample, rest.substr(open + 2, close - open - 2), all.value());
    rest.remove_prefix(close + 2);
  }
  text += rest;
  Json event = Json::parse(text, nullptr, false);
  BRUME_CHECK(!event.is_discarded());
  drop_absent(event);
  return event.dump(kIndent);
}

}  // namespace brume::emulator
