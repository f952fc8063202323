// What the tests of reading APIs share: from a template's text to its APIs, and short texts to
// compare.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "emulator/services/apigateway/read/read_apis.h"
#include "emulator/services/apigateway/route/router.h"
#include "tests/unit/template/support.h"

namespace brume::emulator::gateway {

struct Apis {
  std::vector<Api> apis;
  std::string warnings;  // "4:7 message | hint" a line
  std::string notes;
};

inline Apis apis_of(Loaded& loaded) {
  INFO(errors_of(loaded));
  REQUIRE(loaded.application);
  ReadApis read = read_apis(*loaded.application, loaded.sources);
  CHECK(described(Diagnostic::Severity::kError, read.diagnostics).empty());
  return {std::move(read.apis), described(Diagnostic::Severity::kWarning, read.diagnostics),
          described(Diagnostic::Severity::kNote, read.diagnostics)};
}

// The functions Hello and Auth, and these resources (indented by two).
inline std::string resources(const std::string& text) {
  const std::string body =
      "    Type: AWS::Lambda::Function\n"
      "    Properties: {Handler: hello.handler, Runtime: provided.al2023, Role: r, Code: .}\n";
  return "Resources:\n  Hello:\n" + body + "  Auth:\n" + body + text;
}

inline Apis apis_of(const std::string& text) {
  Loaded loaded = load_text(resources(text));
  return apis_of(loaded);
}

// A template of tests/data/gateway.
inline Apis apis_of_file(const std::string& name) {
  LoadOptions options;
  options.template_file = std::filesystem::path(BRUME_TEST_DATA) / "gateway" / name;
  Loaded loaded = load_application(options);
  return apis_of(loaded);
}

// "GET /items -> Hello 1.0" a line.
inline std::string routes_of(const Api& api) {
  std::string text;
  for (const Route& route : api.routes) {
    const Integration& to = route.integration;
    text += route_key(route) + " -> ";
    if (to.kind == Integration::Kind::kLambda) {
      text += to.function + (to.payload_format == PayloadFormat::kV1 ? " 1.0" : " 2.0");
    }
    if (to.kind == Integration::Kind::kMock) text += "mock " + std::to_string(to.mock_status);
    if (to.kind == Integration::Kind::kHttpProxy) text += to.method + " " + to.uri;
    if (to.kind == Integration::Kind::kUnsupported) text += "501 " + to.unsupported;
    if (!route.authorizer.empty()) text += " by " + route.authorizer;
    for (const std::string& scope : route.scopes) text += " " + scope;
    if (route.api_key_required) text += " with key";
    text += "\n";
  }
  return text;
}

}  // namespace brume::emulator::gateway
