// A streamed HTTP answer: its status and headers first, then its body piece by piece. For function
// URLs with InvokeMode: RESPONSE_STREAM.
//
//   void count(const brume::FunctionUrlRequest&, brume::ResponseStream& stream) {
//     brume::begin_http_stream(stream, {200, {{"Content-Type", "text/plain"}}, {}});
//     for (int i = 0; i < 10; ++i) stream.write(std::to_string(i) + "\n");
//   }
//   BRUME_HANDLER(handler, count)
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <brume/events/http.hpp>

namespace brume {

struct HttpStreamHead {
  int status_code = 200;
  StringMap headers;
  std::vector<std::string> cookies;  // whole Set-Cookie values
};

// What separates the head from the body, and says that there is a head at all.
// Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html
inline constexpr std::string_view kHttpStreamContentType =
    "application/vnd.awslambda.http-integration-response";
inline constexpr std::size_t kHttpStreamSeparatorBytes = 8;

// REQUIRES: nothing was written to the stream yet. False when the client is gone.
inline bool begin_http_stream(ResponseStream& stream, const HttpStreamHead& head) {
  json prelude = {{"statusCode", head.status_code}, {"headers", head.headers}};
  if (!head.cookies.empty()) prelude["cookies"] = head.cookies;
  stream.content_type(std::string(kHttpStreamContentType));
  return stream.write(prelude.dump() + std::string(kHttpStreamSeparatorBytes, '\0'));
}

}  // namespace brume
