// What API Gateway's two event formats have in common: header lookup, bodies, short answers.
//
//   brume::ApiGatewayV2Response find(const brume::ApiGatewayV2Request& request) {
//     if (request.header("accept") == "text/plain") return brume::text_response(200, "found");
//     return brume::json_response(200, {{"found", true}});
//   }
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <brume/encoding.hpp>
#include <brume/fields.hpp>

namespace brume {

using StringMap = std::map<std::string, std::string>;
using MultiValueMap = std::map<std::string, std::vector<std::string>>;

// An answer that becomes the response type the handler returns, of either format.
struct HttpAnswer {
  int status_code = 200;
  StringMap headers;
  std::string body;
  bool is_base64_encoded = false;

  template <typename Response,
            std::enable_if_t<std::is_same_v<decltype(Response::is_base64_encoded), bool>, int> = 0>
  operator Response() const {  // NOLINT(google-explicit-constructor)
    Response response;
    response.status_code = status_code;
    response.headers = headers;
    response.body = body;
    response.is_base64_encoded = is_base64_encoded;
    return response;
  }
};

inline HttpAnswer text_response(int status_code, std::string text,
                                const std::string& content_type = "text/plain; charset=utf-8") {
  return {status_code, {{"Content-Type", content_type}}, std::move(text), false};
}

// `value`: json, or any type that nlohmann/json converts.
inline HttpAnswer json_response(int status_code, const json& value) {
  return {status_code, {{"Content-Type", "application/json"}}, value.dump(), false};
}

inline HttpAnswer binary_response(int status_code, std::string_view bytes,
                                  const std::string& content_type = "application/octet-stream") {
  return {status_code, {{"Content-Type", content_type}}, base64_encode(bytes), true};
}

inline HttpAnswer redirect_response(int status_code, const std::string& location) {
  return {status_code, {{"Location", location}}, {}, false};
}

// A client's certificate, from mutual TLS.
struct ClientCertificate {
  struct Validity {
    std::string not_before;
    std::string not_after;
    json extra;
    template <typename Self, typename Fields>
    static void fields(Self& self, Fields& each) {
      each("notBefore", self.not_before);
      each("notAfter", self.not_after);
    }
  };
  std::string client_cert_pem;
  std::string subject_dn;
  std::string issuer_dn;
  std::string serial_number;
  Validity validity;
  json extra;

  template <typename Self, typename Fields>
  static void fields(Self& self, Fields& each) {
    each("clientCertPem", self.client_cert_pem);
    each("subjectDN", self.subject_dn);
    each("issuerDN", self.issuer_dn);
    each("serialNumber", self.serial_number);
    each("validity", self.validity);
  }
};

namespace detail {

inline bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

// The entry whose name is `name` in any case, or null.
template <typename T>
const T* find_header(const std::map<std::string, T>& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (equal_ignoring_case(key, name)) return &value;
  }
  return nullptr;
}

inline std::string value_or(const StringMap& map, const std::string& name, std::string fallback) {
  const auto found = map.find(name);
  return found != map.end() ? found->second : std::move(fallback);
}

inline std::string decode_body(const std::string& body, bool is_base64_encoded) {
  return is_base64_encoded ? base64_decode(body) : body;
}

template <typename T>
T parse_body(const std::string& body) {
  try {
    return json::parse(body).template get<T>();
  } catch (const json::exception& error) {
    throw Error("BadRequestBody", error.what());
  }
}

}  // namespace detail
}  // namespace brume
