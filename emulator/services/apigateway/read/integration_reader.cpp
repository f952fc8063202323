#include "emulator/services/apigateway/read/integration_reader.h"

#include "emulator/services/apigateway/event/parameter_mapping.h"
#include "emulator/services/apigateway/read/mock_reader.h"
#include "emulator/template/model/any_case_property.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::gateway {
namespace {

constexpr int kRestTimeoutMs = 29'000;
constexpr int kHttpTimeoutMs = 30'000;

class IntegrationReader {
 public:
  IntegrationReader(const Value& written, ApiKind kind, const std::string& route,
                    ApiContext& context)
      : written_(written), kind_(kind), route_(route), context_(context) {}

  Integration read();

 private:
  Integration unsupported(const std::string& feature);
  Integration lambda();
  std::map<std::string, std::string> lambda_mappings();
  Integration http_proxy();
  Integration mock();
  Integration service(const std::string& type);
  void limit_time(Integration& integration) const;
  const Value& uri_place() const;

  const Value& written_;
  ApiKind kind_;
  const std::string& route_;
  ApiContext& context_;
  std::string uri_;
};

const Value& IntegrationReader::uri_place() const {
  const Value* uri = find_member(written_, {"uri", "Uri", "IntegrationUri"});
  return uri != nullptr ? *uri : written_;
}

Integration IntegrationReader::unsupported(const std::string& feature) {
  context_.reporter.as(rules::kNotEmulated)
      .warning(uri_place(), Path(), "`" + route_ + "` is not emulated and answers 501: " + feature);
  Integration result;
  result.kind = Integration::Kind::kUnsupported;
  result.unsupported = feature;
  return result;
}

// "arn:aws:apigateway:us-east-1:sqs:path/…" -> "sqs"
std::string service_of(const std::string& uri) {
  std::size_t begin = 0;
  for (int colon = 0; colon < 4; ++colon) {
    begin = uri.find(':', begin);
    if (begin == std::string::npos) return {};
    ++begin;
  }
  return uri.substr(begin, uri.find(':', begin) - begin);
}

Integration IntegrationReader::service(const std::string& type) {
  const std::string subtype = member_text(written_, {"integrationSubtype", "IntegrationSubtype"});
  if (!subtype.empty()) return unsupported("AWS service integrations (" + subtype + ")");
  if (type == "http") return unsupported("HTTP custom integrations (VTL mapping templates)");
  const std::string name = service_of(uri_);
  if (name == "lambda") return unsupported("Lambda custom integrations (VTL mapping templates)");
  return unsupported("AWS service integrations" + (name.empty() ? "" : " (" + name + ")"));
}

// Those that change the event: headers and query parameters.
std::map<std::string, std::string> IntegrationReader::lambda_mappings() {
  auto mappings = member_map(written_, {"requestParameters", "RequestParameters"});
  std::erase_if(mappings, [&](const auto& mapping) {
    if (read_mapping(kind_, mapping.first, mapping.second)) return false;
    context_.reporter.as(rules::kNotEmulated)
        .warning(uri_place(), Path(),
                 "`" + route_ + "`: the request parameter mapping `" + mapping.first + ": " +
                     mapping.second + "` is not emulated and left out");
    return true;
  });
  return mappings;
}

Integration IntegrationReader::lambda() {
  if (uri_.empty()) return unsupported("an integration without a URI");
  const auto target = lambda_uri(uri_);
  if (!uri_.starts_with("arn:")) return unsupported("aws_proxy to `" + uri_ + "`, no function");
  if (!target || target->function.empty()) return service("aws_proxy");
  const bool mapped = find_member(written_, {"requestParameters", "RequestParameters"}) != nullptr;
  if (kind_ == ApiKind::kHttp && mapped) return unsupported("parameter mappings of HTTP APIs");
  Integration result;
  if (kind_ == ApiKind::kRest) result.request_parameters = lambda_mappings();
  result.function = target->function;
  const std::string mode =
      upper_case(member_text(written_, {"responseTransferMode", "ResponseTransferMode"}));
  result.streaming = target->streaming || mode == "STREAM";
  const std::string format =
      member_text(written_, {"payloadFormatVersion", "PayloadFormatVersion"});
  const bool second = kind_ == ApiKind::kHttp && (format == "2.0" || format == "2");
  result.payload_format = second ? PayloadFormat::kV2 : PayloadFormat::kV1;
  return result;
}

Integration IntegrationReader::http_proxy() {
  Integration result;
  result.kind = Integration::Kind::kHttpProxy;
  result.uri = uri_;
  result.method = upper_case(
      member_text(written_, {"httpMethod", "IntegrationHttpMethod", "IntegrationMethod"}));
  result.request_parameters = member_map(written_, {"requestParameters", "RequestParameters"});
  for (const auto& [key, value] : result.request_parameters) {
    if (read_mapping(kind_, key, value)) continue;
    return unsupported("the request parameter mapping `" + key + ": " + value + "`");
  }
  if (uri_.find("://") == std::string::npos && !uri_.starts_with("${stageVariables.")) {
    context_.reporter.warning(uri_place(), Path(),
                              "`" + route_ + "` leads nowhere: `" + uri_ + "` is no HTTP URL");
  }
  return result;
}

Integration IntegrationReader::mock() {
  auto result = read_mock(written_);
  if (result && result->kind == Integration::Kind::kUnsupported) {
    return unsupported(result->unsupported);
  }
  if (result) return std::move(*result);
  context_.reporter.warning(
      written_, Path(), "`" + route_ + "` answers 500: its mock has no status code or no response",
      "a request template `{\"statusCode\": 200}` and a response for that code");
  return misconfigured_mock();
}

void IntegrationReader::limit_time(Integration& integration) const {
  const int most = kind_ == ApiKind::kHttp ? kHttpTimeoutMs : kRestTimeoutMs;
  integration.timeout_ms =
      member_int(written_, {"timeoutInMillis", "TimeoutInMillis"}).value_or(most);
}

Integration IntegrationReader::read() {
  const std::string type = lower_case(member_text(written_, {"type", "Type", "IntegrationType"}));
  uri_ = member_text(written_, {"uri", "Uri", "IntegrationUri"});
  const std::string connection =
      upper_case(member_text(written_, {"connectionType", "ConnectionType"}));
  Integration result;
  if (connection == "VPC_LINK") {
    result = unsupported("VPC links");
  } else if (type == "aws_proxy") {
    const bool subtype =
        find_member(written_, {"integrationSubtype", "IntegrationSubtype"}) != nullptr;
    result = subtype ? service(type) : lambda();
  } else if (type == "mock") {
    result = mock();
  } else if (type == "http_proxy") {
    result = http_proxy();
  } else if (type == "aws" || type == "http") {
    result = service(type);
  } else {
    result = unsupported(type.empty() ? "an integration without a type"
                                      : "integrations of type " + type);
  }
  limit_time(result);
  return result;
}

}  // namespace

Integration read_integration(const Value& written, ApiKind kind, const std::string& route,
                             ApiContext& context) {
  return IntegrationReader(written, kind, route, context).read();
}

}  // namespace brume::emulator::gateway
