#include "emulator/aws/sigv4.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "emulator/crypto/digest.h"
#include "emulator/text/hex.h"
#include "emulator/text/percent.h"
#include "emulator/text/query_string.h"
#include "emulator/text/split.h"
#include "emulator/text/time_text.h"

namespace brume::emulator::aws {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view kUnsigned = "UNSIGNED-PAYLOAD";

Error incomplete(std::string message) {
  return Error{Error::Code::kInvalidArgument, std::move(message), "IncompleteSignatureException"};
}

Error mismatch(std::string message) {
  return Error{Error::Code::kInvalidArgument, std::move(message), "InvalidSignatureException"};
}

Status read_credential(std::string_view credential, Signature& into) {
  const std::vector<std::string_view> parts = split(credential, '/');
  if (parts.size() < 5 || parts.back() != "aws4_request") {
    return incomplete(
        "Credential must have exactly 5 slash-delimited elements, e.g. "
        "keyid/date/region/service/term, got '" +
        std::string(credential) + "'");
  }
  const std::size_t n = parts.size();  // an access key id may hold slashes
  into.access_key_id =
      credential.substr(0, static_cast<std::size_t>(parts[n - 4].data() - credential.data()) - 1);
  into.date = parts[n - 4];
  into.region = parts[n - 3];
  into.service = parts[n - 2];
  return Done{};
}

void read_signed_headers(std::string_view names, Signature& into) {
  for (const std::string_view name : split(names, ';')) into.signed_headers.emplace_back(name);
}

Result<std::optional<Signature>> parse_header(const http::RequestHead& head,
                                              std::string_view authorization) {
  authorization.remove_prefix(kAlgorithm.size());
  std::map<std::string, std::string_view, std::less<>> parameters;
  for (const std::string_view part : split(authorization, ',')) {
    const std::string_view text = trimmed(part);
    const std::size_t equals = text.find('=');
    if (equals != text.npos)
      parameters[std::string(text.substr(0, equals))] = text.substr(equals + 1);
  }
  for (const char* name : {"Credential", "Signature", "SignedHeaders"}) {
    if (parameters.contains(name)) continue;
    return incomplete("Authorization header requires '" + std::string(name) +
                      "' parameter. Authorization=" + std::string(kAlgorithm));
  }
  Signature signature;
  Status read = read_credential(parameters["Credential"], signature);
  if (!read) return std::move(read).error();
  read_signed_headers(parameters["SignedHeaders"], signature);
  signature.signature = parameters["Signature"];
  const std::string* const date = head.headers.find("X-Amz-Date");
  if (date == nullptr) {
    return incomplete(
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
        "Authorization=" +
        std::string(kAlgorithm));
  }
  signature.timestamp = *date;
  return std::optional(std::move(signature));
}

Result<std::optional<Signature>> parse_presigned(const QueryParameters& query) {
  for (const char* name :
       {"X-Amz-Credential", "X-Amz-Date", "X-Amz-Signature", "X-Amz-SignedHeaders"}) {
    if (find_parameter(query, name) != nullptr) continue;
    return incomplete("AWS query-string parameters must include '" + std::string(name) +
                      "'. Re-examine the query-string parameters.");
  }
  Signature signature;
  Status read = read_credential(*find_parameter(query, "X-Amz-Credential"), signature);
  if (!read) return std::move(read).error();
  read_signed_headers(*find_parameter(query, "X-Amz-SignedHeaders"), signature);
  signature.signature = *find_parameter(query, "X-Amz-Signature");
  signature.timestamp = *find_parameter(query, "X-Amz-Date");
  int expires =
      static_cast<int>(std::chrono::duration_cast<std::chrono::seconds>(kMaxClockSkew).count());
  if (const std::string* text = find_parameter(query, "X-Amz-Expires")) {
    const auto [end, failed] = std::from_chars(text->data(), text->data() + text->size(), expires);
    if (failed != std::errc() || end != text->data() + text->size() || expires < 1 ||
        expires > kMaxPresignedSeconds) {
      return incomplete("X-Amz-Expires must be a number of seconds from 1 to 604800");
    }
  }
  signature.expires_s = expires;
  return std::optional(std::move(signature));
}

std::string canonical_uri(const http::RequestHead& head, const Signature& signature) {
  // S3 signs the path as it is; all others sign it normalised and escaped once more.
  if (signature.service == "s3") return percent_encode(percent_decode(head.path()), "/");
  std::vector<std::string_view> kept;
  for (const std::string_view segment : split(head.path(), '/')) {
    if (segment.empty() || segment == ".") continue;
    if (segment != "..") {
      kept.push_back(segment);
    } else if (!kept.empty()) {
      kept.pop_back();
    }
  }
  std::string uri;
  for (const std::string_view segment : kept) uri += "/" + percent_encode(segment);
  if (uri.empty() || head.path().back() == '/') uri += "/";
  return uri;
}

std::string canonical_query(const http::RequestHead& head) {
  std::vector<std::pair<std::string, std::string>> encoded;
  for (const auto& [name, value] : parse_query(head.query())) {
    if (name != "X-Amz-Signature") {
      encoded.emplace_back(percent_encode(name), percent_encode(value));
    }
  }
  std::sort(encoded.begin(), encoded.end());
  std::string out;
  for (const auto& [name, value] : encoded) {
    if (!out.empty()) out += '&';
    out += name + "=" + value;
  }
  return out;
}

// Its values trimmed, runs of spaces as one, joined by commas.
std::string canonical_header(const http::RequestHead& head, const std::string& name) {
  std::string out = name + ":";
  bool first = true;
  for (const std::string_view value : head.headers.all(name)) {
    if (!std::exchange(first, false)) out += ',';
    bool space = false;
    for (const char c : trimmed(value)) {
      if (c != ' ' || !space) out += c;
      space = c == ' ';
    }
  }
  return out + "\n";
}

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ";") + name;
  return out;
}

