#include "emulator/pattern/validate_matchers.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "emulator/template/model/did_you_mean.h"
#include "emulator/template/model/intrinsic.h"

namespace brume::emulator::pattern {
namespace {

// Source: the numbers EventBridge compares.
constexpr double kNumberMax = 5e9;

using Check = PatternError (*)(const Value& value);

struct MatchType {
  std::string_view name;
  Check check;
};

PatternError fine() {
  return {};
}

bool is_number(const Value& value) {
  return value.is_int() || value.is_float();
}

double number_of(const Value& value) {
  return value.is_int() ? static_cast<double>(value.as_int()) : value.as_float();
}

PatternError check_wildcard(const Value& value) {
  if (!value.is_string()) return {&value, "wildcard match pattern must be a string"};
  const std::string& text = value.as_string();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      const char next = i + 1 < text.size() ? text[i + 1] : '\0';
      if (next != '*' && next != '\\') {
        return {&value, "Invalid escape character at pos " + std::to_string(i),
                "only `\\*` and `\\\\` are escapes"};
      }
      ++i;
    } else if (text[i] == '*' && i + 1 < text.size() && text[i + 1] == '*') {
      return {&value, "Consecutive wildcard characters at pos " + std::to_string(i)};
    }
  }
  return fine();
}

PatternError check_text(const Value& value) {
  if (value.is_string()) return fine();
  return {&value, "equals-ignore-case match pattern must be a string"};
}

// {"prefix": "a"} or {"prefix": {"equals-ignore-case": "A"}}
PatternError check_affix(const Value& value) {
  if (value.is_string()) return fine();
  const Value* folded = value.find("equals-ignore-case");
  if (folded != nullptr && value.members().size() == 1) return check_text(*folded);
  return {&value, "prefix and suffix match patterns must be a string"};
}

PatternError check_exists(const Value& value) {
  if (value.is_bool()) return fine();
  return {&value, "exists match pattern must be either true or false."};
}

PatternError check_cidr(const Value& value) {
  if (!value.is_string()) return {&value, "CIDR match pattern must be a string"};
  const std::string& text = value.as_string();
  const std::size_t slash = text.find('/');
  const std::string address = text.substr(0, slash);
  unsigned char bytes[16];
  const bool four = inet_pton(AF_INET, address.c_str(), bytes) == 1;
  const bool six = !four && inet_pton(AF_INET6, address.c_str(), bytes) == 1;
  int bits = four ? 32 : 128;
  if (slash != std::string::npos) {
    const char* begin = text.data() + slash + 1;
    const char* end = text.data() + text.size();
    int given = -1;
    const auto read = std::from_chars(begin, end, given);
    if (read.ec != std::errc() || read.ptr != end || given < 0 || given > bits) bits = -1;
  }
  if ((four || six) && bits >= 0) return fine();
  return {&value, "Malformed CIDR, `" + text + "`", "write `10.0.0.0/24`"};
}

// [">", 0, "<=", 5]: one comparison, or the lower bound and then the upper one.
PatternError check_numeric(const Value& value) {
  if (!value.is_list()) return {&value, "numeric match pattern must be a list"};
  const Value::List& items = value.items();
  constexpr std::string_view kOperators[] = {"=", "<", "<=", ">", ">="};
  if (items.empty()) return {&value, "Invalid member in numeric match: an operator is missing"};
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i % 2 == 0) {
      const bool known =
          items[i].is_string() && std::find(std::begin(kOperators), std::end(kOperators),
                                            items[i].as_string()) != std::end(kOperators);
      if (!known) {
        return {&items[i], "Unrecognized numeric range operator", "one of =, <, <=, >, >="};
      }
      if (i + 1 == items.size()) {
        return {&items[i], "Value of " + items[i].as_string() + " must be numeric: it is missing"};
      }
    } else if (!is_number(items[i])) {
      return {&items[i], "Value of " + items[i - 1].text() + " must be numeric",
              items[i].is_string() ? "without quotes" : ""};
    } else if (std::abs(number_of(items[i])) > kNumberMax) {
      return {&items[i], "Value must be between -5.0E9 and 5.0E9"};
    }
  }
  if (items.size() == 2) return fine();
  const std::string& low = items[0].as_string();
  const std::string& high = items[2].as_string();
  if (items.size() > 4 || !low.starts_with('>') || !high.starts_with('<')) {
    return {&value, "Too many elements in numeric expression, or in the wrong order",
            "the lower bound and then the upper one: [\">\", 0, \"<=\", 5]"};
  }
  if (number_of(items[1]) < number_of(items[3])) return fine();
  return {&items[3], "Bottom must be less than top: no number is between " + items[1].text() +
                         " and " + items[3].text()};
}

PatternError check_anything_but(const Value& value);

constexpr MatchType kTypes[] = {
    {"prefix", check_affix},
    {"suffix", check_affix},
    {"equals-ignore-case", check_text},
    {"anything-but", check_anything_but},
    {"numeric", check_numeric},
    {"cidr", check_cidr},
    {"exists", check_exists},
    {"wildcard", check_wildcard},
};

// "x", 5, ["x", "y"], or {"prefix": …} and its like, of one text or of a list of them.
PatternError check_anything_but(const Value& value) {
  if (value.is_string() || is_number(value)) return fine();
  if (value.is_list()) {
    if (value.items().empty()) return {&value, "Empty arrays are not allowed"};
    const bool texts = value.items().front().is_string();
    for (const Value& item : value.items()) {
      if (is_intrinsic(item)) continue;
      if (!item.is_string() && !is_number(item)) {
        return {&item, "Inside anything but list, start|null|boolean is not supported."};
      }
      if (item.is_string() != texts) {
        return {&item,
                "Inside anything but list, either all values are number or string, "
                "mixed type is not supported"};
      }
    }
    return fine();
  }
  if (!value.is_map() || value.members().size() != 1) {
    return {&value, "Value of anything-but must be an array or single string/number value."};
  }
  const Value::Member& inner = value.members().front();
  constexpr std::string_view kInner[] = {"prefix", "suffix", "equals-ignore-case", "wildcard"};
  if (std::find(std::begin(kInner), std::end(kInner), inner.key) == std::end(kInner)) {
    return {&value, "Unsupported anything-but pattern: " + inner.key,
            suggestion(inner.key, kInner)};
  }
  const auto check = [&inner](const Value& text) {
    if (inner.key == "wildcard") return check_wildcard(text);
    return inner.key == "equals-ignore-case" ? check_text(text) : check_affix(text);
  };
  if (!inner.value.is_list()) return check(inner.value);
  if (inner.value.items().empty()) return {&inner.value, "Empty arrays are not allowed"};
  for (const Value& item : inner.value.items()) {
    if (PatternError objection = check(item); objection.where != nullptr) return objection;
  }
  return fine();
}

}  // namespace

PatternError object_to_match(const Value& match) {
  if (match.members().size() != 1) {
    return {&match, match.members().empty() ? "Empty match expression is not allowed"
                                            : "Only one key allowed in match expression"};
  }
  const Value::Member& member = match.members().front();
  std::vector<std::string_view> names;
  for (const MatchType& type : kTypes) {
    if (type.name == member.key) return type.check(member.value);
    names.push_back(type.name);
  }
  return {&match, "Unrecognized match type " + member.key, suggestion(member.key, names)};
}

}  // namespace brume::emulator::pattern
