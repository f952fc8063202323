#include "emulator/template/sections/given_values.h"

#include <charconv>
#include <cstdint>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "emulator/template/model/value_json.h"
#include "emulator/template/parse/parse.h"

namespace brume::emulator {
namespace {

// Source: Secrets Manager's GetRandomPassword.
constexpr std::string_view kClasses[] = {"abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                                         "0123456789", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"};
constexpr std::string_view kExclusions[] = {"ExcludeLowercase", "ExcludeUppercase",
                                            "ExcludeNumbers", "ExcludePunctuation"};
constexpr std::int64_t kLengthDefault = 32;
constexpr std::int64_t kLengthMax = 4096;

Error rejected(std::string why) {
  return {Error::Code::kInvalidArgument, std::move(why)};
}

bool is_set(const Value& generate, std::string_view name, bool otherwise) {
  const Value* value = generate.find(name);
  if (value == nullptr || !value->is_scalar()) return otherwise;
  return value->text() == "true";
}

// The same on every machine: FNV-1a.
std::uint64_t seed_of(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

// A number may be written as a text.
std::optional<std::int64_t> length_of(const Value& generate) {
  const Value* written = generate.find("PasswordLength");
  if (written == nullptr) return kLengthDefault;
  const std::string text = written->is_scalar() ? written->text() : "";
  std::int64_t length = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), length);
  const bool number = end.ec == std::errc() && end.ptr == text.data() + text.size();
  if (!number || length < 1 || length > kLengthMax) return std::nullopt;
  return length;
}

Result<std::string> random_text(const Value& generate, std::string_view name) {
  const Value* written = generate.find("ExcludeCharacters");
  const std::string excluded =
      written != nullptr && written->is_scalar() ? written->text() : std::string();
  std::vector<std::string> classes;
  for (std::size_t i = 0; i < std::size(kClasses); ++i) {
    if (is_set(generate, kExclusions[i], false)) continue;
    std::string left;
    for (const char c : kClasses[i]) {
      if (excluded.find(c) == std::string::npos) left += c;
    }
    if (!left.empty()) classes.push_back(std::move(left));
  }
  const bool space = is_set(generate, "IncludeSpace", false);
  if (space && excluded.find(' ') == std::string::npos) classes.emplace_back(" ");
  std::string all;
  for (const std::string& each : classes) all += each;
  if (all.empty()) return rejected("a password is left without any characters");
  const auto length = length_of(generate);
  if (!length) return rejected("`PasswordLength` must be 1 to " + std::to_string(kLengthMax));
  const bool each_type = is_set(generate, "RequireEachIncludedType", true);
  if (each_type && *length < std::ssize(classes)) {
    return rejected("a password of " + std::to_string(*length) +
                    " characters has no room for each included type");
  }
  std::mt19937_64 engine(seed_of(name));
  std::string text;
  // One of each class first; they need not be shuffled for what is no secret.
  for (const std::string& each : classes) {
    if (each_type) text += each[engine() % each.size()];
  }
  while (std::ssize(text) < *length) text += all[engine() % all.size()];
  return text;
}

void read_given_entry(const Value& entry, std::map<std::string, std::string, std::less<>>& values) {
  if (!entry.is_map()) return;
  for (const Value::Member& member : entry.members()) {
    const bool whole = member.value.is_map() || member.value.is_list();
    values[member.key] = whole ? to_json(member.value) : member.value.text();
  }
}

}  // namespace

GivenValues read_given_values(const std::filesystem::path& env_vars_file) {
  GivenValues given;
  Diagnostics diagnostics;
  Reporter reporter(diagnostics);
  SourceFiles sources;
  const auto root = parse_file(env_vars_file, sources, reporter);
  if (!root || !root->is_map()) return given;
  if (const Value* entry = root->find(kParameterType)) read_given_entry(*entry, given.parameters);
  if (const Value* entry = root->find(kSecretType)) read_given_entry(*entry, given.secrets);
  return given;
}

Result<std::string> generated_secret(const Value& generate, std::string_view name) {
  Result<std::string> made = random_text(generate, name);
  if (!made) return made;
  const Value* key = generate.find("GenerateStringKey");
  const Value* pattern = generate.find("SecretStringTemplate");
  if (key == nullptr && pattern == nullptr) return made;
  if (key == nullptr || !key->is_scalar() || pattern == nullptr || !pattern->is_string()) {
    return rejected("`GenerateStringKey` and `SecretStringTemplate` go together, as texts");
  }
  const SourceFiles sources{{"", pattern->as_string()}};
  Diagnostics diagnostics;
  Reporter reporter(diagnostics);
  auto object = parse_source(sources, 0, reporter);
  if (!object || !object->is_map()) return rejected("`SecretStringTemplate` is no JSON object");
  object->set(key->text(), std::move(made).value());
  return to_json(*object);
}

}  // namespace brume::emulator
