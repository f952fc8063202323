// Structured logging: a message and named values, one line each, on standard output.
//
//   brume::log::info("order placed", {{"orderId", "42"}, {"total", 12.5}, {"items", order_json}});
//
// As text, tab separated:  2026-01-31T12:00:00.000Z <request id> INFO order placed orderId=42 …
// or, where the function's LogFormat is JSON (AWS_LAMBDA_LOG_FORMAT), as AWS's runtimes write it:
//   {"timestamp":"…","level":"INFO","requestId":"…","message":"order placed","orderId":"42",…}
// AWS_LAMBDA_LOG_LEVEL names the lowest level that is written; without it everything is, in JSON
// everything from INFO. Both are read once. Any thread may log; a line is one write(2), whole.
#pragma once

#include <unistd.h>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

#include <brume/request_id.hpp>
#include <brume/time.hpp>

namespace brume::log {

enum class Level { kTrace, kDebug, kInfo, kWarn, kError, kFatal };

inline std::string_view level_name(Level level) {
  constexpr std::string_view kNames[] = {"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"};
  return kNames[static_cast<std::size_t>(level)];
}

namespace detail {

// How many bytes the UTF-8 character at the front of `text` has; 0 when there is none.
inline std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return static_cast<unsigned>(static_cast<unsigned char>(text[i]));
  };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const unsigned second = byte(1);
  const bool too_long = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool no_character = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);
  return too_long || no_character ? 0 : length;
}

// Appends `text` so that it stays on one line and is UTF-8; `quotes` also escapes " and \.
inline void append_escaped(std::string& out, std::string_view text, bool quotes) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const char c = text.front();
    if (length == 0) {
      out += "\xEF\xBF\xBD";  // U+FFFD for a byte that is no character
    } else if (quotes && (c == '"' || c == '\\')) {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == '\x7F') {
      char code[8];
      std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(c));
      out += code;
    } else {
      out.append(text.substr(0, length));
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
}

inline std::string json_quoted(std::string_view text) {
  std::string out = "\"";
  append_escaped(out, text, true);
  return out += '"';
}

template <typename T, typename = void>
inline constexpr bool has_dump = false;
template <typename T>
inline constexpr bool has_dump<T, std::void_t<decltype(std::declval<const T&>().dump())>> = true;

}  // namespace detail

// A named value: text, a number, a bool, null, or a json.
class Field {
 public:
  template <typename T>
  Field(std::string_view name, const T& value) : name_(name), json_(json_text(value)) {}

  std::string_view name() const { return name_; }
  const std::string& json() const { return json_; }
  // As it stands in a text line: bare where that is clear, else quoted.
  std::string text() const {
    if (json_.size() < 3 || json_.front() != '"') return json_;
    const std::string_view inner = std::string_view(json_).substr(1, json_.size() - 2);
    return inner.find_first_of(" =\\") == std::string_view::npos ? std::string(inner) : json_;
  }

 private:
  template <typename T>
  static std::string json_text(const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      return value ? "true" : "false";
    } else if constexpr (std::is_null_pointer_v<T>) {
      return "null";
    } else if constexpr (std::is_arithmetic_v<T>) {
      if constexpr (std::is_floating_point_v<T>) {
        if (!std::isfinite(value)) return "null";
      }
      char digits[64];
      return std::string(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
    } else if constexpr (detail::has_dump<T>) {
      return value.dump();
    } else {
      return detail::json_quoted(std::string_view(value));
    }
  }

  std::string_view name_;
  std::string json_;
};

using Fields = std::initializer_list<Field>;

namespace detail {

struct Settings {
  bool json = false;
  Level lowest = Level::kTrace;
};

// The values of AWS_LAMBDA_LOG_FORMAT and AWS_LAMBDA_LOG_LEVEL; null when they are not set.
inline Settings settings_from(const char* format, const char* level) {
  Settings settings;
  settings.json = format != nullptr && std::string_view(format) == "JSON";
  if (settings.json) settings.lowest = Level::kInfo;
  for (int i = 0; level != nullptr && i <= static_cast<int>(Level::kFatal); ++i) {
    if (level_name(static_cast<Level>(i)) == level) settings.lowest = static_cast<Level>(i);
  }
  return settings;
}

inline const Settings& settings() {
  static const Settings kSettings =
      settings_from(std::getenv("AWS_LAMBDA_LOG_FORMAT"), std::getenv("AWS_LAMBDA_LOG_LEVEL"));
  return kSettings;
}

inline std::string iso_time(std::chrono::system_clock::time_point time) {
  const auto since = std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch());
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
  const std::time_t clock = seconds.count();
  std::tm parts = {};
  gmtime_r(&clock, &parts);
  char text[32];
  const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  std::snprintf(text + length, sizeof text - length, ".%03dZ",
                static_cast<int>((since - seconds).count()));
  return text;
}

struct Entry {
  std::chrono::system_clock::time_point time;
  std::string request_id;
  Level level;
  std::string_view message;
};

inline std::string text_line(const Entry& entry, Fields fields) {
  std::string line = iso_time(entry.time) + '\t' + entry.request_id + '\t';
  line.append(level_name(entry.level)) += '\t';
  append_escaped(line, entry.message, false);
  for (const Field& field : fields) {
    line += ' ';
    append_escaped(line, field.name(), false);
    line += '=' + field.text();
  }
  return line += '\n';
}

// A field of yours that has the name of one of AWS's is written with a `_` behind it.
inline std::string json_line(const Entry& entry, Fields fields) {
  std::string line = "{\"timestamp\":\"" + iso_time(entry.time) + "\",\"level\":\"";
  line.append(level_name(entry.level)) += '"';
  if (!entry.request_id.empty()) line += ",\"requestId\":" + json_quoted(entry.request_id);
  line += ",\"message\":" + json_quoted(entry.message);
  for (const Field& field : fields) {
    std::string name(field.name());
    for (const char* taken : {"timestamp", "level", "requestId", "message"}) {
      if (name == taken) name += '_';
    }
    line += ',' + json_quoted(name) + ':' + field.json();
  }
  return line += "}\n";
}

inline void write_whole(int fd, std::string_view line) {
  while (!line.empty()) {
    const ssize_t count = ::write(fd, line.data(), line.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return;  // nobody reads the log: not the handler's failure
    line.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace detail

// Whether lines of this level are written: ask before preparing costly values.
inline bool enabled(Level level) {
  return level >= detail::settings().lowest;
}

inline void write(Level level, std::string_view message, Fields fields = {}) {
  if (!enabled(level)) return;
  const detail::Entry entry{now(), current_request_id(), level, message};
  detail::write_whole(STDOUT_FILENO, detail::settings().json ? detail::json_line(entry, fields)
                                                             : detail::text_line(entry, fields));
}

inline void trace(std::string_view message, Fields fields = {}) {
  write(Level::kTrace, message, fields);
}
inline void debug(std::string_view message, Fields fields = {}) {
  write(Level::kDebug, message, fields);
}
inline void info(std::string_view message, Fields fields = {}) {
  write(Level::kInfo, message, fields);
}
inline void warn(std::string_view message, Fields fields = {}) {
  write(Level::kWarn, message, fields);
}
inline void error(std::string_view message, Fields fields = {}) {
  write(Level::kError, message, fields);
}
inline void fatal(std::string_view message, Fields fields = {}) {
  write(Level::kFatal, message, fields);
}

}  // namespace brume::log