Status check_time(const Signature& signature, WallTime now) {
  const std::optional<WallTime> at = signed_at(signature);
  if (!at) {
    return incomplete("Date must be in ISO-8601 'basic format'. Got '" + signature.timestamp +
                      "'. See http://en.wikipedia.org/wiki/ISO_8601");
  }
  if (!signature.timestamp.starts_with(signature.date)) {
    return mismatch(
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of "
        "date from HTTP: '" +
        signature.date + "' != '" + signature.timestamp.substr(0, 8) + "', from '" +
        signature.timestamp + "'.");
  }
  const Duration valid =
      signature.expires_s ? Duration(std::chrono::seconds(*signature.expires_s)) : kMaxClockSkew;
  if (*at + valid < now) {
    return mismatch("Signature expired: " + signature.timestamp + " is now earlier than " +
                    compact_time(now - valid) + " (" + compact_time(now) + " - " +
                    std::to_string(valid / std::chrono::minutes(1)) + " min.)");
  }
  if (*at > now + kMaxClockSkew) {
    return mismatch("Signature not yet current: " + signature.timestamp + " is still later than " +
                    compact_time(now + kMaxClockSkew) + " (" + compact_time(now) + " + 5 min.)");
  }
  return Done{};
}

// Also holds the body to the digest its header names.
Result<std::string> payload_hash(const http::RequestHead& head, const Signature& signature,
                                 std::string_view body) {
  const std::string* const stated = head.headers.find("X-Amz-Content-Sha256");
  if (stated == nullptr) {
    const bool unsigned_body = signature.expires_s && signature.service == "s3";
    return unsigned_body ? std::string(kUnsigned) : hex(sha256(body));
  }
  const bool is_digest = stated->size() == 64;
  if (is_digest && signature.service != "s3" && *stated != hex(sha256(body))) {
    return mismatch(
        "The request signature we calculated does not match the signature you "
        "provided: the body is not the one that x-amz-content-sha256 names.");
  }
  return *stated;
}

}  // namespace

Result<std::optional<Signature>> parse_signature(const http::RequestHead& head) {
  const std::string* const authorization = head.headers.find("Authorization");
  if (authorization != nullptr && authorization->starts_with(kAlgorithm)) {
    return parse_header(head, *authorization);
  }
  const QueryParameters query = parse_query(head.query());
  const std::string* const algorithm = find_parameter(query, "X-Amz-Algorithm");
  if (algorithm != nullptr && *algorithm == kAlgorithm) return parse_presigned(query);
  return std::optional<Signature>();
}

std::string canonical_request(const http::RequestHead& head, const Signature& signature,
                              std::string_view payload_hash) {
  std::string text =
      head.method + "\n" + canonical_uri(head, signature) + "\n" + canonical_query(head) + "\n";
  for (const std::string& name : signature.signed_headers) text += canonical_header(head, name);
  text += "\n" + joined(signature.signed_headers) + "\n";
  return text.append(payload_hash);
}

std::string sign(const Signature& signature, std::string_view canonical_request,
                 std::string_view secret) {
  const std::string text = std::string(kAlgorithm) + "\n" + signature.timestamp + "\n" +
                           signature.scope() + "\n" + hex(sha256(canonical_request));
  return hex(hmac_sha256(signing_key(signature, secret), text));
}

std::string signing_key(const Signature& signature, std::string_view secret) {
  std::string key = "AWS4" + std::string(secret);
  for (const std::string& part :
       {signature.date, signature.region, signature.service, std::string("aws4_request")}) {
    key = hmac_sha256(key, part);
  }
  return key;
}

std::optional<WallTime> signed_at(const Signature& signature) {
  return parse_compact_time(signature.timestamp);
}

std::vector<std::string_view> secrets_of(const std::string& access_key_id,
                                         const SecretKeys& secrets) {
  const auto own = secrets.find(access_key_id);
  if (own != secrets.end()) return {own->second};
  return {std::begin(kTestSecrets), std::end(kTestSecrets)};
}

std::optional<std::string_view> find_signer(const http::RequestHead& head,
                                            const Signature& signature,
                                            std::string_view payload_hash,
                                            const SecretKeys& secrets) {
  const std::string request = canonical_request(head, signature, payload_hash);
  for (const std::string_view secret : secrets_of(signature.access_key_id, secrets)) {
    if (equal_in_constant_time(sign(signature, request, secret), signature.signature)) {
      return secret;
    }
  }
  return std::nullopt;
}

Status verify_signature(const http::RequestHead& head, const Signature& signature,
                        std::string_view body, const SecretKeys& secrets, WallTime now) {
  Status in_time = check_time(signature, now);
  if (!in_time) return in_time;
  Result<std::string> hash = payload_hash(head, signature, body);
  if (!hash) return std::move(hash).error();
  if (find_signer(head, signature, *hash, secrets)) return Done{};
  return mismatch(
      "The request signature we calculated does not match the signature you provided. Check your "
      "AWS Secret Access Key and signing method. Consult the service documentation for details.");
}

}  // namespace brume::emulator::aws
