#include "emulator/aws/endpoint.h"

#include <algorithm>

#include "emulator/aws/origin_guard.h"
#include "emulator/aws/protocol/request_target.h"

namespace brume::emulator::aws {
namespace {

// Of requests to services we do not know, only to find out what they are.
constexpr std::size_t kUnknownBodyBytes = 1 << 20;

// "DynamoDB_20120810.GetItem" -> {"DynamoDB_20120810", "GetItem"}
std::pair<std::string, std::string> target_of(const http::RequestHead& head) {
  const std::string* const target = head.headers.find("X-Amz-Target");
  if (target == nullptr) return {};
  const std::size_t dot = target->rfind('.');
  if (dot == std::string::npos) return {{}, *target};
  return {target->substr(0, dot), target->substr(dot + 1)};
}

bool contains(const std::vector<std::string>& texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

std::string_view first_label(std::string_view host) {
  return host.substr(0, host.find('.'));
}

bool is_form(const http::RequestHead& head) {
  const std::string* const type = head.headers.find("Content-Type");
  return type != nullptr && type->starts_with("application/x-www-form-urlencoded");
}

std::string named(const Call& call) {
  if (!call.operation.empty()) return call.operation;
  return call.head().method + " " + std::string(call.head().path());
}

// The protocol a client that we know nothing of most likely reads.
Protocol guessed_protocol(const http::RequestHead& head, const std::string& service) {
  const std::string* const type = head.headers.find("Content-Type");
  if (type != nullptr && type->starts_with("application/x-amz-json-1.0")) return Protocol::kJson10;
  if (type != nullptr && type->starts_with("application/x-amz-json")) return Protocol::kJson11;
  if (is_form(head)) return Protocol::kQuery;
  return service == "s3" ? Protocol::kRestXml : Protocol::kRestJson;
}

const Signature* signature_in(const Result<std::optional<Signature>>& parsed) {
  return parsed.ok() && parsed.value() ? &*parsed.value() : nullptr;
}

// Each protocol has its own words and status for the same trouble.
AwsError signature_error(Protocol protocol, const Error& error) {
  AwsError answer{403, error.reason, error.message};
  if (protocol == Protocol::kJson10 || protocol == Protocol::kJson11) answer.status = 400;
  const bool xml = protocol == Protocol::kQuery || protocol == Protocol::kRestXml;
  if (xml && answer.code == "InvalidSignatureException") answer.code = "SignatureDoesNotMatch";
  if (xml && answer.code.ends_with("Exception")) {
    answer.code.resize(answer.code.size() - std::string_view("Exception").size());
  }
  return answer;
}

}  // namespace

struct Endpoint::Arrival {
  std::shared_ptr<http::Exchange> exchange;
  std::shared_ptr<Call> call;
  Result<std::optional<Signature>> signature;
  Service* service = nullptr;
  std::string service_name = {};  // as far as it is known

