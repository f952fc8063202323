#include "emulator/services/apigateway/event/lambda_proxy_response.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "emulator/text/ascii.h"

namespace brume::emulator::gateway {
namespace {

using JsonKind = JsonReader::Kind;

// Final answers of HTTP. Source: RFC 9110, 15; API Gateway refuses others as malformed.
constexpr int kMinStatus = 200;
constexpr int kMaxStatus = 599;

// Reads one answer. Types that are wrong are remembered, not fatal: without a statusCode the same
// text may be a plain answer of an HTTP API.
class AnswerReader {
 public:
  explicit AnswerReader(std::string_view payload) : reader_(payload) {}

  FunctionAnswer read() {
    if (reader_.peek() != JsonKind::kObject) {
      std::string_view ignored;
      const bool is_json = reader_.skip(ignored) && reader_.at_end();
      answer_.shape = is_json ? FunctionAnswer::Shape::kOther : FunctionAnswer::Shape::kMalformed;
      return std::move(answer_);
    }
    reader_.enter_object();
    std::string name;
    while (reader_.more_members(name)) read_member(name);
    if (reader_.failed() || !reader_.at_end()) return {};
    merge_multi_values();
    answer_.shape = mistyped_ ? FunctionAnswer::Shape::kMalformed : FunctionAnswer::Shape::kProxy;
    if (!answer_.has_status && mistyped_) answer_.shape = FunctionAnswer::Shape::kOther;
    return std::move(answer_);
  }

 private:
  void read_member(const std::string& name) {
    if (name == "statusCode") {
      read_status();
    } else if (name == "headers") {
      read_headers();
    } else if (name == "body") {
      if (const auto text = scalar()) answer_.body = std::move(*text);
    } else if (name == "isBase64Encoded") {
      const auto text = scalar();
      answer_.is_base64 = text == "true";
      mistyped_ = mistyped_ || (text && *text != "true" && *text != "false" && !text->empty());
    } else if (name == "multiValueHeaders") {
      read_multi_values();
    } else if (name == "cookies") {
      read_cookies();
    } else {
      answer_.has_foreign_member = true;
      skip();
    }
  }

  void skip() {
    std::string_view ignored;
    reader_.skip(ignored);
  }

  // A text, or the text of a number or boolean; empty for null. Nothing for objects and arrays,
  // which are wrong wherever this is asked for.
  std::optional<std::string> scalar() {
    std::string text;
    std::string_view raw;
    switch (reader_.peek()) {
      case JsonKind::kString:
        reader_.string(text);
        return text;
      case JsonKind::kNull:
        reader_.literal(raw);
        return text;
      case JsonKind::kNumber:
        reader_.number(raw);
        return std::string(raw);
      case JsonKind::kBoolean:
        reader_.literal(raw);
        return std::string(raw);
      case JsonKind::kObject:
      case JsonKind::kArray:
      case JsonKind::kNone:
        break;
    }
    mistyped_ = true;
    skip();
    return std::nullopt;
  }

  void read_status() {
    const bool null = reader_.peek() == JsonKind::kNull;
    const auto text = scalar();
    if (null) return;
    answer_.has_status = true;
    int status = 0;
    const char* const end = text ? text->data() + text->size() : nullptr;
    const bool number = text && std::from_chars(text->data(), end, status).ptr == end;
    if (number && status >= kMinStatus && status <= kMaxStatus) {
      answer_.status = status;
    } else {
      mistyped_ = true;
    }
  }

  void add(std::string name, std::string value) {
    if (is_safe_header(name, value)) {
      answer_.headers.add(std::move(name), std::move(value));
    } else {
      mistyped_ = true;
    }
  }

  bool enter_object_or_null() {
    if (reader_.peek() == JsonKind::kObject) return reader_.enter_object();
    mistyped_ = mistyped_ || reader_.peek() != JsonKind::kNull;
    skip();
    return false;
  }

  void read_headers() {
    if (!enter_object_or_null()) return;
    std::string name;
    while (reader_.more_members(name)) {
      if (auto value = scalar()) add(name, std::move(*value));
    }
  }

  void read_multi_values() {
    if (!enter_object_or_null()) return;
    std::string name;
    while (reader_.more_members(name)) {
      if (reader_.peek() != JsonKind::kArray) {
        mistyped_ = mistyped_ || reader_.peek() != JsonKind::kNull;
        skip();
        continue;
      }
      reader_.enter_array();
      while (reader_.more_elements()) {
        if (auto value = scalar()) multi_values_.push_back({name, std::move(*value)});
      }
    }
  }

  // Source: API Gateway, "Output format of a Lambda function for proxy integration": "If you
  // specify values for both, API Gateway merges them into a single list", a pair in both counting
  // once. As recorded, the multi values go first, and theirs is the spelling.
  void merge_multi_values() {
    if (multi_values_.empty()) return;
    const http::Headers single = std::exchange(answer_.headers, {});
    http::Headers multi;
    for (const http::Header& header : multi_values_) multi.add(header.name, header.value);
    for (const http::Header& header : single) {
      if (!multi.has(header.name)) answer_.headers.add(header.name, header.value);
    }
    for (std::size_t i = 0; i < multi_values_.size(); ++i) {
      const std::string name = multi_values_[i].name;
      add(name, multi_values_[i].value);
      const bool last = std::none_of(
          multi_values_.begin() + static_cast<std::ptrdiff_t>(i) + 1, multi_values_.end(),
          [&](const http::Header& later) { return equal_ignoring_case(later.name, name); });
      if (last) add_single(name, single, multi);
    }
  }

  // The value beside the multi values of that name, unless it is one of them.
  void add_single(const std::string& name, const http::Headers& single,
                  const http::Headers& multi) {
    const std::vector<std::string_view> values = multi.all(name);
    for (const std::string_view value : single.all(name)) {
      if (std::find(values.begin(), values.end(), value) != values.end()) continue;
      answer_.headers.add(name, std::string(value));
    }
  }

  void read_cookies() {
    if (reader_.peek() != JsonKind::kArray) {
      mistyped_ = mistyped_ || reader_.peek() != JsonKind::kNull;
      skip();
      return;
    }
    reader_.enter_array();
    while (reader_.more_elements()) {
      auto cookie = scalar();
      if (cookie && is_safe_header("Set-Cookie", *cookie)) {
        answer_.cookies.push_back(std::move(*cookie));
      } else {
        mistyped_ = true;
      }
    }
  }

  JsonReader reader_;
  FunctionAnswer answer_;
  std::vector<http::Header> multi_values_;
  bool mistyped_ = false;
};

bool is_token(std::string_view name) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [kMarks](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

}  // namespace

bool is_safe_header(std::string_view name, std::string_view value) {
  return is_token(name) &&
         value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

FunctionAnswer read_answer(std::string_view payload) {
  return AnswerReader(payload).read();
}

}  // namespace brume::emulator::gateway
