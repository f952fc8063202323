// Whether the two readers of YAML make the same of a text: the same values in the same places.
#pragma once

#include <string>

#include "emulator/template/model/value_json.h"
#include "emulator/template/parse/yaml_events.h"
#include "emulator/template/parse/yaml_fast.h"

namespace brume::emulator {

// Every value and key with its place and length. A value that is left out stands nowhere: the one
// reader names the end of its key, the other what comes next.
inline void describe(std::string& text, const Value& value) {
  if (value.is_null()) {
    text += "null ";
    return;
  }
  text += "@" + std::to_string(value.at().line) + ":" + std::to_string(value.at().column) + "+" +
          std::to_string(value.length()) + " ";
  if (value.is_list()) {
    text += "[";
    for (const Value& item : value.items()) describe(text, item);
    text += "]";
  } else if (value.is_map()) {
    text += "{";
    for (const Value::Member& member : value.members()) {
      text += member.key + "@" + std::to_string(member.key_at.line) + ":" +
              std::to_string(member.key_at.column) + "=";
      describe(text, member.value);
    }
    text += "}";
  } else {
    text += std::string(kind_name(value.kind())) + to_json(value) + " ";
  }
}

struct TwoReadings {
  bool both = false;  // else one of them has left the text to the other
  std::string fast, thorough;
};

inline TwoReadings read_twice(const std::string& text) {
  const SourceText source(text, 0);
  if (source.unreadable()) return {};
  Diagnostics fast_diagnostics, diagnostics;
  Reporter fast_reporter(fast_diagnostics), reporter(diagnostics);
  TreeBuilder fast(source, fast_reporter), thorough(source, reporter);
  if (read_yaml_fast(source, fast) != FastEnd::kDone || !fast_diagnostics.empty()) return {};
  if (read_yaml(source, thorough, reporter) != ReadEnd::kDone || !diagnostics.empty()) return {};
  const auto one = fast.take_root();
  const auto other = thorough.take_root();
  if (!one || !one->is_map()) return {};
  TwoReadings readings{true, {}, {}};
  describe(readings.fast, *one);
  if (other) describe(readings.thorough, *other);
  return readings;
}

}  // namespace brume::emulator
