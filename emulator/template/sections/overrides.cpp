#include "emulator/template/sections/overrides.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace brume::emulator {
namespace {

constexpr std::string_view kKey = "ParameterKey=";
constexpr std::string_view kValue = "ParameterValue=";

bool is_key(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// Whether a new pair begins here: "Key=".
bool begins_pair(std::string_view text) {
  const std::size_t equals = text.find('=');
  return equals != std::string_view::npos && is_key(text.substr(0, equals));
}

// Cuts an argument at the spaces outside quotes after which a new pair begins.
std::vector<std::string> split_pairs(std::string_view argument) {
  std::vector<std::string> pairs(1);
  bool quoted = false;
  for (std::size_t i = 0; i < argument.size(); ++i) {
    const char c = argument[i];
    if (c == '\\' && i + 1 < argument.size()) {
      pairs.back() += c;
      pairs.back() += argument[++i];
      continue;
    }
    if (c == '"') quoted = !quoted;
    const bool space = c == ' ' || c == '\t' || c == '\n';
    if (space && !quoted) {
      const std::size_t next = argument.find_first_not_of(" \t\n", i);
      if (next == std::string_view::npos) break;
      if (begins_pair(argument.substr(next))) {
        if (!pairs.back().empty()) pairs.emplace_back();
        i = next - 1;
        continue;
      }
    }
    pairs.back() += c;
  }
  return pairs;
}

// Without its quotes and escapes.
std::string unquoted(std::string_view text) {
  if (text.size() >= 2 && text.starts_with('"') && text.ends_with('"')) {
    text = text.substr(1, text.size() - 2);
  }
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '\\' && i + 1 < text.size() &&
        (text[i + 1] == '"' || text[i + 1] == '\\' || text[i + 1] == ',' || text[i + 1] == ' ');
    if (escape) ++i;
    result += text[i];
  }
  return result;
}

Error malformed(const std::string& pair) {
  return {Error::Code::kInvalidArgument,
          "--parameter-overrides: `" + pair +
              "` is neither Key=Value nor ParameterKey=K,ParameterValue=V"};
}

}  // namespace

Result<std::map<std::string, std::string>> parse_parameter_overrides(
    std::span<const std::string> arguments) {
  std::map<std::string, std::string> overrides;
  for (const std::string& argument : arguments) {
    for (const std::string& pair : split_pairs(argument)) {
      if (pair.empty()) continue;
      std::string_view rest = pair;
      if (rest.starts_with(kKey)) {
        rest.remove_prefix(kKey.size());
        const std::size_t comma = rest.find(',');
        if (comma == std::string_view::npos) return malformed(pair);
        const std::string key = unquoted(rest.substr(0, comma));
        rest.remove_prefix(comma + 1);
        if (!rest.starts_with(kValue) || !is_key(key)) return malformed(pair);
        overrides[key] = unquoted(rest.substr(kValue.size()));
        continue;
      }
      const std::size_t equals = rest.find('=');
      if (equals == std::string_view::npos || !is_key(rest.substr(0, equals))) {
        return malformed(pair);
      }
      overrides[std::string(rest.substr(0, equals))] = unquoted(rest.substr(equals + 1));
    }
  }
  return overrides;
}

}  // namespace brume::emulator
