#include "emulator/services/apigateway/read/mock_reader.h"

#include <cctype>
#include <regex>

#include "emulator/template/model/any_case_property.h"

namespace brume::emulator::gateway {
namespace {

constexpr std::string_view kMockHeaderPrefix = "method.response.header.";
constexpr std::string_view kTemplates = "VTL mapping templates";

Integration unsupported(std::string_view feature) {
  Integration result;
  result.kind = Integration::Kind::kUnsupported;
  result.unsupported = feature;
  return result;
}

// The template for application/json, else the first.
const Value* preferred(const Value* templates) {
  if (templates == nullptr || !templates->is_map() || templates->members().empty()) return nullptr;
  const Value* for_json = templates->find("application/json");
  return for_json != nullptr ? for_json : &templates->members().front().value;
}

bool selects(const std::string& pattern, const std::string& status) {
  try {
    return std::regex_match(status, std::regex(pattern));
  } catch (const std::regex_error&) {
    return pattern == status;
  }
}

// OpenAPI: a map from pattern to response; CloudFormation: a list with SelectionPattern. The one
// without a pattern, or called "default", is for what no other selects.
const Value* response_for(const Value& written, const std::string& status) {
  const Value* fallback = nullptr;
  if (const Value* map = find_member(written, {"responses"}); map != nullptr && map->is_map()) {
    for (const Value::Member& member : map->members()) {
      if (member.key == "default") {
        fallback = &member.value;
      } else if (selects(member.key, status)) {
        return &member.value;
      }
    }
  }
  const Value* list = find_member(written, {"IntegrationResponses"});
  if (list == nullptr || !list->is_list()) return fallback;
  for (const Value& response : list->items()) {
    const std::string pattern = member_text(response, {"SelectionPattern"});
    if (pattern.empty()) {
      fallback = fallback == nullptr ? &response : fallback;
    } else if (selects(pattern, status)) {
      return &response;
    }
  }
  return fallback;
}

std::string mapping_feature(const std::string& expression) {
  for (const std::string_view source : {"integration.", "context.", "stageVariables."}) {
    if (expression.starts_with(source)) return "response parameter mappings (" + expression + ")";
  }
  return "the mapping expression `" + expression + "`: a constant stands in single quotes";
}

}  // namespace

std::optional<int> status_of_template(std::string_view request_template) {
  std::string bare;  // without white space and quotes
  for (const char c : request_template) {
    if (std::isspace(static_cast<unsigned char>(c)) == 0 && c != '"' && c != '\'') bare += c;
  }
  constexpr std::string_view kBegin = "{statusCode:";
  if (!bare.starts_with(kBegin) || bare.size() != kBegin.size() + 4 || bare.back() != '}') {
    return std::nullopt;
  }
  int status = 0;
  for (const char c : bare.substr(kBegin.size(), 3)) {
    if (c < '0' || c > '9') return std::nullopt;
    status = status * 10 + (c - '0');
  }
  return status;
}

bool is_velocity(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const char next = text[i + 1];
    const bool word = std::isalpha(static_cast<unsigned char>(next)) != 0 || next == '{';
    if (text[i] == '$' && (word || next == '!')) return true;
    if (text[i] == '#' && (word || next == '#' || next == '*')) return true;
  }
  return false;
}

// Source: AWS's execution log, "Unable to parse statusCode. It should be an integer that is defined
// in request template"
Integration misconfigured_mock() {
  Integration result;
  result.kind = Integration::Kind::kMock;
  result.mock_status = 500;
  result.mock_headers["Content-Type"] = "application/json";
  result.mock_body = R"({"message": "Internal server error"})";
  return result;
}

std::optional<Integration> read_mock(const Value& written) {
  const Value* request = preferred(find_member(written, {"requestTemplates", "RequestTemplates"}));
  if (request == nullptr || !request->is_scalar()) return std::nullopt;
  const auto selected = status_of_template(request->text());
  if (!selected)
    return is_velocity(request->text()) ? std::optional(unsupported(kTemplates)) : std::nullopt;
  const Value* response = response_for(written, std::to_string(*selected));
  if (response == nullptr) return std::nullopt;
  Integration result;
  result.kind = Integration::Kind::kMock;
  result.mock_status = member_int(*response, {"statusCode", "StatusCode"}).value_or(*selected);
  const Value* body = preferred(find_member(*response, {"responseTemplates", "ResponseTemplates"}));
  if (body != nullptr && body->is_scalar()) result.mock_body = body->text();
  if (is_velocity(result.mock_body)) return unsupported(kTemplates);
  result.mock_headers["Content-Type"] = "application/json";
  for (const auto& [name, expression] :
       member_map(*response, {"responseParameters", "ResponseParameters"})) {
    if (!name.starts_with(kMockHeaderPrefix)) continue;
    const auto value = constant(expression);
    if (!value) return unsupported(mapping_feature(expression));
    result.mock_headers[name.substr(kMockHeaderPrefix.size())] = *value;
  }
  return result;
}

}  // namespace brume::emulator::gateway
