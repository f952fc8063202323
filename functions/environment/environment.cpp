// Answers with its environment variables: those the event names, or all of them.
// Event: {"variables": ["GREETING"]}
#include <unistd.h>
#include <brume/json.hpp>
#include <cstdlib>
#include <string>

namespace {

brume::json variables(const brume::json& event) {
  brume::json answer = brume::json::object();
  if (event.contains("variables")) {
    for (const std::string name : event.at("variables")) {
      const char* value = std::getenv(name.c_str());
      answer[name] = value != nullptr ? brume::json(value) : brume::json();
    }
    return answer;
  }
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    answer[std::string(text.substr(0, equals))] = text.substr(equals + 1);
  }
  return answer;
}

}  // namespace

BRUME_HANDLER(handler, variables)
