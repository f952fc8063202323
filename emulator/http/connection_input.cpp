// What the client sends: heads, bodies, their end.
#include <utility>

#include "emulator/http/connection.h"
#include "emulator/http/server_exchange.h"

namespace brume::emulator::http {

void Connection::on_data(std::string_view data) {
  const Entry entry(*this);
  if (state_ == State::kLinger || state_ == State::kGone) return;
  if (!input_.empty()) {
    input_.append(data);
    consume_input();
    return;
  }
  // Straight from the buffer that all connections share; only what is left over is kept.
  const std::size_t consumed = consume(data);
  if (state_ != State::kGone && state_ != State::kLinger) input_ = data.substr(consumed);
}

void Connection::consume_input() {
  if (consuming_ || state_ == State::kLinger || state_ == State::kGone) return;
  const std::size_t consumed = consume(input_);
  input_.erase(0, consumed);
  // An idle connection holds no memory.
  if (input_.empty() || state_ == State::kLinger) input_ = std::string();
  // After what was consumed is gone from the input: what hears of the end may go on here.
  if (ended_) input_ended(input_.empty());
}

// As far as the state allows. Calls from within, by handlers and sinks, only change the state.
std::size_t Connection::consume(std::string_view data) {
  consuming_ = true;
  std::size_t consumed = 0;
  for (;;) {
    const std::string_view rest = data.substr(consumed);
    std::optional<std::size_t> step;
    if (state_ == State::kHead) step = read_head(rest);
    if (state_ == State::kBody && !step) step = read_body(rest);
    if (!step) break;
    consumed += *step;
  }
  consuming_ = false;
  return consumed;
}

bool Connection::may_begin_request() const {
  return stream_->queued_bytes() <= set_.limits().write_high_water_bytes;
}

// Null when there is nothing to do for now.
std::optional<std::size_t> Connection::read_head(std::string_view data) {
  std::size_t empty_lines = 0;
  if (exchange_ == nullptr) {
    if (!may_begin_request()) return std::nullopt;
    // RFC 9112 (2.2): empty lines before a request are ignored.
    while (data.substr(empty_lines).starts_with("\r\n")) empty_lines += 2;
    if (empty_lines > 0) return empty_lines;
    if (data.empty() || data == "\r") return std::nullopt;
    exchange_ = &set_.exchanges().take();
    exchange_->attach(*this, set_.limits());
    mark();
  } else if (data.empty()) {
    return std::nullopt;
  }
  const HeadParser::Parsed parsed = exchange_->parser().parse(data);
  if (parsed.outcome == HeadParser::Outcome::kMore) {
    if (parsed.consumed == 0) return std::nullopt;
    return parsed.consumed;
  }
  if (parsed.outcome == HeadParser::Outcome::kRefused) {
    refuse(exchange_->parser().refusal());
  } else {
    dispatch();
  }
  return parsed.consumed;
}

void Connection::dispatch() {
  ++set_.counters().requests;
  const Framing& framing = exchange_->parser().framing();
  RequestHead& head = exchange_->mutable_head();
  head.remote_address = peer_.remote_address;
  head.local_port = peer_.local_port;
  head.tls = peer_.tls;
  keep_alive_ = framing.keep_alive;
  continue_owed_ = framing.expects_continue;
  body_ = BodyDecoder(framing);
  state_ = framing.body == BodyFraming::kNone ? State::kAnswer : State::kBody;
  discarded_ = 0;
  answer_ = Answer::kNone;
  writer_waits_ = false;
  mark();
  if (framing.whole_server) {
    exchange_->hand_out()->respond({204, {}, {}});
  } else {
    (*handler_)(exchange_->hand_out());
  }
}

std::optional<std::size_t> Connection::read_body(std::string_view data) {
  if (!exchange_->wants_body() || data.empty()) return std::nullopt;
  continue_owed_ = false;  // it does not wait after all
  const BodyDecoder::Decoded decoded = body_.decode(data);
  switch (decoded.outcome) {
    case BodyDecoder::Outcome::kMore:
      break;
    case BodyDecoder::Outcome::kBroken:
      break_request(400, "the body's chunks are malformed");
      break;
    case BodyDecoder::Outcome::kEnd:
      request_ended();
      break;
    case BodyDecoder::Outcome::kData:
      window_bytes_ += decoded.data.size();
      if (answer_ == Answer::kDone) discarded_ += decoded.data.size();
      exchange_->take_body(decoded.data);
      if (state_ != State::kBody) break;
      if (discarded_ > set_.limits().discard_bytes) {
        keep_alive_ = false;
        finish_request();
      } else if (body_.ended()) {
        request_ended();
      }
      break;
  }
  return decoded.consumed;
}

void Connection::request_ended() {
  state_ = State::kAnswer;
  if (body_.chunked()) exchange_->mutable_head().trailers = body_.trailers();
  if (exchange_->wants_body()) exchange_->body_ended();  // otherwise when it is resumed
  if (state_ == State::kAnswer && answer_ == Answer::kDone) finish_request();
}

// Somebody reads the body, or goes on reading it.
void Connection::body_wanted() {
  const Entry entry(*this);
  if (exchange_ == nullptr) return;
  if (continue_owed_ && answer_ == Answer::kNone) {
    continue_owed_ = false;
    if (input_.empty()) out().append("HTTP/1.1 100 Continue\r\n\r\n");
  }
  if (state_ == State::kAnswer && exchange_->wants_body()) {
    exchange_->body_ended();  // there is none
    return;
  }
  consume_input();
}

// The head is none: nobody has seen the request.
void Connection::refuse(int status) {
  ++set_.counters().refused;
  keep_alive_ = false;
  send_plain(status);
  start_close();
}

// The body will never be whole. REQUIRES: state_ is kBody.
void Connection::break_request(int status, const char* why) {
  keep_alive_ = false;
  const bool answered = answer_ != Answer::kNone;
  if (!answered) send_plain(status);
  const bool half_answered = answer_ == Answer::kStreaming;
  answer_ = Answer::kDone;
  lose_exchange(why);
  if (half_answered && shape_.framing == AnswerFraming::kUntilClose) {
    flush();
    stream_->reset();
    fail();
  } else {
    start_close();
  }
}

void Connection::on_end() {
  const Entry entry(*this);
  ended_ = true;
  consume_input();
}

// Nothing more comes, and what could be consumed is.
void Connection::input_ended(bool all_consumed) {
  switch (state_) {
    case State::kHead:
      // What was answered still goes out.
      if (exchange_ != nullptr || may_begin_request()) start_close();
      return;
    case State::kBody:
      if (exchange_->wants_body() && answer_ == Answer::kDone) {
        lose_exchange("the client has gone");
        start_close();  // the answer still goes out
      } else if (exchange_->wants_body()) {
        fail();
      } else {
        exchange_->client_gone();
      }
      return;
    case State::kAnswer:
      if (!all_consumed) return;
      // Closed, or only through with sending: an answer is still sent, in case.
      keep_alive_ = false;
      exchange_->client_gone();
      return;
    case State::kLinger:
    case State::kGone:
      return;
  }
}

void Connection::update_reading() {
  const bool wanted = state_ == State::kLinger || input_.size() < set_.limits().read_ahead_bytes;
  if (wanted == reading_) return;
  reading_ = wanted;
  if (wanted) {
    stream_->resume_reading();
  } else {
    stream_->pause_reading();
  }
}

}  // namespace brume::emulator::http
