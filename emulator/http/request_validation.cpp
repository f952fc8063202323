#include "emulator/http/request_validation.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "emulator/text/ascii.h"

namespace brume::emulator::http {
namespace {

constexpr int kFine = 0;
constexpr int kMalformedHead = 400;
constexpr int kNotImplemented = 501;

bool is_decimal(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// uri-host [":" port] of RFC 3986, by its characters; empty is allowed.
bool is_authority(std::string_view text) {
  constexpr std::string_view kOthers = "-._~%!$&'()*+;=:[]";
  return std::all_of(text.begin(), text.end(), [&](char c) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return plain || kOthers.find(c) != std::string_view::npos;
  });
}

// The text behind "http://" or "https://"; null data when there is none.
std::string_view behind_scheme(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (target.size() >= scheme.size() &&
        equal_ignoring_case(target.substr(0, scheme.size()), scheme)) {
      return target.substr(scheme.size());
    }
  }
  return {};
}

}  // namespace

int judge_framing(const FramingHeaders& met, int version_minor, Framing& framing) {
  if (met.encodings > 0) {
    // RFC 9112 (6.1, 6.3): with a length, twice, or in HTTP/1.0 somebody means to confuse.
    if (met.encodings > 1 || met.lengths > 0 || version_minor == 0) return kMalformedHead;
    if (!equal_ignoring_case(met.encoding, "chunked")) {
      const std::size_t comma = met.encoding.rfind(',');
      if (comma == std::string_view::npos) return kMalformedHead;
      std::string_view last = met.encoding.substr(comma + 1);
      last.remove_prefix(std::min(last.find_first_not_of(" \t"), last.size()));
      // Some other coding below chunked: well-formed, and nothing that we can decode.
      return equal_ignoring_case(last, "chunked") ? kNotImplemented : kMalformedHead;
    }
    framing.body = BodyFraming::kChunked;
    return kFine;
  }
  if (met.lengths == 0) return kFine;
  if (met.lengths > 1 || !is_decimal(met.length)) return kMalformedHead;
  const char* const end = met.length.data() + met.length.size();
  const auto read = std::from_chars(met.length.data(), end, framing.length);
  if (read.ec != std::errc() || read.ptr != end) return kMalformedHead;
  if (framing.length > 0) framing.body = BodyFraming::kLength;
  return kFine;
}

int judge_target(RequestHead& head, Framing& framing) {
  if (head.target.front() == '/') return kFine;
  if (head.target == "*") {
    if (head.method != "OPTIONS") return kMalformedHead;
    framing.whole_server = true;
    head.target = "/";
    return kFine;
  }
  const std::string_view rest = behind_scheme(head.target);
  const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  const std::string authority(rest.substr(0, end));
  if (authority.empty() || !is_authority(authority)) return kMalformedHead;
  std::string target(rest.substr(end));
  if (target.empty() || target.front() != '/') target.insert(target.begin(), '/');
  head.headers.set("Host", authority);
  head.target = std::move(target);
  return kFine;
}

int judge_host(const FramingHeaders& met, const RequestHead& head) {
  if (met.hosts == 0) return head.version_minor == 0 ? kFine : kMalformedHead;
  if (met.hosts > 1) return kMalformedHead;
  return is_authority(*head.headers.find("Host")) ? kFine : kMalformedHead;
}

}  // namespace brume::emulator::http
