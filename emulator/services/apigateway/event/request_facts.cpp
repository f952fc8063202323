#include "emulator/services/apigateway/event/request_facts.h"

#include <algorithm>

#include "emulator/text/json_text.h"
#include "emulator/text/percent.h"
#include "emulator/text/split.h"

namespace brume::emulator::gateway {
namespace {

// HTTP APIs and function URLs look at the content type alone; other types than text, such as forms,
// are Base64. Text that is not UTF-8, or compressed, cannot stand in JSON: it is Base64, too, which
// is not documented.
bool is_text_type(std::string_view content_type) {
  const std::string type = media_type(content_type);
  return type.starts_with("text/") || type == "application/json" || type == "application/xml" ||
         type == "application/javascript" || type.ends_with("+json") || type.ends_with("+xml");
}

}  // namespace

std::string event_path(const RequestFacts& facts) {
  std::string path(facts.base_path);
  const bool http = facts.api.kind == ApiKind::kHttp;
  if (http && path.empty() && facts.api.stage != "$default") path = "/" + facts.api.stage;
  path += facts.path;
  return http ? percent_decode(path) : path;
}

std::string staged_path(const RequestFacts& facts) {
  std::string path(facts.base_path);
  if (path.empty()) path = "/" + facts.api.stage;
  path += facts.path;
  return path;
}

std::string domain_name(const RequestFacts& facts) {
  const std::string_view host = facts.head.host();
  if (!host.empty()) return std::string(host);
  const bool url = facts.api.kind == ApiKind::kFunctionUrl;
  return facts.api.id +
         (url ? ".lambda-url.us-east-1.on.aws" : ".execute-api.us-east-1.amazonaws.com");
}

bool is_binary_body(const RequestFacts& facts, std::string_view body) {
  const std::string* const type = facts.head.headers.find("content-type");
  if (facts.api.kind == ApiKind::kRest) {
    return is_binary_type(facts.api.binary_media_types, type == nullptr ? "" : *type);
  }
  if (type != nullptr && !is_text_type(*type)) return true;
  return facts.head.headers.has("content-encoding") || !is_utf8(body);
}

bool is_binary_type(const std::vector<std::string>& binary_media_types, std::string_view type) {
  if (binary_media_types.empty()) return false;
  const std::string wanted = media_type(type);
  return std::any_of(
      binary_media_types.begin(), binary_media_types.end(), [&wanted](const std::string& listed) {
        const std::string pattern = media_type(listed);
        if (pattern == "*/*") return true;
        if (pattern.ends_with("/*")) {
          return wanted.starts_with(std::string_view(pattern).substr(0, pattern.size() - 1));
        }
        return pattern == wanted;
      });
}

}  // namespace brume::emulator::gateway
