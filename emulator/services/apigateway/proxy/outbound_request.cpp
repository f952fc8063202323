#include "emulator/services/apigateway/proxy/outbound_request.h"

#include <algorithm>
#include <array>

#include "emulator/services/apigateway/model/path_template.h"
#include "emulator/template/model/any_case_property.h"
#include "emulator/text/ascii.h"
#include "emulator/text/percent.h"
#include "emulator/text/query_string.h"
#include "emulator/text/split.h"

namespace brume::emulator::gateway {
namespace {

using Action = ParameterMapping::Action;
using Place = ParameterMapping::Place;

constexpr std::array<std::string_view, 10> kHopByHop{
    "Connection", "Keep-Alive",      "Proxy-Authenticate", "Proxy-Authorization",
    "TE",         "Trailer",         "Transfer-Encoding",  "Upgrade",
    "Expect",     "Proxy-Connection"};

// Decoded parameters may hold line breaks, which would end a header.
std::string clean_header_value(std::string text) {
  std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  return text;
}

class Outbound {
 public:
  Outbound(const ProxiedRequest& request, std::string body) : request_(request) {
    result_.body = std::move(body);
  }

  Result<OutboundRequest> build();

 private:
  void read_mappings();
  void apply(const ParameterMapping& mapping, const MappingSource& source);
  std::string filled_uri() const;
  void set_headers();
  std::string query_text(std::string_view uri_query) const;
  const Integration& integration() const { return request_.route.integration; }

