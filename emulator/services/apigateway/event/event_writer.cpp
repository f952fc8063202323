#include "emulator/services/apigateway/event/event_writer.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "emulator/base/account.h"
#include "emulator/services/apigateway/event/aws_time.h"
#include "emulator/services/apigateway/event/parameter_mapping.h"
#include "emulator/text/ascii.h"
#include "emulator/text/base64.h"
#include "emulator/text/query_string.h"
#include "emulator/text/split.h"
#include "emulator/text/swar.h"

namespace brume::emulator::gateway {
namespace {

// They belong to the connection, or are consumed by the gateway. Source: API Gateway, "Important
// notes", headers dropped from requests.
constexpr std::array<std::string_view, 9> kDropped = {
    "connection",       "expect", "keep-alive", "proxy-authenticate",
    "proxy-connection", "te",     "trailer",    "transfer-encoding",
    "upgrade"};
// Of REST APIs only. Source: the same page.
constexpr std::array<std::string_view, 5> kDroppedByRest = {
    "content-length", "content-md5", "max-forwards", "server", "www-authenticate"};

// As AWS writes it to functions of REST APIs, however it was sent†: other names stay.
std::string_view rest_spelling(std::string_view name) {
  for (const std::string_view known : {"Authorization", "User-Agent"}) {
    if (equal_ignoring_case(name, known)) return known;
  }
  return name;
}

template <std::size_t size>
bool is_listed(const std::array<std::string_view, size>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [name](std::string_view listed) { return equal_ignoring_case(name, listed); });
}

bool is_dropped(std::string_view name) {
  switch (name.empty() ? '\0' : name.front() | 0x20) {
    case 'c':
    case 'e':
    case 'k':
    case 'p':
    case 't':
    case 'u':
      return is_listed(kDropped, name);
    default:
      return false;
  }
}

// Eight characters at a time, for there are names in every event.
void make_lower(char* text, std::size_t size) {
  std::uint64_t word = 0;
  if (size < sizeof word) {
    for (std::size_t i = 0; i < size; ++i) {
      if (text[i] >= 'A' && text[i] <= 'Z') text[i] = static_cast<char>(text[i] | 0x20);
    }
    return;
  }
  for (std::size_t at = 0;; at = std::min(at + sizeof word, size - sizeof word)) {
    std::memcpy(&word, text + at, sizeof word);
    word = byte_scan::lower(word);
    std::memcpy(text + at, &word, sizeof word);
    if (at == size - sizeof word) return;  // the last eight, some of them once more
  }
}

}  // namespace

EventText::EventText(const RequestFacts& facts) : facts_(facts) {
  out_.add('{');
  gather_headers();
  query_ = parse_query_by_name(facts.head.query());
}

// What the load balancer in front of API Gateway adds to every request.
void EventText::gather_headers() {
  const http::RequestHead& head = facts_.head;
  headers_.reserve(head.headers.size() + 5);
  const bool rest = facts_.api.kind == ApiKind::kRest;
  bool has_length = false;
  bool has_trace = false;
  for (const http::Header& header : head.headers) {
    if (is_dropped(header.name) || (rest && is_listed(kDroppedByRest, header.name))) continue;
    has_length = has_length || equal_ignoring_case(header.name, "content-length");
    if (equal_ignoring_case(header.name, "x-forwarded-for")) {
      forwarded_for_ += forwarded_for_.empty() ? header.value : ", " + header.value;
      continue;
    }
    if (equal_ignoring_case(header.name, "x-forwarded-port") ||
        equal_ignoring_case(header.name, "x-forwarded-proto")) {
      continue;
    }
    if (equal_ignoring_case(header.name, "x-amzn-trace-id")) {
      if (has_trace) continue;
      has_trace = true;
      headers_.push_back({header.name, facts_.trace_root});
      continue;
    }
    headers_.push_back({rest ? rest_spelling(header.name) : header.name, header.value});
  }
  if (!forwarded_for_.empty()) forwarded_for_ += ", ";
  forwarded_for_ += head.remote_address;
  forwarded_port_ = std::to_string(head.local_port);
  if (!has_trace) headers_.push_back({"X-Amzn-Trace-Id", facts_.trace_root});
  headers_.push_back({"X-Forwarded-For", forwarded_for_});
  headers_.push_back({"X-Forwarded-Port", forwarded_port_});
  headers_.push_back({"X-Forwarded-Proto", head.tls ? "https" : "http"});
  // HTTP APIs say the length also of no body.
  if (!has_length && facts_.api.kind == ApiKind::kHttp && !head.headers.has("transfer-encoding")) {
    headers_.push_back({"Content-Length", "0"});
  }
}

