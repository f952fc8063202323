// Short ways through SAM's transform, for its tests.
#pragma once

#include <doctest/doctest.h>

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

#include "emulator/template/model/value_json.h"
#include "emulator/template/parse/parse.h"
#include "tests/unit/template/support.h"

namespace brume::emulator {

inline Transformed transform(const std::string& text,
                             const std::map<std::string, std::string>& overrides = {}) {
  const Folder folder;
  LoadOptions options;
  options.template_file = folder.write("template.yaml", text);
  options.parameter_overrides = overrides;
  return transform_template(options);
}

inline Value expanded(const std::string& text) {
  const Transformed result = transform(text);
  INFO(result.json);
  REQUIRE(result.accepted);
  SourceFiles sources{{"out.json", result.json}};
  Diagnostics diagnostics;
  Reporter reporter(diagnostics);
  auto value = parse_source(sources, 0, reporter);
  REQUIRE(value);
  return std::move(*value);
}

inline std::string at(const Value& root, std::initializer_list<std::string_view> path) {
  const Value* value = &root;
  for (const std::string_view key : path) {
    value = value->find(key);
    if (value == nullptr) return "nothing";
  }
  return to_json(*value);
}

inline std::string rejection(const std::string& text) {
  const Transformed result = transform(text);
  CHECK_FALSE(result.accepted);
  return result.json;
}

}  // namespace brume::emulator
