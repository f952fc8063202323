// brume explain: which route serves a request, why that one, what stands in its way, and the event
// that the function gets.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "emulator/app/terminal.h"
#include "emulator/cli/command.h"
#include "emulator/cli/explain_request.h"
#include "emulator/cli/help.h"
#include "emulator/cli/template_options.h"
#include "emulator/services/apigateway/read/read_apis.h"
#include "emulator/services/apigateway/route/routing_table.h"

namespace brume::emulator::cli {
namespace {

using gateway::Api;
using gateway::ApiKind;
using gateway::Authorizer;
using gateway::Destination;
using gateway::Integration;
using gateway::Route;
using gateway::Router;
using gateway::RoutingTable;
using OrderedJson = nlohmann::ordered_json;

struct ExplainOptions {
  TemplateOptions source;
  RequestOptions request;
  bool json = false;
  bool event_only = false;
};

std::string indented(const std::string& json_text) {
  std::string out = "  ";
  for (const char c : OrderedJson::parse(json_text).dump(2, ' ', false)) {
    out += c;
    if (c == '\n') out += "  ";
  }
  return out;
}

const char* kind_text(ApiKind kind) {
  switch (kind) {
    case ApiKind::kRest:
      return "REST API";
    case ApiKind::kHttp:
      return "HTTP API";
    case ApiKind::kFunctionUrl:
      return "function URL";
  }
  return "";
}

std::string target_text(const Integration& to) {
  switch (to.kind) {
    case Integration::Kind::kLambda:
      return "function " + to.function;
    case Integration::Kind::kMock:
      return "mock, answers " + std::to_string(to.mock_status);
    case Integration::Kind::kHttpProxy:
      return "HTTP proxy to " + to.uri;
    case Integration::Kind::kUnsupported:
      return "not emulated, answers 501: " + to.unsupported;
  }
  return "";
}

std::string authorizer_text(const Api& api, const Route& route) {
  const auto found = api.authorizers.find(route.authorizer);
  if (found == api.authorizers.end()) return "none";
  const Authorizer& authorizer = found->second;
  switch (authorizer.kind) {
    case Authorizer::Kind::kToken:
      return route.authorizer + " (token, function " + authorizer.function + ")";
    case Authorizer::Kind::kRequest:
      return route.authorizer + " (request, function " + authorizer.function + ")";
    case Authorizer::Kind::kJwt:
      return route.authorizer + " (JWT of " + authorizer.issuer + ")";
    case Authorizer::Kind::kIam:
      return "AWS_IAM";
    case Authorizer::Kind::kUnsupported:
      return route.authorizer + " (not emulated: " + authorizer.unsupported + ")";
  }
  return "";
}

std::string refusal_text(const Destination& to) {
  const bool rest = to.kind == ApiKind::kRest;
  switch (to.missing) {
    case Destination::Missing::kNothing:
      return "";
    case Destination::Missing::kRoute:
      return rest ? R"(403 {"message":"Missing Authentication Token"})"
                  : R"(404 {"message":"Not Found"})";
    case Destination::Missing::kStage:
      return rest ? R"(403 {"message":"Forbidden"})" : R"(404 {"message":"Not Found"})";
    case Destination::Missing::kApi:
      return "404: there is no such API";
  }
  return "";
}

std::string place_text(SourcePosition at, const SourceFiles& sources) {
  if (at.line == 0 || at.file >= sources.size()) return "";
  return sources[at.file].name + ":" + std::to_string(at.line);
}

struct CandidateMatch {
  const Api* api;
  Router::Candidate candidate;
};

// The routes of every API that the request could have meant, the winner's own first.
std::vector<CandidateMatch> considered(const RoutingTable& table, const Destination& to,
                                       const std::string& method) {
  std::vector<CandidateMatch> all;
  std::vector<const Api*> apis;
  if (to.api != nullptr) apis.push_back(to.api);
  for (const Api& api : table.apis()) {
    const bool also = to.by == Destination::By::kPort && table.on_port(api) && &api != to.api;
    if (also) apis.push_back(&api);
  }
  for (const Api* api : apis) {
    for (Router::Candidate& candidate : table.router(*api).explain(method, to.path)) {
      if (api != to.api && candidate.matches && to.match.route != nullptr) {
        candidate.why = "matches, but " + to.api->logical_id + " serves this path on the one port";
      }
      all.push_back({api, std::move(candidate)});
    }
  }
  return all;
}

class Explanation {
 public:
  // REQUIRES: all outlive it
  Explanation(const RoutingTable& table, const SourceFiles& sources, const AskedRequest& request)
      : sources_(sources),
        request_(request),
        to_(table.find(request.head.host(), request.head.method, request.head.path())),
        considered_(considered(table, to_, request.head.method)) {}

