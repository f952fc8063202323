#include "emulator/check/sarif.h"

#include <algorithm>

#include "emulator/template/model/rules.h"
#include "emulator/template/model/value_json.h"
#include "emulator/text/percent.h"

namespace brume::emulator::check {
namespace {

// A file's name as a relative reference, or as file:///… when it is absolute.
std::string uri(std::string_view name) {
  return (name.starts_with('/') ? "file://" : "") + percent_encode(name, "/");
}

Value message(std::string text) {
  return Value::map({{"text", std::move(text)}});
}

Value rules_list() {
  Value::List list;
  for (const Rule& rule : all_rules()) {
    list.push_back(Value::map({{"id", "brume/" + std::string(rule.id)},
                               {"shortDescription", message(std::string(rule.what))}}));
  }
  return Value(std::move(list));
}

Value location(const Diagnostic& diagnostic, const SourceFiles& sources) {
  Value result = Value::map();
  if (diagnostic.at.file < sources.size()) {
    Value physical = Value::map(
        {{"artifactLocation", Value::map({{"uri", uri(sources[diagnostic.at.file].name)}})}});
    if (diagnostic.at.line > 0) {
      const std::int64_t column = std::max<std::int64_t>(diagnostic.at.column, 1);
      physical.set("region", Value::map({{"startLine", std::int64_t{diagnostic.at.line}},
                                         {"startColumn", column},
                                         {"endColumn", column + diagnostic.length}}));
    }
    result.set("physicalLocation", std::move(physical));
  }
  if (!diagnostic.path.empty()) {
    Value::List logical;
    logical.push_back(Value::map({{"fullyQualifiedName", diagnostic.path}}));
    result.set("logicalLocations", Value(std::move(logical)));
  }
  return result;
}

Value result_of(const Diagnostic& diagnostic, const SourceFiles& sources) {
  const auto known = all_rules();
  const auto rule = std::find_if(known.begin(), known.end(),
                                 [&](const Rule& each) { return each.id == diagnostic.rule; });
  std::string text = diagnostic.message;
  if (!diagnostic.hint.empty()) text += " (" + diagnostic.hint + ")";
  Value result = Value::map({{"ruleId", "brume/" + std::string(diagnostic.rule)}});
  if (rule != known.end()) result.set("ruleIndex", std::int64_t{rule - known.begin()});
  result.set("level", Value(severity_name(diagnostic.severity)));
  result.set("message", message(std::move(text)));
  Value place = location(diagnostic, sources);
  if (!place.members().empty()) result.set("locations", Value::list({std::move(place)}));
  return result;
}

}  // namespace

std::string render_sarif(const Diagnostics& diagnostics, const SourceFiles& sources,
                         std::string_view version) {
  Value::List results;
  for (const Diagnostic& diagnostic : diagnostics) {
    results.push_back(result_of(diagnostic, sources));
  }
  const Value driver =
      Value::map({{"name", "brume"}, {"version", Value(version)}, {"rules", rules_list()}});
  const Value run = Value::map({{"tool", Value::map({{"driver", driver}})},
                                {"columnKind", "unicodeCodePoints"},
                                {"results", Value(std::move(results))}});
  return to_pretty_json(Value::map({{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                                    {"version", "2.1.0"},
                                    {"runs", Value::list({run})}}));
}

}  // namespace brume::emulator::check
