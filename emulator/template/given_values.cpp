#include "emulator/template/given_values.h"

#include <cstdint>
#include <random>

#include "emulator/template/parse.h"
#include "emulator/template/value_json.h"

namespace brume::emulator {
namespace {

// Source: Secrets Manager's GetRandomPassword.
constexpr std::string_view kClasses[] = {"abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                                         "0123456789", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"};
constexpr std::string_view kExclusions[] = {"ExcludeLowercase", "ExcludeUppercase",
                                            "ExcludeNumbers", "ExcludePunctuation"};
constexpr std::int64_t kLengthDefault = 32;
constexpr std::int64_t kLengthMax = 4096;

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

std::string random_text(const Value& generate, std::string_view name) {
  const Value* excluded = generate.find("ExcludeCharacters");
  std::vector<std::string> classes;
  for (std::size_t i = 0; i < std::size(kClasses); ++i) {
    if (is_set(generate, kExclusions[i], false)) continue;
    std::string left;
    for (const char c : kClasses[i]) {
      const bool out = excluded != nullptr && excluded->is_string() &&
                       excluded->as_string().find(c) != std::string::npos;
      if (!out) left += c;
    }
    if (!left.empty()) classes.push_back(std::move(left));
  }
  std::string all = is_set(generate, "IncludeSpace", false) ? " " : "";
  for (const std::string& each : classes) all += each;
  if (all.empty()) return {};
  const Value* written = generate.find("PasswordLength");
  std::int64_t length =
      written != nullptr && written->is_int() ? written->as_int() : kLengthDefault;
  if (length < 1 || length > kLengthMax) length = kLengthDefault;
  std::mt19937_64 engine(seed_of(name));
  std::string text;
  // One of each class first; they need not be shuffled for what is no secret.
  for (const std::string& each : classes) {
    const bool wanted = is_set(generate, "RequireEachIncludedType", true);
    if (wanted && std::ssize(text) < length) text += each[engine() % each.size()];
  }
  while (std::ssize(text) < length) text += all[engine() % all.size()];
  return text;
}

void read_entry(const Value& entry, std::map<std::string, std::string, std::less<>>& values) {
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
  if (const Value* entry = root->find(kParameterType)) read_entry(*entry, given.parameters);
  if (const Value* entry = root->find(kSecretType)) read_entry(*entry, given.secrets);
  return given;
}

std::string generated_secret(const Value& generate, std::string_view name) {
  const std::string text = random_text(generate, name);
  const Value* key = generate.find("GenerateStringKey");
  const Value* pattern = generate.find("SecretStringTemplate");
  if (key == nullptr || !key->is_string() || pattern == nullptr || !pattern->is_string()) {
    return text;
  }
  const SourceFiles sources{{"", pattern->as_string()}};
  Diagnostics diagnostics;
  Reporter reporter(diagnostics);
  auto object = parse_source(sources, 0, reporter);
  if (!object || !object->is_map()) object = Value::map();
  object->set(key->as_string(), text);
  return to_json(*object);
}

}  // namespace brume::emulator