  const ProxiedRequest& request_;
  OutboundRequest result_ = {};
  PathParameters uri_parameters_ = {};  // mapped ones first
  std::optional<std::string> path_ = std::nullopt;
  bool query_mapped_ = false;
  QueryParameters query_ = {};
};

void Outbound::read_mappings() {
  PathParameters path_parameters = request_.path_parameters;
  if (request_.api.kind == ApiKind::kRest) {
    for (auto& [name, value] : path_parameters) value = percent_decode(value);
  }
  const MappingSource source{request_.head, request_.path, path_parameters,
                             request_.api.stage_variables};
  query_ = parse_query_by_name(request_.head.query());
  for (const auto& [key, value] : integration().request_parameters) {
    const auto mapping = read_mapping(request_.api.kind, key, value);
    if (mapping) apply(*mapping, source);
  }
  uri_parameters_.insert(uri_parameters_.end(), path_parameters.begin(), path_parameters.end());
}

void Outbound::apply(const ParameterMapping& mapping, const MappingSource& source) {
  std::optional<std::string> value;
  if (mapping.action != Action::kRemove) {
    value = mapped_value(request_.api.kind, mapping.value, source);
    if (!value) return;  // the request does not have what is mapped
  }
  const bool keep = mapping.action == Action::kAppend;
  switch (mapping.place) {
    case Place::kHeader:
      if (!keep) result_.headers.erase(mapping.name);
      if (value) result_.headers.add(mapping.name, clean_header_value(*value));
      break;
    case Place::kQuery:
      query_mapped_ = true;
      if (!keep) {
        std::erase_if(query_, [&](const auto& pair) { return pair.first == mapping.name; });
      }
      if (value) query_.emplace_back(mapping.name, *value);
      break;
    case Place::kPath:
      path_ = *value;
      break;
    case Place::kUriParameter:
      uri_parameters_.emplace_back(mapping.name, *value);
      break;
  }
}

// Puts values where "{name}" and "{name+}" stand. Only what "{proxy}" takes keeps its slashes.
std::string Outbound::filled_uri() const {
  const std::string& uri = integration().uri;
  const auto segments = template_segments(request_.route.path, request_.api.kind == ApiKind::kRest);
  std::string greedy;
  if (!segments.empty() && segments.back().kind == TemplateSegment::Kind::kGreedy) {
    greedy = segments.back().text;
  }
  std::string result;
  std::size_t done = 0;
  for (std::size_t open = uri.find('{'); open != std::string::npos; open = uri.find('{', done)) {
    const std::size_t close = uri.find('}', open);
    if (close == std::string::npos) break;
    std::string name = uri.substr(open + 1, close - open - 1);
    if (name.ends_with('+')) name.pop_back();
    const auto found = std::find_if(uri_parameters_.begin(), uri_parameters_.end(),
                                    [&](const auto& pair) { return pair.first == name; });
    result.append(uri, done, open - done);
    if (found != uri_parameters_.end()) {
      result += percent_encode(found->second, name == greedy ? "/" : "");
    }
    done = close + 1;
  }
  return result + uri.substr(done);
}

void Outbound::set_headers() {
  result_.headers = request_.head.headers;
  remove_hop_by_hop(result_.headers);
  for (const std::string_view name : {"Host", "Content-Length"}) result_.headers.erase(name);
  // What the client library would say for itself.
  if (!result_.headers.has("User-Agent")) {
    result_.headers.add("User-Agent", "AmazonAPIGateway_" + request_.api.id);
  }
  if (!result_.headers.has("Accept-Encoding")) result_.headers.add("Accept-Encoding", "identity");
  const std::string& client = request_.head.remote_address;
  const std::string* known = request_.head.headers.find("X-Forwarded-For");
  result_.headers.set("X-Forwarded-For", known != nullptr ? *known + ", " + client : client);
  result_.headers.set("X-Forwarded-Proto", request_.head.tls ? "https" : "http");
  result_.headers.set("X-Forwarded-Port", std::to_string(request_.head.local_port));
}

// Unless it was mapped, the query goes on as it came.
std::string Outbound::query_text(std::string_view uri_query) const {
  std::string text(uri_query);
  const auto append = [&](std::string_view part) {
    if (!text.empty() && !part.empty()) text += "&";
    text += part;
  };
  if (!query_mapped_) {
    append(request_.head.query());
    return text;
  }
  for (const auto& [name, value] : query_) {
    append(percent_encode(name) + "=" + percent_encode(value));
  }
  return text;
}

Result<OutboundRequest> Outbound::build() {
  set_headers();
  read_mappings();
  const std::string uri = filled_uri();
  const std::size_t scheme = uri.find("://");
  const std::string name = lower_case(uri.substr(0, scheme == std::string::npos ? 0 : scheme));
  if (name != "http" && name != "https") {
    return Error{Error::Code::kInvalidArgument,
                 "`" + integration().uri + "` is no http:// or https:// URL"};
  }
  const std::size_t end = std::min(uri.find_first_of("/?#", scheme + 3), uri.size());
  result_.origin = name + uri.substr(scheme, end - scheme);
  const std::string rest = uri.substr(end, uri.find('#', end) - end);
  const std::size_t question = std::min(rest.find('?'), rest.size());
  std::string path = rest.substr(0, question);
  // "$default: API Gateway sends the full request path to the integration".
  if (request_.route.path == "$default") {
    while (path.ends_with('/')) path.pop_back();
    path += request_.path;
  }
  if (path_) {
    path = (path_->starts_with('/') ? "" : "/") + percent_encode(*path_, "/%:@!$&'()*+,;=");
  }
  const std::string query = query_text(
      question < rest.size() ? std::string_view(rest).substr(question + 1) : std::string_view());
  result_.target = (path.empty() ? "/" : path) + (query.empty() ? "" : "?" + query);
  const bool own = integration().method.empty() || integration().method == "ANY";
  result_.method = own ? request_.head.method : integration().method;
  result_.timeout_ms = integration().timeout_ms;
  return std::move(result_);
}

}  // namespace

Result<OutboundRequest> outbound_request(const ProxiedRequest& request, std::string body) {
  return Outbound(request, std::move(body)).build();
}

void remove_hop_by_hop(http::Headers& headers) {
  std::vector<std::string> named;
  for (const std::string_view value : headers.all("Connection")) {
    for (std::string& name : comma_separated(value)) named.push_back(std::move(name));
  }
  for (const std::string& name : named) headers.erase(name);
  for (const std::string_view name : kHopByHop) headers.erase(name);
}

}  // namespace brume::emulator::gateway
