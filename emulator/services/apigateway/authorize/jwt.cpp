#include "emulator/services/apigateway/authorize/jwt.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "emulator/http/message.h"
#include "emulator/services/apigateway/event/aws_time.h"
#include "emulator/text/ascii.h"
#include "emulator/text/base64.h"
#include "emulator/text/json_text.h"
#include "emulator/text/split.h"

namespace brume::emulator::gateway {
namespace {

using nlohmann::json;

// Ours; headers are limited anyway.
constexpr std::size_t kMaxTokenBytes = 32 * 1024;

std::string text_claim(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// A claim that is a text, or a list of texts.
std::vector<std::string> text_claims(const json& object, const char* name) {
  const auto found = object.find(name);
  std::vector<std::string> all;
  if (found == object.end()) return all;
  if (found->is_string()) all.push_back(found->get<std::string>());
  if (!found->is_array()) return all;
  for (const json& element : *found) {
    if (element.is_string()) all.push_back(element.get<std::string>());
  }
  return all;
}

std::vector<std::string> scopes_of(const json& claims) {
  std::vector<std::string> scopes;
  for (const char* name : {"scope", "scp"}) {
    for (const std::string& listed : text_claims(claims, name)) {
      std::string_view rest = listed;
      while (!rest.empty()) {
        const std::string_view one = rest.substr(0, rest.find(' '));
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
        if (!one.empty()) scopes.emplace_back(one);
      }
    }
  }
  return scopes;
}

bool share_one(const std::vector<std::string>& left, const std::vector<std::string>& right) {
  return std::any_of(left.begin(), left.end(), [&right](const std::string& value) {
    return std::find(right.begin(), right.end(), value) != right.end();
  });
}

// The claim as seconds; nothing when it is there and is no number.
std::optional<double> instant(const json& claims, const char* name, double absent) {
  const auto found = claims.find(name);
  if (found == claims.end()) return absent;
  return found->is_number() ? std::optional(found->get<double>()) : std::nullopt;
}

// As Go prints a value, which is how HTTP APIs hand claims on (not documented): [a b], map[k:v].
std::string go_text(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_structured()) return value.is_null() ? "<nil>" : value.dump();
  std::string out = value.is_array() ? "[" : "map[";
  bool first = true;
  for (const auto& [name, element] : value.items()) {
    if (!first) out += ' ';
    first = false;
    if (value.is_object()) out += name + ":";
    out += go_text(element);
  }
  return out + "]";
}

// As REST APIs hand claims on: lists with commas, instants as dates.
std::string rest_text(const std::string& name, const json& value) {
  if ((name == "exp" || name == "iat") && value.is_number()) {
    return claim_time(static_cast<long long>(value.get<double>()));
  }
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return value.dump();
  std::string out;
  for (const json& element : value) {
    if (!out.empty()) out += ',';
    out += element.is_string() ? element.get<std::string>() : element.dump();
  }
  return out;
}

std::string json_list(const std::vector<std::string>& values) {
  std::string out = "[";
  for (const std::string& value : values) {
    if (out.size() > 1) out += ',';
    append_json_string(out, value);
  }
  return out + "]";
}

}  // namespace

std::optional<Jwt> Jwt::parse(std::string_view written) {
  constexpr std::string_view kBearer = "bearer ";
  written = trimmed(written);
  if (equal_ignoring_case(written.substr(0, kBearer.size()), kBearer)) {
    written = trimmed(written.substr(kBearer.size()));
  }
  const std::size_t first = written.find('.');
  const std::size_t second = written.find('.', first == std::string_view::npos ? first : first + 1);
  if (second == std::string_view::npos || written.size() > kMaxTokenBytes) return std::nullopt;
  // Source: RFC 7515, 2: base64url "with all trailing '=' characters omitted".
  if (written.find('=') != std::string_view::npos) return std::nullopt;
  const auto header = base64url_decode(written.substr(0, first));
  auto claims = base64url_decode(written.substr(first + 1, second - first - 1));
  auto signature = base64url_decode(written.substr(second + 1));
  if (!header || !claims || !signature) return std::nullopt;
  const json parsed = json::parse(*header, nullptr, false);
  if (!parsed.is_object() || !json::parse(*claims, nullptr, false).is_object()) return std::nullopt;
  return Jwt{text_claim(parsed, "alg"), text_claim(parsed, "kid"), std::move(*claims),
             std::string(written.substr(0, second)), std::move(*signature)};
}

std::string issuer_of(const Jwt& token) {
  return text_claim(json::parse(token.claims, nullptr, false), "iss");
}

ClaimsVerdict check_claims(const Jwt& token, const Authorizer& authorizer,
                           const std::vector<std::string>& scopes, WallTime now) {
  const json claims = json::parse(token.claims, nullptr, false);
  if (!claims.is_object()) return ClaimsVerdict::kMalformed;
  if (text_claim(claims, "iss") != authorizer.issuer) return ClaimsVerdict::kIssuer;
  if (!authorizer.audiences.empty()) {
    // client_id counts only where there is no aud.
    const auto audience = text_claims(claims, claims.contains("aud") ? "aud" : "client_id");
    if (!share_one(audience, authorizer.audiences)) return ClaimsVerdict::kAudience;
  }
  const auto seconds = static_cast<double>(epoch_s(now));
  const auto expires = instant(claims, "exp", -1);
  const auto begins = instant(claims, "nbf", seconds);
  const auto issued = instant(claims, "iat", seconds);
  if (!expires || !begins || !issued) return ClaimsVerdict::kMalformed;
  if (*expires <= seconds) return ClaimsVerdict::kExpired;
  if (*begins > seconds || *issued > seconds) return ClaimsVerdict::kNotYet;
  if (!scopes.empty() && !share_one(scopes_of(claims), scopes)) return ClaimsVerdict::kScope;
  return ClaimsVerdict::kGood;
}

std::string jwt_context(const Jwt& token, ApiKind kind, PayloadFormat format,
                        const std::vector<std::string>& scopes) {
  const json claims = json::parse(token.claims, nullptr, false);
  JsonObject texts_of;
  for (const auto& [name, value] : claims.items()) {
    texts_of.text(name, kind == ApiKind::kRest ? rest_text(name, value) : go_text(value));
  }
  if (kind == ApiKind::kRest) return JsonObject().raw("claims", texts_of.finish()).finish();
  const std::string granted = scopes.empty() ? "null" : json_list(scopes_of(claims));
  const std::string jwt =
      JsonObject().raw("claims", texts_of.finish()).raw("scopes", granted).finish();
  return format == PayloadFormat::kV1 ? jwt : JsonObject().raw("jwt", jwt).finish();
}

}  // namespace brume::emulator::gateway
