#include "emulator/template/for_each.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "emulator/template/intrinsic.h"

namespace brume::emulator {
namespace {

constexpr std::string_view kPrefix = "Fn::ForEach::";

// The loop's variable and its value in one turn.
struct Turn {
  std::string_view variable;
  const std::string& value;
};

std::string alphanumeric(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) result += c;
  }
  return result;
}

void replace_all(std::string& text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

// ${X} is the value, &{X} its letters and digits only, as a logical id needs.
std::string substituted(std::string text, const Turn& turn) {
  const std::string variable(turn.variable);
  replace_all(text, "${" + variable + "}", turn.value);
  replace_all(text, "&{" + variable + "}", alphanumeric(turn.value));
  return text;
}

void substitute(Value& value, const Turn& turn) {
  if (value.is_string()) {
    if (value.as_string().find('{') == std::string::npos) return;
    Value text(substituted(value.as_string(), turn));
    value = std::move(text.place_as(value));
  } else if (value.is_list()) {
    for (Value& item : value.items()) substitute(item, turn);
  } else if (value.is_map()) {
    const auto call = as_intrinsic(value);
    if (call && call->name == "Ref" && call->argument->is_string() &&
        call->argument->as_string() == turn.variable) {
      Value text(turn.value);
      value = std::move(text.place_as(value));
      return;
    }
    for (Value::Member& member : value.members()) {
      member.key = substituted(std::move(member.key), turn);
      substitute(member.value, turn);
    }
  }
}

class Expander {
 public:
  Expander(const ParameterValues& parameters, Reporter& reporter)
      : parameters_(parameters), reporter_(reporter) {}

  void expand(Value& value, const Path& path, int depth);

 private:
  void expand_loop(const Value::Member& loop, const Path& path, int depth, Value::Map& result);
  std::optional<std::vector<std::string>> collection(const Value& value, const Path& path);

  const ParameterValues& parameters_;
  Reporter& reporter_;
  std::size_t made_ = 0;
};

std::optional<std::vector<std::string>> Expander::collection(const Value& value, const Path& path) {
  const auto fail = [&](const Value& where) -> std::optional<std::vector<std::string>> {
    reporter_.error(where, path, "a loop runs over a list of texts or a `Ref` to a list parameter");
    return std::nullopt;
  };
  const auto referred = [&](const Value& item) -> const Value* {
    const auto call = as_intrinsic(item);
    if (!call || call->name != "Ref" || !call->argument->is_string()) return nullptr;
    const auto parameter = parameters_.find(call->argument->as_string());
    return parameter == parameters_.end() ? nullptr : &parameter->second;
  };
  const Value* list = value.is_list() ? &value : referred(value);
  if (list == nullptr || !list->is_list()) return fail(value);
  std::vector<std::string> texts;
  for (const Value& item : list->items()) {
    const Value* text = item.is_scalar() ? &item : referred(item);
    if (text == nullptr || !text->is_scalar()) return fail(item);
    texts.push_back(text->text());
  }
  return texts;
}

void Expander::expand_loop(const Value::Member& loop, const Path& path, int depth,
                           Value::Map& result) {
  const Value& body = loop.value;
  const bool three = body.is_list() && body.items().size() == 3;
  if (!three || !body.items()[0].is_string() || !body.items()[2].is_map()) {
    reporter_.error(loop, path, "`Fn::ForEach` takes a variable, a list and a map");
    return;
  }
  if (depth > kForEachDepthMax) {
    reporter_.error(loop, path, "loops are nested deeper than " + std::to_string(kForEachDepthMax));
    return;
  }
  const auto texts = collection(body.items()[1], path);
  if (!texts) return;
  for (const std::string& text : *texts) {
    Value turn = body.items()[2];
    substitute(turn, {body.items()[0].as_string(), text});
    expand(turn, path, depth + 1);
    for (Value::Member& member : turn.members()) {
      if (++made_ > kForEachMembersMax) {
        reporter_.error(loop, path,
                        "loops make more than " + std::to_string(kForEachMembersMax) + " members");
        return;
      }
      const bool taken = std::any_of(result.begin(), result.end(),
                                     [&](const auto& known) { return known.key == member.key; });
      if (taken) {
        reporter_.error(loop, path, "the loop makes `" + member.key + "` twice",
                        "use the variable in the name: `${" + body.items()[0].as_string() + "}`");
        return;
      }
      result.push_back(std::move(member));
    }
  }
}

void Expander::expand(Value& value, const Path& path, int depth) {
  if (value.is_list()) {
    for (std::size_t i = 0; i < value.items().size(); ++i) {
      expand(value.items()[i], path[i], depth);
    }
    return;
  }
  if (!value.is_map()) return;
  const bool loops =
      std::any_of(value.members().begin(), value.members().end(),
                  [](const auto& member) { return member.key.starts_with(kPrefix); });
  if (!loops) {
    for (Value::Member& member : value.members()) expand(member.value, path / member.key, depth);
    return;
  }
  Value::Map result;
  for (Value::Member& member : value.members()) {
    if (member.key.starts_with(kPrefix)) {
      expand_loop(member, path / member.key, depth + 1, result);
    } else {
      expand(member.value, path / member.key, depth);
      result.push_back(std::move(member));
    }
  }
  Value expanded(std::move(result));
  value = std::move(expanded.place_as(value));
}

}  // namespace

void expand_for_each(Value& root, const ParameterValues& parameters, Reporter& reporter) {
  if (root.is_map()) Expander(parameters, reporter).expand(root, Path(), 0);
}

}  // namespace brume::emulator
