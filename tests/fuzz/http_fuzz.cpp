// What a client may send to the HTTP server: any bytes, in any pieces. The first byte of the input
// says how large the pieces are, the second how the server's side behaves; the rest is the stream.
// Nothing may crash or hang, no request may get two answers, and whatever is sent, the connection
// ends once the client is gone and time has passed.
//
// An entry point for libFuzzer, and for replay.cpp without it.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/base/virtual_time.h"
#include "emulator/http/connection_set.h"

namespace {

using namespace brume::emulator;
using http::Exchange;

void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "http_fuzz: %s\n", what);
  std::abort();
}

// What is seen of a connection from outside; outlives its stream.
struct Wire {
  StreamEvents* events = nullptr;  // null: the stream has gone
  std::string sent;
  std::size_t queued = 0;
  bool slow = false;  // takes nothing until it is drained
  bool paused = false;
  bool shut_down = false;
};

class MemoryStream final : public Stream {
 public:
  explicit MemoryStream(Wire& wire) : wire_(wire) {}
  ~MemoryStream() override { wire_.events = nullptr; }

  void start(StreamEvents& events) override { wire_.events = &events; }
  bool write(std::string_view bytes) override {
    require(!wire_.shut_down, "something is written behind the end");
    wire_.sent.append(bytes);
    if (wire_.slow) wire_.queued += bytes.size();
    return true;
  }
  bool write(std::string_view head, std::string body) override {
    return write(head) && write(std::string_view(body));
  }
  std::size_t queued_bytes() const override { return wire_.queued; }
  void pause_reading() override { wire_.paused = true; }
  void resume_reading() override { wire_.paused = false; }
  void shut_down() override { wire_.shut_down = true; }
  void reset() override { wire_.shut_down = true; }

 private:
  Wire& wire_;
};

