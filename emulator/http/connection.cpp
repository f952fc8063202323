#include "emulator/http/connection.h"

#include <utility>

#include "emulator/http/server_exchange.h"

namespace brume::emulator::http {

Connection::Connection(ConnectionShare& set, std::unique_ptr<Stream> stream, Peer peer,
                       std::shared_ptr<const Handler> handler)
    : set_(set),
      stream_(std::move(stream)),
      peer_(std::move(peer)),
      handler_(std::move(handler)),
      mark_(set.tick()),
      progress_mark_(set.tick()) {}

Connection::~Connection() {
  release_exchange();
}

void Connection::start() {
  const Entry entry(*this);
  stream_->start(*this);
}

void Connection::refuse_service() {
  const Entry entry(*this);
  stream_->start(*this);
  keep_alive_ = false;
  send_plain(503);
  start_close();
}

// The outermost call is about to return: callbacks run from here are still within it.
void Connection::leave() {
  if (depth_ == 1) {
    flush();
    settle();
  }
  --depth_;
  if (depth_ == 0 && state_ == State::kGone) set_.remove(*this);
}

void Connection::settle() {
  if (state_ == State::kGone) return;
  if (state_ == State::kLinger && ended_ && stream_->queued_bytes() == 0) {
    state_ = State::kGone;
    return;
  }
  update_reading();
}

bool Connection::is_idle() const {
  return state_ == State::kHead && exchange_ == nullptr && input_.empty();
}

void Connection::release_exchange() {
  if (exchange_ != nullptr) std::exchange(exchange_, nullptr)->detach();
}

void Connection::lose_exchange(const char* why) {
  if (exchange_ == nullptr) return;
  std::exchange(exchange_, nullptr)->lost({Error::Code::kUnavailable, why});
}

// The answer is whole; so may the request be.
void Connection::finish_request() {
  if (state_ == State::kBody && keep_alive_) {
    if (!exchange_->body_asked() || exchange_->abandoned()) exchange_->discard_body();
    body_wanted();
    return;
  }
  if (state_ == State::kBody) {
    lose_exchange("the request was answered before its body was read");
  } else {
    exchange_->body_ended();  // for a reader who paused before the end
    release_exchange();
  }
  if (!keep_alive_) {
    start_close();
    return;
  }
  state_ = State::kHead;
  mark();
  if (set_.draining() && input_.empty()) {
    start_close();
  } else if (!consuming_) {
    consume_input();
  }
}

// Our side closes; what the client still sends is read and thrown away for a while, or the system
// would answer it with a reset that can overtake our last words.
void Connection::start_close() {
  if (state_ == State::kGone || state_ == State::kLinger) return;
  release_exchange();
  flush();
  if (state_ == State::kGone) return;
  state_ = State::kLinger;
  if (!consuming_) input_ = {};
  mark();
  stream_->shut_down();
}

// Broken: whoever answers hears of it, and nothing more is sent.
void Connection::fail() {
  if (state_ == State::kGone) return;
  state_ = State::kGone;
  lose_exchange("the client has gone");
}

void Connection::break_off() {
  const Entry entry(*this);
  if (state_ != State::kGone) stream_->reset();
  fail();
}

void Connection::on_drain() {
  const Entry entry(*this);
  if (!is_idle()) return;
  if (stream_->queued_bytes() == 0) {
    state_ = State::kGone;
  } else {
    start_close();
  }
}

void Connection::on_failed() {
  const Entry entry(*this);
  fail();
}

void Connection::on_drained() {
  const Entry entry(*this);
  progress_mark_ = set_.tick();
  if (state_ == State::kLinger) mark();
  if (writer_waits_ && exchange_ != nullptr) {
    writer_waits_ = false;
    exchange_->drained();
  }
  if (state_ == State::kHead) consume_input();
}

// --- time ---

void Connection::mark() {
  mark_ = set_.tick();
  window_bytes_ = 0;
}

bool Connection::overdue(Duration limit) const {
  return set_.tick() - mark_ >= set_.ticks_in(limit);
}

void Connection::on_tick() {
  const Entry entry(*this);
  check_write_progress();
  switch (state_) {
    case State::kHead:
      return check_head_time();
    case State::kBody:
      return check_body_time();
    case State::kLinger:
      if (stream_->queued_bytes() == 0 && overdue(set_.limits().linger_timeout)) {
        state_ = State::kGone;
      }
      return;
    case State::kAnswer:  // that time is the handler's
    case State::kGone:
      return;
  }
}

void Connection::check_write_progress() {
  const std::size_t queued = stream_->queued_bytes();
  const std::uint64_t gone_out = sent_ - queued;
  if (queued == 0 || gone_out != progress_) {
    progress_ = gone_out;
    progress_mark_ = set_.tick();
    return;
  }
  if (set_.tick() - progress_mark_ < set_.ticks_in(set_.limits().write_timeout)) return;
  ++set_.counters().timed_out;
  stream_->reset();
  fail();
}

void Connection::check_head_time() {
  if (exchange_ == nullptr) {
    if (stream_->queued_bytes() == 0 && overdue(set_.limits().idle_timeout)) {
      state_ = State::kGone;
    }
    return;
  }
  if (!overdue(set_.limits().header_timeout)) return;
  ++set_.counters().timed_out;
  keep_alive_ = false;
  send_plain(408);
  start_close();
}

void Connection::check_body_time() {
  const bool client_is_slow = exchange_->wants_body() && input_.empty();
  if (!client_is_slow) return mark();
  if (!overdue(set_.limits().body_timeout)) return;
  if (window_bytes_ >= set_.limits().body_window_bytes) return mark();
  ++set_.counters().timed_out;
  break_request(408, "the client stopped sending the body");
}

}  // namespace brume::emulator::http
