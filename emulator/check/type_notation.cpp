#include "emulator/check/type_notation.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "emulator/text/ascii.h"

namespace brume::emulator::check {
namespace {

// One notation read from front to back.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Notation read() {
    Notation notation;
    const char first = text_.empty() ? 'j' : text_.front();
    if (first == '.' || first == 'A') {
      notation.kind = Notation::Kind::kStruct;
      notation.of = text_;
      return notation;
    }
    text_.remove_prefix(text_.empty() ? 0 : 1);
    notation.kind = kind_of(first);
    if (first == '{') notation.of = text_;
    if (first == '{') return notation;
    notation.bounds = bounds();
    if (first == '[') {
      notation.of = text_;
    } else if (text_.starts_with('[')) {
      const std::size_t close = text_.rfind(']');
      notation.characters = text_.substr(1, close - 1);
    } else if (text_.starts_with('(')) {
      values(notation);
    }
    return notation;
  }

 private:
  static Notation::Kind kind_of(char c) {
    switch (c) {
      case 's':
        return Notation::Kind::kText;
      case 'i':
        return Notation::Kind::kInteger;
      case 'n':
        return Notation::Kind::kNumber;
      case 'b':
        return Notation::Kind::kBoolean;
      case '[':
        return Notation::Kind::kList;
      case '{':
        return Notation::Kind::kMap;
      default:
        return Notation::Kind::kAnything;
    }
  }

  std::optional<double> number() {
    double value = 0;
    const auto end =
        std::from_chars(text_.data(), text_.data() + text_.size(), value, std::chars_format::fixed);
    if (end.ec != std::errc()) return {};
    // "1." of "1..9" is read as a number.
    auto length = static_cast<std::size_t>(end.ptr - text_.data());
    if (text_.substr(0, length).ends_with('.')) --length;
    text_.remove_prefix(length);
    return value;
  }

  std::optional<Bounds> bounds() {
    const auto min = number();
    if (!min || !text_.starts_with("..")) return {};
    text_.remove_prefix(2);
    const auto max = number();
    return Bounds{*min, max.value_or(*min)};
  }

  void values(Notation& notation) {
    std::string value;
    for (std::size_t i = 1; i < text_.size(); ++i) {
      const char c = text_[i];
      if (c == '|' || c == ')') {
        notation.values.push_back(std::move(value));
        value.clear();
      } else if (c == '%' && i + 2 < text_.size()) {
        unsigned code = 0;
        std::from_chars(text_.data() + i + 1, text_.data() + i + 3, code, 16);
        value += static_cast<char>(code);
        i += 2;
      } else {
        value += c;
      }
    }
  }

  std::string_view text_;
};

std::optional<double> to_number(const Value& value) {
  if (value.is_int()) return static_cast<double>(value.as_int());
  if (value.is_float()) return value.as_float();
  if (!value.is_string()) return {};
  const std::string& text = value.as_string();
  double number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || end.ec != std::errc() || end.ptr != text.data() + text.size()) return {};
  return number;
}

std::string number_text(double number) {
  if (std::nearbyint(number) == number && std::abs(number) < 1e15) {
    return std::to_string(static_cast<long long>(number));
  }
  return Value(number).text();
}

bool allows(std::string_view characters, char c) {
  for (std::size_t i = 0; i < characters.size(); ++i) {
    if (i > 0 && characters[i] == '-' && i + 1 < characters.size()) {
      if (characters[i - 1] <= c && c <= characters[i + 1]) return true;
    } else if (characters[i] == c) {
      return true;
    }
  }
  return false;
}

// A member of a list of words that a program wrote: "A, B, C".
std::string listed(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += (text.empty() ? "" : ", ") + value;
  return text;
}

}  // namespace

std::vector<Notation> read_notation(std::string_view text) {
  std::vector<Notation> all;
  std::size_t begin = 0;
  int depth = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : '|';
    if (c == '(') ++depth;
    if (c == ')') --depth;
    if (c != '|' || (depth > 0 && i < text.size())) continue;
    all.push_back(Reader(text.substr(begin, i - begin)).read());
    begin = i + 1;
  }
  return all;
}

std::string expectation(const Notation& notation) {
  const std::string range = notation.bounds ? " from " + number_text(notation.bounds->min) +
                                                  " to " + number_text(notation.bounds->max)
                                            : std::string();
  if (!notation.values.empty()) return "one of " + listed(notation.values);
  switch (notation.kind) {
    case Notation::Kind::kText:
      return "a string";
    case Notation::Kind::kInteger:
      return "an integer" + range;
    case Notation::Kind::kNumber:
      return "a number" + range;
    case Notation::Kind::kBoolean:
      return "true or false";
    case Notation::Kind::kList:
      return "a list";
    case Notation::Kind::kMap:
    case Notation::Kind::kStruct:
      return "a map";
    case Notation::Kind::kAnything:
      break;
  }
  return "a value";
}

bool has_kind(const Value& value, const Notation& notation) {
  switch (notation.kind) {
    case Notation::Kind::kText:
      return value.is_scalar();
    case Notation::Kind::kInteger: {
      const auto number = to_number(value);
      return number && std::nearbyint(*number) == *number;
    }
    case Notation::Kind::kNumber:
      return to_number(value).has_value();
    case Notation::Kind::kBoolean: {
      if (value.is_bool()) return true;
      const std::string text = value.is_string() ? lower_case(value.as_string()) : "";
      return text == "true" || text == "false";
    }
    case Notation::Kind::kAnything:
      return true;
    case Notation::Kind::kList:
    case Notation::Kind::kMap:
    case Notation::Kind::kStruct:
      break;
  }
  return false;
}

ValueError measure(const Value& value, const Notation& notation) {
  using About = ValueError::About;
  const std::string text = value.text();
  if (!notation.values.empty() &&
      std::find(notation.values.begin(), notation.values.end(), text) == notation.values.end()) {
    return {About::kValues};
  }
  const bool is_text = notation.kind == Notation::Kind::kText;
  if (notation.bounds) {
    const double size = is_text ? static_cast<double>(text.size()) : to_number(value).value_or(0);
    if (size < notation.bounds->min || size > notation.bounds->max) {
      return {is_text ? About::kLength : About::kRange};
    }
  }
  const bool fits =
      notation.characters.empty() ||
      std::all_of(text.begin(), text.end(), [&](char c) { return allows(notation.characters, c); });
  return {fits ? About::kNothing : About::kCharacters};
}

std::string name_rule(const Notation& notation) {
  std::string text;
  if (notation.bounds)
    text = number_text(notation.bounds->min) + " to " + number_text(notation.bounds->max);
  if (notation.characters.empty()) return text + " characters";
  std::string signs;
  std::string words;
  for (std::size_t i = 0; i < notation.characters.size(); ++i) {
    const std::string_view rest = notation.characters.substr(i);
    if (rest.starts_with("a-z")) words += words.empty() ? "letters" : "";
    if (rest.starts_with("A-Z")) words = "letters";
    if (rest.starts_with("0-9")) words += words.empty() ? "digits" : ", digits";
    const bool range = rest.size() > 2 && rest[1] == '-' && i > 0;
    if (range || (rest.size() > 2 && rest[1] == '-' && rest[0] != '-')) {
      i += 2;
      continue;
    }
    signs += std::string(signs.empty() ? "" : " ") + rest[0];
  }
  if (!signs.empty()) words += std::string(words.empty() ? "" : " and ") + "`" + signs + "`";
  return text + " " + words;
}

}  // namespace brume::emulator::check
