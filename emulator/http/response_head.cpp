#include "emulator/http/response_head.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "emulator/text/ascii.h"
#include "emulator/text/swar.h"

namespace brume::emulator::http {
namespace {

constexpr std::array<bool, 256> kTokenBytes = [] {
  std::array<bool, 256> bytes{};
  for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789")) {
    bytes[static_cast<unsigned char>(c)] = true;
  }
  for (unsigned char c = 'a'; c <= 'z'; ++c) bytes[c] = bytes[c - 'a' + 'A'] = true;
  return bytes;
}();

bool is_token(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return kTokenBytes[static_cast<unsigned char>(c)];
  });
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < ' ' && c != '\t') || byte == 127;
}

void append_value(std::string& out, std::string_view value) {
  const auto may_be = [](std::uint64_t word) {
    return byte_scan::has_control(word) || byte_scan::has_byte(word, 127);
  };
  const auto is_special = [](unsigned char c) { return is_control(static_cast<char>(c)); };
  const std::size_t from = out.size();
  const std::size_t first = byte_scan::find_special(value, 0, may_be, is_special);
  out.append(value);
  if (first == value.size()) return;
  std::replace_if(out.begin() + static_cast<std::ptrdiff_t>(from), out.end(), is_control, ' ');
}

void append_number(std::string& out, std::uint64_t number) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

enum class Owner { kCaller, kDate, kLength, kServer };

// Whose a header is. By length first: it is asked for every header of every answer.
Owner owner_of(std::string_view name) {
  const auto is = [&](std::string_view other) { return equal_ignoring_case(name, other); };
  switch (name.size()) {
    case 4:
      return is("Date") ? Owner::kDate : Owner::kCaller;
    case 7:
      return is("Trailer") || is("Upgrade") ? Owner::kServer : Owner::kCaller;
    case 10:
      return is("Connection") || is("Keep-Alive") ? Owner::kServer : Owner::kCaller;
    case 14:
      return is("Content-Length") ? Owner::kLength : Owner::kCaller;
    case 17:
      return is("Transfer-Encoding") ? Owner::kServer : Owner::kCaller;
    default:
      return Owner::kCaller;
  }
}

}  // namespace

std::string_view reason_of(int status) {
  struct Named {
    int status;
    std::string_view reason;
  };
  // RFC 9110 (15) and 6585; in the order of their numbers.
  static constexpr Named kReasons[] = {
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {203, "Non-Authoritative Information"},
      {204, "No Content"},
      {205, "Reset Content"},
      {206, "Partial Content"},
      {207, "Multi-Status"},
      {300, "Multiple Choices"},
      {301, "Moved Permanently"},
      {302, "Found"},
      {303, "See Other"},
      {304, "Not Modified"},
      {307, "Temporary Redirect"},
      {308, "Permanent Redirect"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {402, "Payment Required"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {406, "Not Acceptable"},
      {407, "Proxy Authentication Required"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {410, "Gone"},
      {411, "Length Required"},
      {412, "Precondition Failed"},
      {413, "Content Too Large"},
      {414, "URI Too Long"},
      {415, "Unsupported Media Type"},
      {416, "Range Not Satisfiable"},
      {417, "Expectation Failed"},
      {418, "I'm a teapot"},
      {421, "Misdirected Request"},
      {422, "Unprocessable Content"},
      {424, "Failed Dependency"},
      {426, "Upgrade Required"},
      {428, "Precondition Required"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {451, "Unavailable For Legal Reasons"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {502, "Bad Gateway"},
      {503, "Service Unavailable"},
      {504, "Gateway Timeout"},
      {505, "HTTP Version Not Supported"},
      {507, "Insufficient Storage"},
      {511, "Network Authentication Required"},
  };
  const auto* const found =
      std::lower_bound(std::begin(kReasons), std::end(kReasons), status,
                       [](const Named& named, int wanted) { return named.status < wanted; });
  const bool known = found != std::end(kReasons) && found->status == status;
  return known ? found->reason : std::string_view();
}

void append_response_head(std::string& out, int status, const Headers& headers,
                          const AnswerShape& shape, std::string_view date) {
  if (status == 200) {  // nearly every answer
    out.append("HTTP/1.1 200 OK\r\n");
  } else {
    out.append("HTTP/1.1 ");
    append_number(out, static_cast<std::uint64_t>(status));
    out.append(" ").append(reason_of(status)).append("\r\n");
  }
  bool dated = false;
  bool measured = false;
  for (const Header& header : headers) {
    const Owner owner = owner_of(header.name);
    if (owner == Owner::kServer) continue;
    if (owner == Owner::kLength) {
      if (!shape.to_head || measured || !is_digits(header.value)) continue;
      measured = true;
    }
    if (owner == Owner::kDate) dated = true;
    if (!is_token(header.name)) continue;
    out.append(header.name).append(": ");
    append_value(out, header.value);
    out.append("\r\n");
  }
  if (!dated) out.append("Date: ").append(date).append("\r\n");
  if (shape.framing == AnswerFraming::kLength && !measured) {
    out.append("Content-Length: ");
    append_number(out, shape.length);
    out.append("\r\n");
  }
  if (shape.framing == AnswerFraming::kChunked) out.append("Transfer-Encoding: chunked\r\n");
  if (!shape.keep_alive) {
    out.append("Connection: close\r\n");
  } else if (shape.old_client) {
    out.append("Connection: keep-alive\r\n");
  }
  out.append("\r\n");
}

std::string http_date(WallTime at) {
  static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
  char text[64];
  const int length = std::snprintf(
      text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d GMT",
      kDays[std::chrono::weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
      kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
      static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
      static_cast<int>(time.seconds().count()));
  return std::string(text, static_cast<std::size_t>(length));
}

}  // namespace brume::emulator::http