void EventText::name(const Name& name) {
  // Without the comma, where it is the first.
  std::memcpy(out_.room(Name::kRoom), name.text_ + first_, Name::kRoom - 1);
  out_.took(name.size_ - first_);
  first_ = false;
}

void EventText::any_name(std::string_view name) {
  if (!first_) out_.add(',');
  first_ = false;
  out_.add_json(name);
  out_.add(':');
}

void EventText::lower_name(std::string_view name) {
  const std::size_t from = out_.size();
  any_name(name);
  make_lower(out_.data() + from, out_.size() - from);
}

EventText& EventText::entry(std::string_view name, std::string_view value) {
  any_name(name);
  out_.add_json(value);
  return *this;
}

EventText& EventText::text(const Name& member, std::string_view value) {
  name(member);
  out_.add_json(value);
  return *this;
}

EventText& EventText::raw(const Name& member, std::string_view value) {
  name(member);
  out_.add(value);
  return *this;
}

EventText& EventText::number(const Name& member, long long value) {
  name(member);
  out_.add_number(value);
  return *this;
}

EventText& EventText::begin(const Name& member) {
  name(member);
  out_.add('{');
  first_ = true;
  return *this;
}

EventText& EventText::end() {
  out_.add('}');
  first_ = false;
  return *this;
}

void EventText::empty_map(const Name& member, EmptyMap empty) {
  if (empty == EmptyMap::kNull) null(member);
  if (empty == EmptyMap::kObject) raw(member, "{}");
}

EventText& EventText::map_parameters() {
  const auto& mappings = facts_.route.integration.request_parameters;
  if (mappings.empty()) return *this;
  const MappingSource source{facts_.head, facts_.path, facts_.path_parameters,
                             facts_.api.stage_variables};
  for (const auto& [key, expression] : mappings) {
    const auto mapping = read_mapping(facts_.api.kind, key, expression);
    if (!mapping) continue;
    auto value = mapped_value(facts_.api.kind, mapping->value, source);
    if (!value) continue;  // the request does not have what is mapped
    if (mapping->place == ParameterMapping::Place::kHeader) {
      mapped_headers_[mapping->name] = std::move(*value);
    } else if (mapping->place == ParameterMapping::Place::kQuery) {
      std::erase_if(query_, [&](const auto& pair) { return pair.first == mapping->name; });
      query_.emplace_back(mapping->name, std::move(*value));
    }
  }
  std::stable_sort(query_.begin(), query_.end(),
                   [](const auto& left, const auto& right) { return left.first < right.first; });
  for (const auto& [name, value] : mapped_headers_) {
    std::erase_if(headers_, [&name = name](const Field& field) {
      return equal_ignoring_case(field.name, name);
    });
    headers_.push_back({name, value});
  }
  return *this;
}

EventText& EventText::headers_v1(bool with_multi_values) {
  begin("headers");
  for (std::size_t i = 0; i < headers_.size(); ++i) {
    const bool last = std::none_of(headers_.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                   headers_.end(), [this, i](const Field& later) {
                                     return equal_ignoring_case(later.name, headers_[i].name);
                                   });
    if (last) entry(headers_[i].name, headers_[i].value);
  }
  end();
  if (!with_multi_values) return *this;
  begin("multiValueHeaders");
  for (std::size_t i = 0; i < headers_.size(); ++i) {
    const Field& field = headers_[i];
    const auto here = headers_.begin() + static_cast<std::ptrdiff_t>(i);
    const auto same = [&field](const Field& other) {
      return equal_ignoring_case(other.name, field.name);
    };
    if (std::any_of(headers_.begin(), here, same)) continue;
    // Under the spelling that came last, as in "headers".
    const auto spelled = std::find_if(headers_.rbegin(), headers_.rend(), same);
    any_name(spelled->name);
    char separator = '[';
    for (auto it = here; it != headers_.end(); ++it) {
      if (!same(*it)) continue;
      out_.add(separator);
      out_.add_json(it->value);
      separator = ',';
    }
    out_.add(']');
  }
  return end();
}

