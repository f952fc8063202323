#include <algorithm>
#include <charconv>

#include "emulator/services/s3/operations/operations.h"
#include "emulator/services/s3/protocol/bucket_config_request.h"
#include "emulator/services/s3/protocol/cors.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/services/s3/protocol/xml_element.h"

namespace brume::emulator::aws::s3 {
namespace {

// Source: S3 API, PutBucketCors.
constexpr std::size_t kMaxCorsRules = 100;
constexpr std::string_view kMethods[] = {"GET", "PUT", "HEAD", "POST", "DELETE"};

std::vector<std::string> texts(const XmlElement& element, std::string_view name) {
  std::vector<std::string> found;
  for (const XmlElement& child : element.children) {
    if (child.name == name) found.push_back(child.text);
  }
  return found;
}

Status check_rule(const storage::CorsRule& rule) {
  if (rule.allowed_origins.empty() || rule.allowed_methods.empty()) return refuse("MalformedXML");
  for (const std::string& method : rule.allowed_methods) {
    if (std::find(std::begin(kMethods), std::end(kMethods), method) == std::end(kMethods)) {
      return refuse(
          "InvalidRequest",
          "Found unsupported HTTP method in CORS config. Unsupported method is " + method);
    }
  }
  for (const auto& [what, patterns] : {std::pair("AllowedOrigin", &rule.allowed_origins),
                                       std::pair("AllowedHeader", &rule.allowed_headers)}) {
    for (const std::string& pattern : *patterns) {
      if (std::count(pattern.begin(), pattern.end(), '*') > 1) {
        return refuse("InvalidRequest", std::string(what) + " \"" + pattern +
                                            "\" can not have more than one wildcard.");
      }
    }
  }
  for (const std::string& header : rule.expose_headers) {
    if (header.find('*') != std::string::npos) {
      return refuse("InvalidRequest",
                    "ExposeHeader \"" + header +
                        "\" contains wildcard. We currently do not support wildcard for "
                        "ExposeHeader.");
    }
  }
  return Done{};
}

Result<storage::CorsRule> read_cors_rule(const XmlElement& element) {
  storage::CorsRule rule{.id = std::string(element.text_of("ID")),
                         .allowed_origins = texts(element, "AllowedOrigin"),
                         .allowed_methods = texts(element, "AllowedMethod"),
                         .allowed_headers = texts(element, "AllowedHeader"),
                         .expose_headers = texts(element, "ExposeHeader")};
  if (const XmlElement* const age = element.child("MaxAgeSeconds")) {
    int seconds = 0;
    const char* const end = age->text.data() + age->text.size();
    if (std::from_chars(age->text.data(), end, seconds).ptr != end || age->text.empty()) {
      return refuse("MalformedXML");
    }
    rule.max_age_s = seconds;
  }
  Status good = check_rule(rule);
  if (!good) return std::move(good).error();
  return rule;
}

Result<std::vector<storage::CorsRule>> read_rules(const std::string& document) {
  Result<XmlElement> root = parse_xml(document, "CORSConfiguration");
  if (!root) return std::move(root).error();
  std::vector<storage::CorsRule> rules;
  for (const XmlElement& element : root->children) {
    if (element.name != "CORSRule") continue;
    Result<storage::CorsRule> rule = read_cors_rule(element);
    if (!rule) return std::move(rule).error();
    rules.push_back(std::move(*rule));
  }
  if (rules.empty() || rules.size() > kMaxCorsRules) return refuse("MalformedXML");
  return rules;
}

void write_cors_rule(XmlWriter& xml, const storage::CorsRule& rule) {
  xml.open("CORSRule");
  if (!rule.id.empty()) xml.text("ID", rule.id);
  for (const std::string& header : rule.allowed_headers) xml.text("AllowedHeader", header);
  for (const std::string& method : rule.allowed_methods) xml.text("AllowedMethod", method);
  for (const std::string& origin : rule.allowed_origins) xml.text("AllowedOrigin", origin);
  for (const std::string& header : rule.expose_headers) xml.text("ExposeHeader", header);
  if (rule.max_age_s) xml.number("MaxAgeSeconds", static_cast<std::uint64_t>(*rule.max_age_s));
  xml.close("CORSRule");
}

void forbid(const RequestPtr& request, const std::string& message) {
  const std::string method = request->header("Access-Control-Request-Method");
  const bool object = !request->key.empty() && message.find("not allowed") != std::string::npos;
  request->fail_with(refuse("AccessForbidden", "CORSResponse: " + message),
                     {{"Method", method.empty() ? "OPTIONS" : method},
                      {"ResourceType", object ? "OBJECT" : "BUCKET"}});
}

}  // namespace

void get_bucket_cors(const RequestPtr& request) {
  const storage::BucketConfig* const config = config_of(request);
  if (config == nullptr) return;
  if (config->cors.empty()) {
    return request->fail_with(refuse("NoSuchCORSConfiguration"), {{"BucketName", request->bucket}});
  }
  XmlWriter xml("CORSConfiguration");
  for (const storage::CorsRule& rule : config->cors) write_cors_rule(xml, rule);
  request->answer_xml(xml.finish());
}

void put_bucket_cors(const RequestPtr& request) {
  const storage::BucketConfig* const there = config_of(request);
  if (there == nullptr) return;
  Result<std::vector<storage::CorsRule>> rules = read_rules(request->document);
  if (failed(request, rules)) return;
  storage::BucketConfig config = *there;
  config.cors = std::move(*rules);
  configure(request, std::move(config), 200);
}

void delete_bucket_cors(const RequestPtr& request) {
  const storage::BucketConfig* const there = config_of(request);
  if (there == nullptr) return;
  storage::BucketConfig config = *there;
  config.cors.clear();
  configure(request, std::move(config), 204);
}

// Source: S3 API, OPTIONS object, and recordings.
void answer_preflight(const RequestPtr& request) {
  const CorsRequest asked = read_preflight(request->headers());
  if (asked.origin.empty()) {
    return request->fail(
        refuse("BadRequest", "Insufficient information. Origin request header needed."));
  }
  const storage::Bucket* const bucket = request->find_bucket();
  if (bucket == nullptr) return forbid(request, "Bucket not found");
  if (bucket->config.cors.empty()) return forbid(request, "CORS is not enabled for this bucket.");
  if (asked.method.empty()) {
    return request->fail(refuse("BadRequest", "Invalid Access-Control-Request-Method: null"));
  }
  const storage::CorsRule* const rule = admitting_rule(bucket->config.cors, asked);
  if (rule == nullptr) {
    return forbid(request,
                  "This CORS request is not allowed. This is usually because the evalution of "
                  "Origin, request method / Access-Control-Request-Method or "
                  "Access-Control-Request-Headers are not whitelisted by the resource's CORS "
                  "spec.");
  }
  http::Headers headers;
  add_cors_headers(headers, *rule, asked);
  request->answer(200, std::move(headers));
}

}  // namespace brume::emulator::aws::s3
