#include "emulator/services/s3/protocol/sigv2.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "emulator/crypto/digest.h"
#include "emulator/text/ascii.h"
#include "emulator/text/base64.h"
#include "emulator/text/query_string.h"

namespace brume::emulator::aws::s3 {
namespace {

// The parameters that are part of what is signed.
constexpr std::string_view kSignedParameters[] = {"accelerate",
                                                  "acl",
                                                  "analytics",
                                                  "cors",
                                                  "delete",
                                                  "encryption",
                                                  "inventory",
                                                  "lifecycle",
                                                  "location",
                                                  "logging",
                                                  "metrics",
                                                  "notification",
                                                  "object-lock",
                                                  "ownershipControls",
                                                  "partNumber",
                                                  "policy",
                                                  "policyStatus",
                                                  "publicAccessBlock",
                                                  "replication",
                                                  "requestPayment",
                                                  "response-cache-control",
                                                  "response-content-disposition",
                                                  "response-content-encoding",
                                                  "response-content-language",
                                                  "response-content-type",
                                                  "response-expires",
                                                  "restore",
                                                  "retention",
                                                  "select",
                                                  "tagging",
                                                  "torrent",
                                                  "uploadId",
                                                  "uploads",
                                                  "versionId",
                                                  "versioning",
                                                  "versions",
                                                  "website"};

std::string header(const http::RequestHead& head, std::string_view name) {
  const std::string* const value = head.headers.find(name);
  return value == nullptr ? std::string() : *value;
}

std::string amz_headers(const http::RequestHead& head) {
  std::map<std::string, std::string> sorted;
  for (const http::Header& one : head.headers) {
    const std::string name = lower_case(one.name);
    if (!name.starts_with("x-amz-")) continue;
    std::string& values = sorted[name];
    values.append(values.empty() ? "" : ",").append(one.value);
  }
  std::string out;
  for (const auto& [name, value] : sorted) out += name + ":" + value + "\n";
  return out;
}

std::string resource(const http::RequestHead& head, const std::string& bucket) {
  std::string out = (bucket.empty() ? "" : "/" + bucket) + std::string(head.path());
  QueryParameters parameters = parse_query(head.query());
  std::sort(parameters.begin(), parameters.end());
  char separator = '?';
  for (const auto& [name, value] : parameters) {
    if (std::find(std::begin(kSignedParameters), std::end(kSignedParameters), name) ==
        std::end(kSignedParameters)) {
      continue;
    }
    out += separator + name + (value.empty() ? "" : "=" + value);
    separator = '&';
  }
  return out;
}

}  // namespace

std::optional<SignatureV2> find_sigv2(const http::RequestHead& head) {
  constexpr std::string_view kScheme = "AWS ";
  if (const std::string* const text = head.headers.find("Authorization")) {
    const std::size_t colon = text->rfind(':');
    if (!text->starts_with(kScheme) || colon == std::string::npos) return std::nullopt;
    return SignatureV2{text->substr(kScheme.size(), colon - kScheme.size()),
                       text->substr(colon + 1)};
  }
  if (head.query().find("Signature=") == std::string_view::npos) return std::nullopt;
  const QueryParameters query = parse_query(head.query());
  const std::string* const key = find_parameter(query, "AWSAccessKeyId");
  const std::string* const signature = find_parameter(query, "Signature");
  const std::string* const expires = find_parameter(query, "Expires");
  if (key == nullptr || signature == nullptr || expires == nullptr) return std::nullopt;
  SignatureV2 found{*key, *signature, 0};
  std::from_chars(expires->data(), expires->data() + expires->size(), *found.expires);
  return found;
}

std::string sigv2_text(const http::RequestHead& head, const SignatureV2& signature,
                       const std::string& bucket) {
  std::string date = head.headers.has("x-amz-date") ? "" : header(head, "Date");
  if (signature.expires) date = std::to_string(*signature.expires);
  return head.method + "\n" + header(head, "Content-MD5") + "\n" + header(head, "Content-Type") +
         "\n" + date + "\n" + amz_headers(head) + resource(head, bucket);
}

std::string sign_v2(const std::string& text, std::string_view secret) {
  return base64_encode(hmac_sha1(secret, text));
}

}  // namespace brume::emulator::aws::s3
