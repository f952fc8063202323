// Streams its answer: the client sees each line when it is written, not when the last one is.
// Event: {"lines": 5, "pauseMs": 0}; both may be left out. `page` and `broken` are handlers of
// their own.
#include <brume/events/api_gateway_v2.hpp>
#include <brume/events/http_stream.hpp>
#include <chrono>
#include <thread>

namespace {

void count_down(const brume::json& event, brume::ResponseStream& stream) {
  const int lines = event.value("lines", 5);
  const std::chrono::milliseconds pause(event.value("pauseMs", 0));
  stream.content_type("text/plain; charset=utf-8");
  for (int left = lines; left > 0; --left) {
    if (!stream.write(std::to_string(left) + "\n")) return;  // the client is gone
    std::this_thread::sleep_for(pause);
  }
  stream.write("lift-off\n");
}

// The same as a function URL's page: status and headers first.
void write_page(const brume::FunctionUrlRequest& request, brume::ResponseStream& stream) {
  brume::begin_http_stream(stream, {200, {{"Content-Type", "text/html; charset=utf-8"}}, {}});
  for (int left = 3; left > 0; --left) stream.write("<p>" + std::to_string(left) + "</p>\n");
  stream.write("<p>" + request.raw_path + " has lifted off</p>\n");
}

// Ends in the middle: what a client sees of an answer whose handler fails.
void break_off(const brume::json& event, brume::ResponseStream& stream) {
  stream.write("the first half, ");
  throw brume::Error("Stream.BrokenOff", event.value("message", "the second half is missing"));
}

}  // namespace

BRUME_HANDLER(handler, count_down)
BRUME_HANDLER(page, write_page)
BRUME_HANDLER(broken, break_off)