// Who answers: as the request's target begins.
class Answers {
 public:
  void take(std::shared_ptr<Exchange> exchange) {
    ++requests;
    require(!exchange->head().method.empty(), "a request without a method");
    require(exchange->head().target.front() == '/', "a target that does not begin with /");
    const std::string_view target = exchange->head().target;
    switch (target.size() > 1 ? target[1] : '\0') {
      case 'b':
        return read_body(std::move(exchange));
      case 's':
        return read_stream(std::move(exchange));
      case 'l':
        later_.push_back({std::move(exchange)});
        return;
      case 'o': {  // answered when the client goes away, or later
        const auto answered = std::make_shared<bool>(false);
        later_.push_back({exchange, answered});
        exchange->on_closed([exchange, answered] {
          *answered = true;
          exchange->respond({200, {}, "gone"});
        });
        return;
      }
      case 'd':  // dropped
        return;
      case 'c':
        exchange->begin({200, {}});
        exchange->write("a piece");
        exchange->write(std::string(40'000, '.'));
        return exchange->end();
      case 'a':
        exchange->begin({200, {}}, 10);
        exchange->write("half");
        return exchange->abort();
      case 'p':
        exchange->read_stream(std::make_shared<Sink>(*this, exchange));
        exchange->pause_body();
        later_.push_back({std::move(exchange)});
        return;
      default:
        exchange->respond({200, {{"A", "b"}}, "."});
    }
  }

  // Paused bodies go on, and one of those who wait is answered.
  void go_on() {
    for (const auto& paused : std::exchange(paused_, {})) paused->resume_body();
    if (later_.empty()) return;
    auto [exchange, answered] = std::move(later_.back());
    later_.pop_back();
    if (*answered) return;
    *answered = true;
    exchange->resume_body();
    if (exchange->head().target.starts_with("/lb")) {
      read_body(std::move(exchange));
    } else {
      exchange->respond({404, {}, "later"});
    }
  }
  bool waiting() const { return !later_.empty() || !paused_.empty(); }

  std::size_t requests = 0;
  std::size_t readers = 0;  // whose body has not ended

 private:
  struct Sink final : http::BodySink {
    Sink(Answers& to, std::weak_ptr<Exchange> of) : answers(to), exchange(std::move(of)) {
      ++answers.readers;
    }
    void on_data(std::string_view data) override {
      require(!data.empty(), "an empty piece");
      require(!ended, "a piece behind the end");
      if (data.front() != 'P') return;
      if (const auto paused = exchange.lock()) {
        paused->pause_body();
        answers.paused_.push_back(paused);
      }
    }
    void on_end() override { over(); }
    void on_broken(Error) override { over(); }
    void over() {
      require(!ended, "a body that ends twice");
      ended = true;
      --answers.readers;
    }
    Answers& answers;
    std::weak_ptr<Exchange> exchange;
    bool ended = false;
  };

  void read_body(std::shared_ptr<Exchange> exchange) {
    ++readers;
    Exchange& of = *exchange;
    of.read_body(2000, [this, exchange = std::move(exchange)](Result<std::string> body) {
      --readers;
      require(!body || body->size() <= 2000, "a body above its limit");
      exchange->respond({body ? 200 : 413, {}, "read"});
    });
  }

  void read_stream(std::shared_ptr<Exchange> exchange) {
    exchange->read_stream(std::make_shared<Sink>(*this, exchange));
    exchange->respond({200, {}, "at once"});
  }

  struct Waiting {
    std::shared_ptr<Exchange> exchange;
    std::shared_ptr<bool> answered = std::make_shared<bool>(false);
  };
  std::vector<Waiting> later_;
  std::vector<std::shared_ptr<Exchange>> paused_;
};

std::size_t count(std::string_view text, std::string_view wanted) {
  std::size_t found = 0;
  for (std::size_t at = text.find(wanted); at != std::string_view::npos;
       at = text.find(wanted, at + 1)) {
    ++found;
  }
  return found;
}

struct Client {
  explicit Client(std::uint8_t how) {
    wire.slow = (how & 1) != 0;
    drains = (how & 2) == 0;
    answers_between = (how & 4) != 0;
    limits.head_bytes = 2000;
    limits.target_bytes = 500;
    limits.header_count = 20;
    limits.read_ahead_bytes = 4000;
    limits.write_high_water_bytes = 2000;
    limits.discard_bytes = 1000;
  }

  void send(std::string_view piece) {
    if (wire.events != nullptr && !wire.paused) wire.events->on_data(piece);
    if (drains) drain();
    if (answers_between) answers.go_on();
  }

  void drain() {
    if (wire.queued == 0) return;
    wire.queued = 0;
    if (wire.events != nullptr) wire.events->on_drained();
  }

  http::Limits limits;
  Wire wire;
  bool drains;
  bool answers_between;
  Answers answers;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t piece_bytes = std::size_t{data[0]} + 1;
  const std::string_view stream(reinterpret_cast<const char*>(data) + 2, size - 2);
  VirtualTime time{WallTime{}};
  Client client(data[1]);
  http::ConnectionSet set(time, time, client.limits);
  set.add(std::make_unique<MemoryStream>(client.wire), {"127.0.0.1", 80, false},
          std::make_shared<const http::Handler>([&client](std::shared_ptr<Exchange> exchange) {
            client.answers.take(std::move(exchange));
          }));
  for (std::size_t at = 0; at < stream.size(); at += piece_bytes) {
    client.send(stream.substr(at, piece_bytes));
  }
  if (client.wire.events != nullptr && !client.wire.paused && (data[1] & 8) == 0) {
    client.wire.events->on_end();
  }
  // Each may set another off.
  for (std::size_t most = stream.size() + 1; most > 0 && client.answers.waiting(); --most) {
    client.answers.go_on();
    client.drain();
  }
  require(!client.answers.waiting(), "requests without end");
  time.advance(std::chrono::minutes(10));
  client.drain();
  time.advance(std::chrono::minutes(10));
  require(set.counters().open == 0, "the connection does not end");
  require(client.answers.readers == 0, "a reader waits for ever");
  const std::size_t heads = count(client.wire.sent, "HTTP/1.1 ");
  const std::size_t interim = count(client.wire.sent, "HTTP/1.1 100 ");
  const std::size_t closing = count(client.wire.sent, "Connection: close\r\n");
  require(closing <= 1, "something was answered behind the last answer");
  // One more for what is no request, and one for each OPTIONS *.
  require(heads - interim <= set.counters().requests + 1, "more answers than requests");
  return 0;
}