  const Signature* signed_by() const { return signature_in(signature); }
};

Endpoint::Endpoint(const Clock& clock, Ids& ids, EndpointOptions options)
    : clock_(clock), ids_(ids), options_(std::move(options)), once_(options_.log) {}

std::vector<std::string> Endpoint::titles() const {
  std::vector<std::string> titles;
  for (const auto& service : services_) titles.push_back(service->traits().title);
  for (const auto& service : streaming_) titles.push_back(service->traits().title);
  return titles;
}

void Endpoint::handle(std::shared_ptr<http::Exchange> exchange) {
  const http::RequestHead& head = exchange->head();
  if (!comes_from_here(head, options_.listening_host)) {
    return exchange->respond(
        {403,
         {{"Content-Type", "application/json"}},
         "{\"message\":\"brume answers programs on this machine only: the Host or Origin of this "
         "request is a foreign one\"}"});
  }
  Result<std::optional<Signature>> signature = parse_signature(head);
  const Signature* const signed_by = signature_in(signature);
  if (StreamingService* const streaming = find_streaming(head, signed_by)) {
    return stream(*streaming, std::move(exchange), std::move(signature));
  }
  if (head.method == "OPTIONS" && head.headers.has("Origin")) return answer_preflight(*exchange);

  auto call = std::make_shared<Call>(exchange, ids_.uuid());
  auto arrival = std::make_shared<Arrival>(
      Arrival{std::move(exchange), std::move(call), std::move(signature)});
  arrival->service = find(head, arrival->signed_by());
  arrival->call->operation = target_of(head).second;
  if (const Signature* const by = arrival->signed_by()) {
    arrival->service_name = by->service;
    arrival->call->region = by->region;
  }
  const std::size_t limit =
      arrival->service == nullptr ? kUnknownBodyBytes : arrival->service->body_limit(head);
  arrival->exchange->read_body(
      limit, [this, arrival](Result<std::string> body) { on_body(arrival, std::move(body)); });
}

Service* Endpoint::find(const http::RequestHead& head, const Signature* signature) const {
  const std::string target = target_of(head).first;
  const std::string_view label = first_label(head.host());
  const std::vector<std::string> path = path_segments(head.path());
  using Test = std::function<bool(const ServiceTraits&)>;
  const Test tests[] = {
      [&](const ServiceTraits& traits) {
        return signature != nullptr && traits.signing_name == signature->service;
      },
      [&](const ServiceTraits& traits) {
        return !target.empty() && contains(traits.target_prefixes, target);
      },
      [&](const ServiceTraits& traits) { return traits.signing_name == label; },
      [&](const ServiceTraits& traits) {
        return !path.empty() && contains(traits.path_prefixes, path.front());
      },
  };
  for (const Test& test : tests) {
    // A request signed for one service goes to no other.
    if (signature != nullptr && &test != &tests[0]) return nullptr;
    for (const auto& service : services_) {
      if (test(service->traits())) return service.get();
    }
  }
  return nullptr;
}

StreamingService* Endpoint::find_streaming(const http::RequestHead& head,
                                           const Signature* signature) const {
  for (const auto& service : streaming_) {
    const bool its = signature != nullptr ? signature->service == service->traits().signing_name
                                          : service->owns_host(head.host());
    if (its) return service.get();
  }
  if (signature != nullptr || streaming_.empty() || find(head, nullptr) != nullptr) return nullptr;
  for (const auto& service : streaming_) {
    if (service->claims(head)) return service.get();
  }
  return nullptr;
}

void Endpoint::stream(StreamingService& service, std::shared_ptr<http::Exchange> exchange,
                      Result<std::optional<Signature>> signature) {
  auto call = std::make_shared<Call>(std::move(exchange), ids_.uuid());
  if (const Signature* const by = signature_in(signature)) call->region = by->region;
  const ServiceTraits& traits = service.traits();
  call->framing.protocol = traits.protocol;
  call->framing.xml_namespace = traits.xml_namespace;
  if (!service.take(call, {std::move(signature), options_.verify_signatures, options_.secrets,
                           clock_.wall()})) {
    refuse(*call, "the operation of " + traits.title + " '" + named(*call) + "'");
  }
}

Service* Endpoint::find_by_action(const std::string& version) const {
  for (const auto& service : services_) {
    if (!version.empty() && service->traits().query_version == version) return service.get();
  }
  return nullptr;
}

void Endpoint::on_body(const std::shared_ptr<Arrival>& arrival, Result<std::string> body) {
  Call& call = *arrival->call;
  if (!body && body.error().code != Error::Code::kPayloadTooLarge) return;  // the client has gone
  if (!body && arrival->service == nullptr) return not_emulated(*arrival);
  if (body) call.body = std::move(*body);
  if (is_form(call.head())) {
    const QueryParameters form = parse_query(call.body);
    if (const std::string* action = find_parameter(form, "Action")) call.operation = *action;
    const std::string* const version = find_parameter(form, "Version");
    if (arrival->service == nullptr && arrival->signed_by() == nullptr && version != nullptr) {
      arrival->service = find_by_action(*version);
    }
  }
  if (arrival->service == nullptr) return not_emulated(*arrival);

  const ServiceTraits& traits = arrival->service->traits();
  call.framing.protocol = protocol_of(traits, call.head());
  call.framing.xml_namespace = traits.xml_namespace;
  call.framing.shape_namespace = traits.shape_namespace;
  call.framing.has_query_errors =
      traits.protocol != Protocol::kQuery && !traits.query_version.empty();
  if (!body) return arrival->service->refuse_body(arrival->call);
  dispatch(arrival);
}

void Endpoint::dispatch(const std::shared_ptr<Arrival>& arrival) {
  if (options_.verify_signatures) {
    Status verified = check_signature(*arrival);
    if (!verified) {
      return arrival->call->fail(
          signature_error(arrival->call->framing.protocol, verified.error()));
    }
  }
  if (!arrival->service->handle(arrival->call)) not_emulated(*arrival);
}

Status Endpoint::check_signature(const Arrival& arrival) const {
  if (!arrival.signature) return arrival.signature.error();
  const Signature* const signature = arrival.signed_by();
  if (signature == nullptr) {
    return Error{Error::Code::kInvalidArgument, "Missing Authentication Token",
                 "MissingAuthenticationTokenException"};
  }
  return verify_signature(arrival.call->head(), *signature, arrival.call->body, options_.secrets,
                          clock_.wall());
}

void Endpoint::not_emulated(Arrival& arrival) {
  Call& call = *arrival.call;
  const http::RequestHead& head = call.head();
  std::string name = arrival.service_name;
  if (name.empty()) name = target_of(head).first;
  std::string what = arrival.service != nullptr
                         ? "the operation of " + arrival.service->traits().title + " '"
                         : (name.empty() ? "" : "the AWS service '" + name + "' (");
  const std::string operation = named(call);
  if (arrival.service != nullptr) {
    what += operation + "'";
  } else {
    what = name.empty() ? "what is asked for with '" + operation + "'" : what + operation + ")";
    call.framing.protocol = guessed_protocol(head, name);
  }
  refuse(call, what);
}

void Endpoint::refuse(Call& call, const std::string& what) {
  const std::string text = "not emulated: " + what;
  once_.log(text, text);
  call.fail({501, "NotImplemented", "brume does not emulate " + what});
}

void Endpoint::answer_preflight(http::Exchange& exchange) const {
  const http::RequestHead& head = exchange.head();
  const std::string* const headers = head.headers.find("Access-Control-Request-Headers");
  http::Response response{204,
                          {{"Access-Control-Allow-Origin", *head.headers.find("Origin")},
                           {"Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE"},
                           {"Access-Control-Allow-Headers", headers == nullptr ? "*" : *headers},
                           {"Vary", "Origin"}},
                          {}};
  exchange.respond(std::move(response));
}

}  // namespace brume::emulator::aws