  bool served() const { return to_.match.route != nullptr; }
  // Of the function it leads to; empty when it leads to none.
  std::string event() const;
  void print_text(const app::Terminal& terminal) const;
  OrderedJson json() const;

 private:
  std::vector<std::pair<std::string, std::string>> facts() const;
  void print_routes(const app::Terminal& terminal) const;

  const SourceFiles& sources_;
  const AskedRequest& request_;
  Destination to_;
  std::vector<CandidateMatch> considered_;
};

std::vector<std::pair<std::string, std::string>> Explanation::facts() const {
  std::vector<std::pair<std::string, std::string>> facts;
  const Route& route = *to_.match.route;
  const Integration& target = route.integration;
  facts.emplace_back("leads to", target_text(target));
  if (target.kind == Integration::Kind::kLambda) {
    const bool first = target.payload_format == gateway::PayloadFormat::kV1;
    facts.emplace_back("event", first ? "payload 1.0" : "payload 2.0");
  }
  std::string parameters;
  for (const auto& [name, value] : to_.match.path_parameters) {
    parameters += (parameters.empty() ? "" : ", ") + name + " = " + value;
  }
  if (!parameters.empty()) facts.emplace_back("parameters", parameters);
  facts.emplace_back("authorizer", authorizer_text(*to_.api, route));
  std::string scopes;
  for (const std::string& scope : route.scopes) scopes += (scopes.empty() ? "" : ", ") + scope;
  if (!scopes.empty()) facts.emplace_back("one scope of", scopes);
  if (route.api_key_required) facts.emplace_back("API key", "required (x-api-key)");
  if (request_.head.method == "OPTIONS" && to_.api->cors && to_.api->kind != ApiKind::kRest) {
    facts.emplace_back("CORS", "a preflight is answered without the integration");
  }
  facts.emplace_back("time limit", std::to_string(target.timeout_ms) + " ms");
  const std::string place = place_text(route.at, sources_);
  if (!place.empty()) facts.emplace_back("written at", place);
  const std::string rest(to_.path == "/" ? std::string_view() : to_.path);
  facts.emplace_back("also at", gateway::own_path(*to_.api) + rest);
  return facts;
}

void Explanation::print_routes(const app::Terminal& terminal) const {
  if (considered_.empty()) return;
  std::size_t width = 0;
  const bool several = considered_.front().api != considered_.back().api;
  std::vector<std::string> names;
  for (const CandidateMatch& each : considered_) {
    names.push_back((several ? each.api->logical_id + " " : "") +
                    gateway::route_key(*each.candidate.route));
    width = std::max(width, names.back().size());
  }
  std::printf("\nroutes\n");
  for (std::size_t i = 0; i < considered_.size(); ++i) {
    const Router::Candidate& candidate = considered_[i].candidate;
    const bool winner = candidate.route == to_.match.route;
    std::string line = std::string(winner ? "  > " : "    ") + names[i];
    line.resize(std::max(line.size(), width + 4), ' ');
    line += "  " + candidate.why;
    const app::Style style = winner ? app::Style::kGreen : app::Style::kDim;
    std::printf("%s\n", winner || !candidate.matches ? app::styled(terminal, style, line).c_str()
                                                     : line.c_str());
  }
}

void Explanation::print_text(const app::Terminal& terminal) const {
  const std::string asked = request_.head.method + " " + std::string(request_.head.path());
  if (!served()) {
    std::printf("%s: no route, answers %s\n",
                app::styled(terminal, app::Style::kBold, asked).c_str(), refusal_text(to_).c_str());
  } else {
    const std::string key = gateway::route_key(*to_.match.route);
    std::printf("%s -> %s of %s (%s, stage %s)\n",
                app::styled(terminal, app::Style::kBold, asked).c_str(),
                app::styled(terminal, app::Style::kGreen, key).c_str(), to_.api->logical_id.c_str(),
                kind_text(to_.api->kind), to_.api->stage.c_str());
    for (const auto& [name, value] : facts()) {
      std::printf("  %-12s  %s\n", name.c_str(), value.c_str());
    }
  }
  print_routes(terminal);
  const std::string event_text = event();
  if (event_text.empty()) return;
  std::printf("\nevent\n%s\n", indented(event_text).c_str());
}

std::string Explanation::event() const {
  const bool function = served() && to_.match.route->integration.kind == Integration::Kind::kLambda;
  return function ? event_of(request_, to_) : std::string();
}

OrderedJson Explanation::json() const {
  OrderedJson root{
      {"method", request_.head.method}, {"path", request_.head.path()}, {"served", served()}};
  if (served()) {
    const Route& route = *to_.match.route;
    root["api"] = to_.api->logical_id;
    root["apiId"] = to_.api->id;
    root["kind"] = kind_text(to_.api->kind);
    root["stage"] = to_.api->stage;
    root["routeKey"] = gateway::route_key(route);
    root["integration"] = target_text(route.integration);
    if (!route.integration.function.empty()) root["function"] = route.integration.function;
    root["pathParameters"] = OrderedJson::object();
    for (const auto& [name, value] : to_.match.path_parameters) {
      root["pathParameters"][name] = value;
    }
    root["authorizer"] = route.authorizer.empty() ? OrderedJson() : OrderedJson(route.authorizer);
    root["apiKeyRequired"] = route.api_key_required;
    root["place"] = place_text(route.at, sources_);
    const std::string event_text = event();
    if (!event_text.empty()) root["event"] = OrderedJson::parse(event_text);
  } else {
    root["answer"] = refusal_text(to_);
  }
  root["routes"] = OrderedJson::array();
  for (const CandidateMatch& each : considered_) {
    root["routes"].push_back({{"api", each.api->logical_id},
                              {"routeKey", gateway::route_key(*each.candidate.route)},
                              {"matches", each.candidate.matches},
                              {"why", each.candidate.why}});
  }
  return root;
}

int explain(const ExplainOptions& options) {
  const auto load = load_options(options.source);
  const auto request = asked_request(options.request);
  if (!load || !request) {
    std::fprintf(stderr, "brume explain: %s\n",
                 (load ? request.error() : load.error()).message.c_str());
    return kExitUsage;
  }
  Loaded loaded = load_application(load.value());
  if (!loaded.application) {
    const bool color = app::terminal_of(stderr).color;
    std::fputs(render_text(loaded.diagnostics, loaded.sources, color).c_str(), stderr);
    return app::exit_code_of_rejected(load.value());
  }
  const RoutingTable table(gateway::read_apis(*loaded.application, loaded.sources).apis);
  const Explanation explanation(table, loaded.sources, request.value());
  if (options.event_only) {
    const std::string event = explanation.event();
    if (event.empty()) {
      std::fprintf(stderr, "brume explain: no function gets an event of this request\n");
      return kExitFailed;
    }
    std::printf("%s\n", event.c_str());
  } else if (options.json) {
    const OrderedJson json = explanation.json();
    std::printf("%s\n", json.dump(2, ' ', false, OrderedJson::error_handler_t::replace).c_str());
  } else {
    explanation.print_text(app::terminal_of(stdout));
  }
  return explanation.served() ? kExitOk : kExitFailed;
}

}  // namespace

void add_explain_command(CLI::App& root, int& exit_code) {
  CLI::App* command =
      root.add_subcommand("explain", "Tell which route serves a request, and why that one");
  auto options = std::make_shared<ExplainOptions>();
  RequestOptions& request = options->request;
  command->add_option("METHOD", request.method, "the request's method")->required();
  command->add_option("PATH", request.target, "its path and query, or a whole URL")->required();
  add_template_options(*command, options->source);
  command->add_option("--host", request.host, "the Host header")
      ->type_name("NAME")
      ->capture_default_str();
  command->add_option("-H,--header", request.headers, "a header of the request, `Name: value`")
      ->type_name("HEADER")
      ->allow_extra_args(false);
  command->add_option("-d,--data", request.body, "its body")->type_name("TEXT");
  auto* json = command->add_flag("--json", options->json, "print it as a JSON object");
  command->add_flag("--event", options->event_only, "print the function's event and nothing else")
      ->excludes(json);
  command->footer(
      examples({{"brume explain GET /items/5"},
                {"brume explain POST http://serverlessrestapi.execute-api.localhost/Prod/items"},
                {"brume explain GET /items/5 --json | jq -r .function"},
                {"brume explain POST /items -d '{\"n\":1}' --event | brume invoke Items -e -"}}) +
      "\n\nExit codes: 0 a route serves it; 1 none does; 2 the command line is wrong.");
  command->callback([options, &exit_code] { exit_code = explain(*options); });
}

}  // namespace brume::emulator::cli