EventText& EventText::query_v1(EmptyMap empty, bool with_multi_values) {
  if (query_.empty()) {
    empty_map("queryStringParameters", empty);
    if (with_multi_values) empty_map("multiValueQueryStringParameters", empty);
    return *this;
  }
  begin("queryStringParameters");
  for (std::size_t i = 0; i < query_.size(); ++i) {
    const bool last = i + 1 == query_.size() || query_[i + 1].first != query_[i].first;
    if (last) entry(query_[i].first, query_[i].second);
  }
  end();
  if (!with_multi_values) return *this;
  begin("multiValueQueryStringParameters");
  for (std::size_t i = 0; i < query_.size(); ++i) {
    const bool first = i == 0 || query_[i - 1].first != query_[i].first;
    const bool last = i + 1 == query_.size() || query_[i + 1].first != query_[i].first;
    if (first) {
      any_name(query_[i].first);
      out_.add('[');
    } else {
      out_.add(',');
    }
    out_.add_json(query_[i].second);
    if (last) out_.add(']');
  }
  return end();
}

EventText& EventText::cookies_v2() {
  bool any = false;
  for (const Field& field : headers_) {
    if (!equal_ignoring_case(field.name, "cookie")) continue;
    std::string_view rest = field.value;
    while (!rest.empty()) {
      const std::string_view part = rest.substr(0, rest.find(';'));
      rest.remove_prefix(std::min(rest.size(), part.size() + 1));
      const std::string_view cookie = trimmed(part);
      if (cookie.empty()) continue;
      if (any) {
        out_.add(',');
      } else {
        name("cookies");
        out_.add('[');
      }
      any = true;
      out_.add_json(cookie);
    }
  }
  if (any) out_.add(']');
  return *this;
}

EventText& EventText::headers_v2() {
  begin("headers");
  std::string joined;
  for (std::size_t i = 0; i < headers_.size(); ++i) {
    const Field& field = headers_[i];
    if (equal_ignoring_case(field.name, "cookie")) continue;
    const auto here = headers_.begin() + static_cast<std::ptrdiff_t>(i);
    const auto same = [&field](const Field& other) {
      return equal_ignoring_case(other.name, field.name);
    };
    // Only where names were joined has one been here before.
    if (!joined.empty() && std::any_of(headers_.begin(), here, same)) continue;
    lower_name(field.name);
    auto next = std::find_if(here + 1, headers_.end(), same);
    if (next == headers_.end()) {
      out_.add_json(field.value);
      continue;
    }
    joined = field.value;
    for (; next != headers_.end(); next = std::find_if(next + 1, headers_.end(), same)) {
      joined += ',';
      joined += next->value;
    }
    out_.add_json(joined);
  }
  return end();
}

EventText& EventText::query_v2() {
  if (query_.empty()) return *this;
  begin("queryStringParameters");
  std::string joined;
  for (std::size_t i = 0; i < query_.size(); ++i) {
    joined += query_[i].second;
    if (i + 1 < query_.size() && query_[i + 1].first == query_[i].first) {
      joined += ',';
      continue;
    }
    entry(query_[i].first, joined);
    joined.clear();
  }
  return end();
}

EventText& EventText::path_parameters(EmptyMap empty) {
  if (facts_.path_parameters.empty()) {
    empty_map("pathParameters", empty);
    return *this;
  }
  begin("pathParameters");
  for (const auto& [parameter, value] : facts_.path_parameters) entry(parameter, value);
  return end();
}

EventText& EventText::stage_variables(EmptyMap empty) {
  if (facts_.api.stage_variables.empty()) {
    empty_map("stageVariables", empty);
    return *this;
  }
  begin("stageVariables");
  for (const auto& [variable, value] : facts_.api.stage_variables) entry(variable, value);
  return end();
}

