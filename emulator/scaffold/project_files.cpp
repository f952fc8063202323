#include <algorithm>
#include <array>
#include <utility>

#include "emulator/scaffold/project.h"
#include "emulator/text/ascii.h"

namespace brume::emulator {
namespace {

constexpr std::size_t kNameLengthMax = 40;

constexpr std::string_view kTemplate = R"(AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Description: {{name}}

Globals:
  Function:
    Runtime: provided.al2023
    Timeout: 3
    MemorySize: 128

Resources:
  {{LogicalId}}:
    Type: AWS::Serverless::Function
    Metadata:
      BuildMethod: cmake
    Properties:
      CodeUri: .
      Handler: {{name}}.handler
      Environment:
        Variables:
          GREETING: Hello
      Events:
        Http:
          Type: HttpApi
          Properties:
            Path: /{{name}}
            Method: ANY
)";

constexpr std::string_view kCMakeCpp = R"(cmake_minimum_required(VERSION 3.25)
project({{name}} LANGUAGES CXX)

find_package(brume REQUIRED)
add_lambda_function({{name}} {{name}}.cpp)
)";

constexpr std::string_view kCMakeC = R"(cmake_minimum_required(VERSION 3.25)
project({{name}} LANGUAGES C)

find_package(brume REQUIRED)
add_lambda_function({{name}} {{name}}.c)
)";

constexpr std::string_view kSourceCpp = R"(#include <brume/json.hpp>
#include <cstdlib>
#include <string>

// Runs once for each event. Whatever it throws becomes the error that the caller sees.
brume::json greet(const brume::json& event) {
  const char* greeting = std::getenv("GREETING");  // from template.yaml
  const std::string word = greeting != nullptr ? greeting : "Hello";
  return {{"message", word + ", " + event.value("name", "world") + "!"}};
}
BRUME_HANDLER(handler, greet)
)";

constexpr std::string_view kSourceC = R"(#include <brume/abi.h>
#include <stdio.h>
#include <stdlib.h>

BRUME_LIBRARY

/* Runs once for each event: JSON text in, JSON text out. */
BRUME_EXPORT void handler(const brume_call* call) {
  const char* greeting = getenv("GREETING"); /* from template.yaml */
  char answer[256];
  int size = snprintf(answer, sizeof answer, "{\"message\":\"%.100s from C!\",\"eventBytes\":%zu}",
                      greeting ? greeting : "Hello", call->event.size);
  brume_bytes bytes = {answer, (size_t)size};
  call->reply(call->host, bytes);
}
)";

constexpr std::string_view kEvent = R"({
  "name": "Ada"
}
)";

constexpr std::string_view kIgnored = R"(/.brume/
/build/
)";

constexpr std::string_view kReadme = R"(# {{name}}

A serverless function in {{language}}, run on this machine by Brume as AWS would run it.

    brume build                  # compile it
    brume invoke -e event.json   # call it

- `{{source}}` – the function
- `CMakeLists.txt` – how it is built
- `template.yaml` – what it is: handler, limits, variables, and what calls it
- `event.json` – an event to try; `brume generate-event --help` prints those of AWS's services
)";

std::string filled(std::string_view text,
                   const std::vector<std::pair<std::string, std::string>>& values) {
  std::string out(text);
  for (const auto& [name, value] : values) {
    const std::string place = "{{" + name + "}}";
    for (std::size_t at = out.find(place); at != out.npos; at = out.find(place, at)) {
      out.replace(at, place.size(), value);
      at += value.size();
    }
  }
  return out;
}

}  // namespace

std::optional<std::string> name_complaint(std::string_view name) {
  // Targets that CMake's generators make themselves.
  constexpr std::array<std::string_view, 13> kReserved = {
      "all",        "clean",          "default_target", "depend",
      "edit_cache", "help",           "install",        "list_install_components",
      "package",    "package_source", "preinstall",     "rebuild_cache",
      "test"};
  if (name.empty()) return "is empty";
  if (name.size() > kNameLengthMax) {
    return "is longer than " + std::to_string(kNameLengthMax) + " characters";
  }
  if (!is_letter(name[0])) return "does not begin with a letter";
  const auto allowed = [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; };
  if (!std::all_of(name.begin(), name.end(), allowed)) {
    return "has other characters than letters, digits, `-` and `_`";
  }
  if (std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end()) {
    return "is a name that CMake keeps for itself";
  }
  return std::nullopt;
}

std::string logical_id_of(std::string_view name) {
  std::string id;
  bool starts_word = true;
  for (const char c : name) {
    if (is_letter(c) || is_digit(c)) id += starts_word ? to_upper(c) : c;
    starts_word = !is_letter(c) && !is_digit(c);
  }
  return id + "Function";
}

std::vector<ProjectFile> project_files(std::string_view name, ProjectLanguage language) {
  const bool is_c = language == ProjectLanguage::kC;
  const std::string source = std::string(name) + (is_c ? ".c" : ".cpp");
  const std::vector<std::pair<std::string, std::string>> values = {
      {"name", std::string(name)},
      {"LogicalId", logical_id_of(name)},
      {"language", is_c ? "C" : "C++"},
      {"source", source},
  };
  return {
      {source, filled(is_c ? kSourceC : kSourceCpp, values), "the function"},
      {"CMakeLists.txt", filled(is_c ? kCMakeC : kCMakeCpp, values), "how it is built"},
      {"template.yaml", filled(kTemplate, values), "its handler, limits, variables and routes"},
      {"event.json", std::string(kEvent), "an event to try"},
      {"README.md", filled(kReadme, values), "the commands"},
      {".gitignore", std::string(kIgnored), "what building leaves"},
  };
}

}  // namespace brume::emulator
