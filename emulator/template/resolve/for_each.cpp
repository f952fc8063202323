#include "emulator/template/resolve/for_each.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "emulator/template/model/intrinsic.h"

namespace brume::emulator {
namespace {

constexpr std::string_view kForEachPrefix = "Fn::ForEach::";

std::string alphanumeric(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) result += c;
  }
  return result;
}

// The loop's variable and its value in one turn, and what all loops may still make.
struct Iteration {
  std::string_view variable;
  const std::string& value;
  std::size_t& bytes_left;

  bool spend(std::size_t bytes) const {
    const bool enough = bytes <= bytes_left;
    bytes_left = enough ? bytes_left - bytes : 0;
    return enough;
  }
};

// ${X} is the value, &{X} its letters and digits only, as a logical id needs.
std::string substituted(const std::string& text, const Iteration& turn) {
  std::string result;
  std::string_view rest = text;
  const std::string name = "{" + std::string(turn.variable) + "}";
  for (std::size_t open = rest.find(name); open != std::string_view::npos; open = rest.find(name)) {
    const char sign = open > 0 ? rest[open - 1] : '\0';
    const bool replaced = sign == '$' || sign == '&';
    result += rest.substr(0, replaced ? open - 1 : open + name.size());
    if (replaced) {
      const std::string with = sign == '$' ? turn.value : alphanumeric(turn.value);
      if (!turn.spend(with.size())) return {};
      result += with;
    }
    rest.remove_prefix(open + name.size());
  }
  return result.append(rest);
}

// A copy of the loop's body for one turn.
Value substituted(const Value& value, const Iteration& turn) {
  if (!turn.spend(sizeof(Value::Member))) return {};
  if (value.is_string()) {
    const bool plain = value.as_string().find('{') == std::string::npos;
    if (!turn.spend(value.as_string().size())) return {};
    return Value(plain ? value.as_string() : substituted(value.as_string(), turn)).place_as(value);
  }
  if (value.is_list()) {
    Value::List list;
    for (const Value& item : value.items()) list.push_back(substituted(item, turn));
    return Value(std::move(list)).place_as(value);
  }
  if (!value.is_map()) return value;
  const auto call = as_intrinsic(value);
  if (call && call->name == "Ref" && call->argument->is_string() &&
      call->argument->as_string() == turn.variable) {
    return turn.spend(turn.value.size()) ? Value(turn.value).place_as(value) : Value();
  }
  Value::Map map;
  for (const Value::Member& member : value.members()) {
    map.push_back({substituted(member.key, turn), substituted(member.value, turn), member.key_at,
                   member.key_length});
  }
  return Value(std::move(map)).place_as(value);
}

constexpr std::string_view kLoopSections[] = {"Conditions", "Resources", "Outputs", "Globals"};

bool may_loop(std::string_view section) {
  return std::find(std::begin(kLoopSections), std::end(kLoopSections), section) !=
         std::end(kLoopSections);
}

// The rules that the loops must keep as they are written.
class LoopChecker {
 public:
  LoopChecker(const Value& root, Reporter& reporter)
      : root_(root), extended_(has_language_extensions(root)), reporter_(reporter) {}

  // Whether there are loops at all.
  bool run() {
    for (const Value::Member& section : root_.members()) {
      section_ = section.key;
      walk(section.value, Path() / section.key);
    }
    return !names_.empty();
  }

 private:
  void walk(const Value& value, const Path& path) {
    if (value.is_list()) {
      for (std::size_t i = 0; i < value.items().size(); ++i) walk(value.items()[i], path[i]);
    } else if (value.is_map()) {
      for (const Value::Member& member : value.members()) {
        const bool loop = member.key.starts_with(kForEachPrefix);
        if (loop) {
          check(member, path / member.key);
        } else {
          walk(member.value, path / member.key);
        }
      }
    }
  }

