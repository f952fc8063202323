#include "tests/unit/aws/memory_exchange.h"

#include "emulator/text/split.h"

namespace brume::emulator::aws::testing {

MemoryExchange::MemoryExchange(std::string_view text) {
  const std::size_t blank = text.find("\n\n");
  std::string_view lines = text.substr(0, blank);
  if (blank != std::string_view::npos) body_ = text.substr(blank + 2);
  const std::vector<std::string_view> split_lines = split(lines, '\n');
  const std::size_t space = split_lines.front().find(' ');
  head_.method = split_lines.front().substr(0, space);
  head_.target = split_lines.front().substr(space + 1);
  for (std::size_t i = 1; i < split_lines.size(); ++i) {
    const std::size_t colon = split_lines[i].find(": ");
    BRUME_CHECK(colon != std::string_view::npos);
    head_.headers.add(std::string(split_lines[i].substr(0, colon)),
                      std::string(split_lines[i].substr(colon + 2)));
  }
  if (!head_.headers.has("Host")) head_.headers.add("Host", "localhost:4566");
}

void MemoryExchange::read_body(std::size_t limit_bytes, Callback<void(Result<std::string>)> done) {
  if (body_.size() > limit_bytes) return done(Error{Error::Code::kPayloadTooLarge, "too large"});
  done(body_);
}

void MemoryExchange::read_stream(std::shared_ptr<http::BodySink> sink) {
  const std::size_t piece = piece_bytes == 0 ? body_.size() : piece_bytes;
  for (std::size_t at = 0; at < body_.size(); at += piece) {
    sink->on_data(std::string_view(body_).substr(at, piece));
  }
  if (!breaks_off) return sink->on_end();
  sink->on_broken(Error{Error::Code::kUnavailable, "the client has gone"});
}

void MemoryExchange::respond(http::Response answer) {
  ++answers;
  response = std::move(answer);
}

void MemoryExchange::begin(http::ResponseHead head) {
  ++answers;
  streamed = true;
  response.status = head.status;
  response.headers = std::move(head.headers);
}

bool MemoryExchange::write(std::string_view data) {
  BRUME_CHECK(streamed && !ended);
  response.body += data;
  return !slow;
}

void MemoryExchange::end() {
  BRUME_CHECK(streamed && !ended);
  ended = true;
  drained = nullptr;
}

std::string MemoryExchange::header(std::string_view name) const {
  const std::string* const value = response.headers.find(name);
  return value == nullptr ? std::string() : *value;
}

std::shared_ptr<MemoryExchange> send(Endpoint& endpoint, std::string_view text) {
  auto exchange = std::make_shared<MemoryExchange>(text);
  endpoint.handle(exchange);
  return exchange;
}

}  // namespace brume::emulator::aws::testing
