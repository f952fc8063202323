#include "emulator/services/lambda/api/function_name.h"

#include <algorithm>
#include <vector>

#include "emulator/services/lambda/api/errors.h"
#include "emulator/text/arn.h"
#include "emulator/text/ascii.h"
#include "emulator/text/split.h"

namespace brume::emulator::aws::lambda {
namespace {

constexpr std::size_t kMaxNameLength = 64;
constexpr std::size_t kMaxQualifierLength = 128;

// Source: the API's model, FunctionName, NamespacedFunctionName and UnqualifiedFunctionName.
constexpr NameRule kPlain = {
    R"((arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?)"
    R"((\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?)",
    140, false, true};
constexpr NameRule kNamespaced = {
    R"((arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?)"
    R"((\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?)",
    256, true, true};
constexpr NameRule kUnqualified = {
    R"((arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?)"
    R"((\d{12}:)?(function:)?([a-zA-Z0-9-_]+))",
    140, false, false};
constexpr std::string_view kQualifierPattern = "(|[a-zA-Z0-9$_-]+)";

bool is_word(char c) {
  return is_letter_or_digit(c) || c == '-' || c == '_';
}

bool all(std::string_view text, bool (*test)(char)) {
  return !text.empty() && std::all_of(text.begin(), text.end(), test);
}

bool is_name(std::string_view text) {
  return all(text, [](char c) { return is_word(c) || c == '.'; });
}

bool is_qualifier(std::string_view text) {
  return text == "$LATEST" || text == "$LATEST.PUBLISHED" || all(text, is_word);
}

bool is_account(std::string_view text) {
  return text.size() == 12 && all(text, is_digit);
}

struct Parts {
  std::string_view region, account, name, qualifier;
};

// The pieces of "[arn:aws:lambda:][region:][account:][function:]name[:qualifier]"; false if not.
bool take_apart(std::string_view text, Parts& parts) {
  std::vector<std::string_view> pieces = split(text, ':');
  std::size_t at = 0;
  if (pieces.size() > 3 && pieces[0] == "arn") {
    if (!pieces[1].starts_with("aws") || pieces[2] != "lambda") return false;
    parts.region = pieces[3];
    at = 4;
  }
  if (at + 2 < pieces.size() && is_account(pieces[at]) && pieces[at + 1] == "function") {
    parts.account = pieces[at];
    ++at;
  }
  if (at + 1 < pieces.size() && pieces[at] == "function") ++at;
  if (at >= pieces.size() || pieces.size() - at > 2) return false;
  parts.name = pieces[at];
  if (at + 1 < pieces.size()) {
    parts.qualifier = pieces[at + 1];
    if (!is_qualifier(parts.qualifier)) return false;
  }
  return is_name(parts.name);
}

}  // namespace

std::string Home::function_arn(std::string_view name, std::string_view qualifier) const {
  std::string resource = "function:" + std::string(name);
  if (!qualifier.empty()) resource.append(":").append(qualifier);
  return Arn{"aws", "lambda", region, account_id, std::move(resource)}.text();
}

const NameRule& name_rule(std::string_view operation) {
  constexpr std::string_view kOfNamespaced[] = {
      "GetFunction", "GetFunctionConfiguration", "GetPolicy",        "Invoke",
      "InvokeAsync", "InvokeWithResponseStream", "RemovePermission", "ListVersionsByFunction"};
  constexpr std::string_view kOfUnqualified[] = {"PutFunctionRecursionConfig",
                                                 "GetFunctionRecursionConfig"};
  const auto is_one_of = [&](const auto& names) {
    return std::find(std::begin(names), std::end(names), operation) != std::end(names);
  };
  if (is_one_of(kOfNamespaced)) return kNamespaced;
  return is_one_of(kOfUnqualified) ? kUnqualified : kPlain;
}

void check_function_name(ValidationErrors& errors, std::string_view text,
                         std::string_view qualifier_parameter, const NameRule& rule) {
  const auto refuse = [&](std::string_view value, const char* member, const std::string& why) {
    errors.refuse("'" + std::string(value) + "'", member, why);
  };
  if (text.size() > rule.length_max) {
    refuse(text, "functionName",
           "Member must have length less than or equal to " + std::to_string(rule.length_max));
  }
  Parts parts;
  const bool named = take_apart(text, parts) &&
                     (rule.dots || parts.name.find('.') == std::string_view::npos) &&
                     (rule.qualifier || parts.qualifier.empty());
  if (!named) {
    refuse(text, "functionName",
           "Member must satisfy regular expression pattern: " + std::string(rule.pattern));
  } else if (text.size() <= rule.length_max && parts.name.size() > kMaxNameLength) {
    refuse(parts.name, "functionName", "Member must have length less than or equal to 64");
  }
  if (qualifier_parameter.size() > kMaxQualifierLength) {
    refuse(qualifier_parameter, "qualifier", "Member must have length less than or equal to 128");
  }
  const bool qualified = std::all_of(qualifier_parameter.begin(), qualifier_parameter.end(),
                                     [](char c) { return is_word(c) || c == '$'; });
  if (!qualified) {
    refuse(qualifier_parameter, "qualifier",
           "Member must satisfy regular expression pattern: " + std::string(kQualifierPattern));
  }
}

Result<FunctionName> parse_function_name(const Home& home, std::string_view text,
                                         std::string_view qualifier_parameter,
                                         const NameRule& rule) {
  ValidationErrors errors(Protocol::kRestJson);
  check_function_name(errors, text, qualifier_parameter, rule);
  if (Status valid = errors.verdict(); !valid) return std::move(valid).error();
  Parts parts;
  BRUME_CHECK(take_apart(text, parts));
  if (!parts.region.empty() && parts.region != home.region) {
    return not_found("Functions from '" + std::string(parts.region) +
                     "' are not reachable in this region ('" + home.region + "')");
  }
  const bool disagree = !parts.qualifier.empty() && !qualifier_parameter.empty() &&
                        parts.qualifier != qualifier_parameter;
  if (disagree) {
    return invalid_parameter(
        "The derived qualifier from the function name does not match the specified qualifier.");
  }
  if (!parts.account.empty() && parts.account != home.account_id) {
    return not_found("Function not found: " + std::string(text));
  }
  return FunctionName{std::string(parts.name),
                      std::string(parts.qualifier.empty() ? qualifier_parameter : parts.qualifier)};
}

Error function_not_found(const Home& home, const FunctionName& name) {
  return not_found("Function not found: " + home.function_arn(name.name, name.qualifier));
}

bool is_version_number(std::string_view qualifier) {
  return all(qualifier, is_digit);
}

bool is_alias_name(std::string_view text) {
  return text.size() <= kMaxQualifierLength && all(text, is_word) && !all(text, is_digit);
}

}  // namespace brume::emulator::aws::lambda