  void check(const Value::Member& loop, const Path& path) {
    if (!may_loop(section_)) {
      reporter_.error(loop, path, "`Fn::ForEach` cannot stand in `" + std::string(section_) + "`",
                      "only in Conditions, Resources and Outputs");
    } else if (!extended_ && !told_) {
      told_ = true;
      reporter_.error(loop, path, "`Fn::ForEach` needs AWS::LanguageExtensions",
                      "add `Transform: AWS::LanguageExtensions`");
    }
    const std::string name = loop.key.substr(kForEachPrefix.size());
    check_name(loop, name, "loop", path);
    if (!names_.insert(name).second) {
      reporter_.warning(loop, path, "there are two loops of the name `" + name + "`");
    }
    const bool has_identifier =
        loop.value.is_list() && !loop.value.items().empty() && loop.value.items()[0].is_string();
    if (!has_identifier) return walk(loop.value, path);
    const Value& identifier = loop.value.items()[0];
    check_name(identifier, identifier.as_string(), "variable", path);
    if (std::find(identifiers_.begin(), identifiers_.end(), identifier.as_string()) !=
        identifiers_.end()) {
      reporter_.error(identifier, path,
                      "a loop around this one has the variable `" + identifier.as_string() + "`");
    }
    identifiers_.push_back(identifier.as_string());
    walk(loop.value, path);
    identifiers_.pop_back();
  }

  template <typename Site>
  void check_name(const Site& site, const std::string& name, const std::string& what,
                  const Path& path) {
    for (const auto& [section, noun] :
         {std::pair{"Parameters", "parameter"}, std::pair{"Resources", "resource"}}) {
      const Value* names = root_.find(section);
      if (names == nullptr || names->find(name) == nullptr) continue;
      reporter_.error(site, path, "the " + what + " `" + name + "` has the name of a " + noun);
    }
  }

  const Value& root_;
  const bool extended_;
  Reporter& reporter_;
  std::string_view section_;
  std::set<std::string> names_;
  std::vector<std::string_view> identifiers_;  // of the loops around
  bool told_ = false;
};

class Expander {
 public:
  Expander(EarlyValues& early, Reporter& reporter) : early_(early), reporter_(reporter) {}

  void expand(Value& value, const Path& path, int depth);

 private:
  void expand_loop(const Value::Member& loop, const Path& path, int depth, Value::Map& result);
  std::optional<std::vector<std::string>> collection(const Value& value, const Path& path);

  EarlyValues& early_;
  Reporter& reporter_;
  std::size_t made_ = 0;
  std::size_t bytes_left_ = kForEachBytesMax;
};

std::optional<std::vector<std::string>> Expander::collection(const Value& value, const Path& path) {
  const auto fail = [&](const Value& where, const std::string& why) {
    reporter_.error(where, path, why);
    return std::optional<std::vector<std::string>>();
  };
  if (const std::string secret = early_.secret_in(value); !secret.empty()) {
    return fail(value, "a loop cannot run over `" + secret + "`: it has NoEcho");
  }
  if (!early_.knows(value)) {
    return fail(value, "a loop runs over what is known before the stack exists");
  }
  const auto list = early_.value(value);
  if (!list || !list->is_list()) {
    return fail(value, "a loop runs over a list of texts or a `Ref` to a list parameter");
  }
  std::vector<std::string> texts;
  for (const Value& item : list->items()) {
    if (!item.is_scalar()) return fail(value, "a loop runs over texts, found a list or a map");
    texts.push_back(item.text());
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
  std::set<std::string> taken;
  for (const Value::Member& member : result) taken.insert(member.key);
  for (const std::string& text : *texts) {
    Value turn = substituted(body.items()[2], {body.items()[0].as_string(), text, bytes_left_});
    if (bytes_left_ > 0) expand(turn, path, depth + 1);
    if (bytes_left_ == 0) {
      reporter_.error(loop, path,
                      "loops make more than " + std::to_string(kForEachBytesMax >> 20) + " MiB");
      return;
    }
    for (Value::Member& member : turn.members()) {
      if (++made_ > kForEachMembersMax) {
        reporter_.error(loop, path,
                        "loops make more than " + std::to_string(kForEachMembersMax) + " members");
        return;
      }
      if (!taken.insert(member.key).second) {
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
                  [](const auto& member) { return member.key.starts_with(kForEachPrefix); });
  if (!loops) {
    for (Value::Member& member : value.members()) expand(member.value, path / member.key, depth);
    return;
  }
  Value::Map result;
  for (Value::Member& member : value.members()) {
    if (member.key.starts_with(kForEachPrefix)) {
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

void expand_for_each(Value& root, EarlyValues& early, Reporter& reporter) {
  if (!root.is_map()) return;
  if (!LoopChecker(root, reporter).run()) return;
  Expander expander(early, reporter);
  for (Value::Member& section : root.members()) {
    if (may_loop(section.key)) expander.expand(section.value, Path() / section.key, 0);
  }
}

}  // namespace brume::emulator