// Source: Lambda, "Using AWS Lambda with Amazon API Gateway", the examples' identity.
void EventText::identity_v1() {
  const bool iam = !facts_.access_key.empty();
  const std::string* const agent = facts_.head.headers.find("user-agent");
  begin("identity");
  iam ? text("accessKey", facts_.access_key) : null("accessKey");
  iam ? text("accountId", kAccountId) : null("accountId");
  if (!facts_.api_key.empty()) text("apiKey", facts_.api_key);
  if (!facts_.api_key_id.empty()) text("apiKeyId", facts_.api_key_id);
  iam ? text("caller", facts_.access_key) : null("caller");
  if (facts_.api.kind == ApiKind::kHttp) null("cognitoAmr");
  null("cognitoAuthenticationProvider").null("cognitoAuthenticationType");
  null("cognitoIdentityId").null("cognitoIdentityPoolId").null("principalOrgId");
  text("sourceIp", facts_.head.remote_address);
  iam ? text("user", facts_.access_key) : null("user");
  agent != nullptr ? text("userAgent", *agent) : null("userAgent");
  iam ? text("userArn", "arn:aws:iam::" + std::string(kAccountId) + ":root") : null("userArn");
  end();
}

EventText& EventText::context_v1() {
  const bool rest = facts_.api.kind == ApiKind::kRest;
  const std::string domain = domain_name(facts_);
  text("accountId", kAccountId).text("apiId", facts_.api.id);
  if (!facts_.authorizer.empty()) raw("authorizer", facts_.authorizer);
  text("domainName", domain).text("domainPrefix", domain.substr(0, domain.find('.')));
  text("extendedRequestId", rest ? facts_.extended_request_id : facts_.request_id);
  text("httpMethod", facts_.head.method);
  identity_v1();
  text("path", rest ? staged_path(facts_) : event_path(facts_));
  text("protocol", facts_.head.version_minor == 0 ? "HTTP/1.0" : "HTTP/1.1");
  text("requestId", facts_.request_id);
  const auto time = request_time(facts_.at);
  text("requestTime", {time.data(), time.size()});
  number("requestTimeEpoch", epoch_ms(facts_.at));
  if (!facts_.api.deployment_id.empty()) text("deploymentId", facts_.api.deployment_id);
  if (!facts_.route.operation_name.empty()) text("operationName", facts_.route.operation_name);
  text("resourceId", rest ? facts_.route.resource_id : route_key(facts_.route));
  return text("resourcePath", facts_.route.path).text("stage", facts_.api.stage);
}

EventText& EventText::context_v2() {
  const bool url = facts_.api.kind == ApiKind::kFunctionUrl;
  const std::string domain = domain_name(facts_);
  const std::string* const agent = facts_.head.headers.find("user-agent");
  // Source: Lambda, "Invoking Lambda function URLs": nobody has signed the request.
  text("accountId", url && facts_.access_key.empty() ? "anonymous" : kAccountId);
  text("apiId", facts_.api.id);
  if (!facts_.authorizer.empty()) raw("authorizer", facts_.authorizer);
  text("domainName", domain).text("domainPrefix", domain.substr(0, domain.find('.')));
  begin("http").text("method", facts_.head.method).text("path", event_path(facts_));
  text("protocol", facts_.head.version_minor == 0 ? "HTTP/1.0" : "HTTP/1.1");
  text("sourceIp", facts_.head.remote_address);
  text("userAgent", agent == nullptr ? std::string_view() : *agent).end();
  text("requestId", facts_.request_id).text("routeKey", route_key(facts_.route));
  text("stage", url ? "$default" : facts_.api.stage);
  const auto time = request_time(facts_.at);
  return text("time", {time.data(), time.size()}).number("timeEpoch", epoch_ms(facts_.at));
}

EventText& EventText::body(std::string_view body, EmptyMap empty) {
  const bool binary = !body.empty() && is_binary_body(facts_, body);
  if (body.empty()) {
    empty_map("body", empty);
  } else if (binary) {
    std::string encoded;
    append_base64(encoded, body);
    text("body", encoded);
  } else {
    text("body", body);
  }
  return raw("isBase64Encoded", binary ? "true" : "false");
}

std::string EventText::finish() {
  out_.add('}');
  return out_.str();
}

}  // namespace brume::emulator::gateway
