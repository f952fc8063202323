#include "emulator/services/apigateway/event/request_ids.h"

#include <algorithm>

#include "emulator/services/apigateway/event/aws_time.h"
#include "emulator/services/apigateway/event/lambda_proxy_response.h"

namespace brume::emulator::gateway {
namespace {

constexpr std::size_t kMaxTraceBytes = 512;
constexpr std::size_t kRootBytes = 40;
constexpr std::size_t kParentBytes = 34;
constexpr std::size_t kLineageBytes = 24;  // the invoker adds one of the first call

// Fifteen characters of base64url and "=": what API Gateway makes of eleven bytes.
std::string gateway_id(Ids& ids) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string id(16, '=');
  for (std::size_t half = 0; half < 15; half += 8) {
    std::uint64_t bits = ids.next();
    for (std::size_t i = half; i < std::min<std::size_t>(half + 8, 15); ++i) {
      id[i] = kAlphabet[bits & 63];
      bits >>= 6;
    }
  }
  return id;
}

std::string new_trace(WallTime at, Ids& ids) {
  std::string trace;
  trace.reserve(kRootBytes);
  trace = "Root=1-";
  auto seconds = static_cast<std::uint64_t>(epoch_s(at));
  char digits[8];
  for (int i = 7; i >= 0; --i) {
    digits[i] = "0123456789abcdef"[seconds & 15];
    seconds >>= 4;
  }
  trace.append(digits, sizeof digits);
  trace += '-';
  ids.append_hex(trace, 24);
  return trace;
}

}  // namespace

RequestIds new_request_ids(ApiKind kind, const http::RequestHead& head, WallTime at, Ids& ids) {
  RequestIds made;
  made.request = kind == ApiKind::kHttp ? gateway_id(ids) : ids.uuid();
  if (kind == ApiKind::kRest) made.extended = gateway_id(ids);
  const std::string* const sent = head.headers.find("x-amzn-trace-id");
  const bool usable = sent != nullptr && sent->starts_with("Root=") &&
                      sent->size() <= kMaxTraceBytes && is_safe_header("X-Amzn-Trace-Id", *sent);
  made.trace = usable ? *sent : new_trace(at, ids);
  return made;
}

std::string trace_header(const std::string& trace, Ids& ids) {
  if (trace.find(';') != std::string::npos) return trace;
  std::string header;
  header.reserve(trace.size() + kParentBytes + kLineageBytes);
  header.append(trace).append(";Parent=");
  ids.append_hex(header, 16);
  header += ";Sampled=1";
  return header;  // with the room it has
}

}  // namespace brume::emulator::gateway
