#include "emulator/services/apigateway/authorize/authorizer_event.h"

#include <nlohmann/json.hpp>

#include "emulator/base/account.h"
#include "emulator/services/apigateway/event/event_writer.h"
#include "emulator/text/json_text.h"

namespace brume::emulator::gateway {
namespace {

using nlohmann::json;

std::string joined_identity(const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& value : values) {
    if (!out.empty()) out += ',';
    out += value;
  }
  return out;
}

std::string identity_list(const std::vector<std::string>& values) {
  std::string out = "[";
  for (const std::string& value : values) {
    if (out.size() > 1) out += ',';
    append_json_string(out, value);
  }
  return out + "]";
}

std::string token_event(const RequestFacts& facts, const std::vector<std::string>& identity) {
  return JsonObject()
      .text("type", "TOKEN")
      .text("methodArn", method_arn(facts))
      .text("authorizationToken", identity.empty() ? std::string() : identity.front())
      .finish();
}

std::string request_event_v1(const RequestFacts& facts, const std::vector<std::string>& identity) {
  const bool rest = facts.api.kind == ApiKind::kRest;
  EventText event(facts);
  if (!rest) event.text("version", "1.0");
  event.text("type", "REQUEST").text("methodArn", method_arn(facts));
  if (!rest) {
    event.text("identitySource", joined_identity(identity))
        .text("authorizationToken", joined_identity(identity));
  }
  event.text("resource", facts.route.path).text("path", event_path(facts));
  event.text("httpMethod", facts.head.method);
  event.headers_v1(rest).query_v1(EmptyMap::kObject, rest);
  event.path_parameters(EmptyMap::kObject).stage_variables(EmptyMap::kObject);
  return event.begin("requestContext").context_v1().end().finish();
}

std::string request_event_v2(const RequestFacts& facts, const std::vector<std::string>& identity) {
  EventText event(facts);
  event.text("version", "2.0").text("type", "REQUEST").text("routeArn", method_arn(facts));
  event.raw("identitySource", identity.empty() ? "null" : identity_list(identity));
  event.text("routeKey", route_key(facts.route)).text("rawPath", event_path(facts));
  event.text("rawQueryString", facts.head.query());
  event.cookies_v2().headers_v2().query_v2();
  event.begin("requestContext").context_v2().end();
  event.path_parameters(EmptyMap::kAbsent).stage_variables(EmptyMap::kAbsent);
  return event.finish();
}

Error malformed_answer(std::string what) {
  return {Error::Code::kInvalidArgument, "the authorizer's answer " + std::move(what)};
}

std::string scalar_text(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

// The members of the context; false when one of them is none that REST APIs take.
bool read_context(const json& context, bool as_texts, AuthorizerAnswer& answer) {
  for (const auto& [name, value] : context.items()) {
    const bool scalar = value.is_string() || value.is_number() || value.is_boolean();
    if (as_texts && value.is_null()) continue;
    if (as_texts && !scalar) return false;
    if (!answer.context.empty()) answer.context += ',';
    append_json_string(answer.context, name);
    answer.context += ':';
    if (as_texts) {
      append_json_string(answer.context, scalar_text(value));
    } else {
      answer.context += value.dump(-1, ' ', false, json::error_handler_t::replace);
    }
  }
  return true;
}

bool read_simple(const json& written, AuthorizerAnswer& answer) {
  const auto found = written.find("isAuthorized");
  if (found == written.end() || !found->is_boolean()) return false;
  answer.is_authorized = found->get<bool>();
  return true;
}

Status read_policy(const json& written, AuthorizerAnswer& answer) {
  const auto document = written.find("policyDocument");
  if (document == written.end()) return malformed_answer("has no policyDocument");
  auto policy = Policy::read(*document);
  if (!policy) return std::move(policy).error();
  answer.policy = std::move(policy).value();
  const auto principal = written.find("principalId");
  if (principal != written.end() && !principal->is_null())
    answer.principal = scalar_text(*principal);
  const auto key = written.find("usageIdentifierKey");
  if (key != written.end() && key->is_string()) answer.usage_key = key->get<std::string>();
  return Done{};
}

}  // namespace

std::string method_arn(const RequestFacts& facts) {
  std::string arn = "arn:aws:execute-api:us-east-1:" + std::string(kAccountId) + ":" + facts.api.id;
  arn += "/" + facts.api.stage + "/" + facts.head.method;
  if (!facts.path.starts_with('/')) arn += '/';
  return arn += facts.path;
}

std::string authorizer_event(const RequestFacts& facts, const Authorizer& authorizer,
                             const std::vector<std::string>& identity) {
  if (authorizer.kind == Authorizer::Kind::kToken) return token_event(facts, identity);
  const bool second =
      facts.api.kind == ApiKind::kHttp && authorizer.payload_format == PayloadFormat::kV2;
  return second ? request_event_v2(facts, identity) : request_event_v1(facts, identity);
}

Result<AuthorizerAnswer> read_authorizer_answer(ApiKind kind, const Authorizer& authorizer,
                                                std::string_view payload) {
  const json written = json::parse(payload, nullptr, false);
  if (!written.is_object()) return malformed_answer("is no object");
  AuthorizerAnswer answer;
  if (authorizer.simple_responses) {
    if (!read_simple(written, answer))
      return malformed_answer("has no isAuthorized that is a boolean");
  } else if (auto policy = read_policy(written, answer); !policy) {
    return std::move(policy).error();
  }
  const auto context = written.find("context");
  if (context == written.end() || context->is_null()) return answer;
  if (!context->is_object()) return malformed_answer("has a context that is no object");
  answer.has_context = true;
  if (!read_context(*context, kind == ApiKind::kRest, answer)) {
    return malformed_answer("has a context with an object or a list in it");
  }
  return answer;
}

std::string authorizer_context(const RequestFacts& facts, const AuthorizerAnswer& answer,
                               long long latency_ms) {
  const bool second = facts.api.kind == ApiKind::kHttp &&
                      facts.route.integration.payload_format == PayloadFormat::kV2;
  if (second) {
    return answer.has_context ? "{\"lambda\":{" + answer.context + "}}" : "{\"lambda\":null}";
  }
  std::string out = "{\"principalId\":";
  append_json_string(out, answer.principal);
  if (!answer.context.empty()) out += "," + answer.context;
  if (facts.api.kind == ApiKind::kRest) {
    out += ",\"integrationLatency\":" + std::to_string(latency_ms);
  }
  return out + "}";
}

}  // namespace brume::emulator::gateway
