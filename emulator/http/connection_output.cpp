// What is sent to the client: answers, whole or in pieces.
#include <algorithm>
#include <cstdio>
#include <utility>

#include "emulator/base/check.h"
#include "emulator/http/connection.h"
#include "emulator/http/server_exchange.h"

namespace brume::emulator::http {
namespace {

// Larger bodies are not copied behind their head, and more than this is not gathered.
constexpr std::size_t kGatheredBytes = std::size_t{32} * 1024;

bool has_no_body(int status) {
  return status == 204 || status == 304;
}

bool is_final(int status) {
  return status >= 200 && status <= 999;
}

void append_chunk(std::string& out, std::string_view data) {
  char size[24];
  const int length = std::snprintf(size, sizeof size, "%zx\r\n", data.size());
  out.append(size, static_cast<std::size_t>(length));
  out.append(data);
  out.append("\r\n");
}

}  // namespace

std::string& Connection::out() {
  if (out_ == nullptr) out_ = set_.borrow_buffer();
  return *out_;
}

void Connection::flush() {
  if (out_ == nullptr) return;
  auto buffer = std::move(out_);
  const bool sent = state_ == State::kGone || buffer->empty() || stream_->write(*buffer);
  sent_ += buffer->size();
  set_.give_back(std::move(buffer));
  if (!sent) fail();
}

bool Connection::may_keep_alive() const {
  if (!keep_alive_ || set_.draining()) return false;
  // Without the "100 Continue" that it waits for, some clients are not sure where they are.
  if (continue_owed_) return false;
  if (state_ != State::kBody) return true;
  // The body has not ended: worth waiting for when it is short, and the client is sending it.
  return body_.chunked() || body_.remaining() <= set_.limits().discard_bytes;
}

AnswerShape Connection::shape_for(int status, std::optional<std::uint64_t> length) {
  const RequestHead& head = exchange_->head();
  AnswerShape shape;
  shape.old_client = head.version_minor == 0;
  shape.to_head = head.method == "HEAD";
  if (has_no_body(status)) {
    shape.framing = AnswerFraming::kNone;
  } else if (length) {
    shape.length = *length;
  } else {
    shape.framing = shape.old_client ? AnswerFraming::kUntilClose : AnswerFraming::kChunked;
  }
  keep_alive_ = may_keep_alive();
  if (shape.framing == AnswerFraming::kUntilClose && !shape.to_head) keep_alive_ = false;
  shape.keep_alive = keep_alive_;
  return shape;
}

void Connection::respond(Response response) {
  const Entry entry(*this);
  BRUME_CHECK(answer_ == Answer::kNone);
  if (!is_final(response.status)) response = {500, {}, {}};
  const AnswerShape shape = shape_for(response.status, response.body.size());
  std::string& head = out();
  append_response_head(head, response.status, response.headers, shape, set_.date());
  if (shape.to_head || shape.framing == AnswerFraming::kNone) response.body.clear();
  if (response.body.size() <= kGatheredBytes) {
    head.append(response.body);
    if (head.size() > kGatheredBytes) flush();
  } else {
    auto buffer = std::move(out_);
    sent_ += buffer->size() + response.body.size();
    const bool sent = stream_->write(*buffer, std::move(response.body));
    set_.give_back(std::move(buffer));
    if (!sent) return fail();
  }
  if (state_ != State::kGone) answer_ended();
}

void Connection::begin(const ResponseHead& head, std::optional<std::uint64_t> length) {
  const Entry entry(*this);
  BRUME_CHECK(answer_ == Answer::kNone);
  const int status = is_final(head.status) ? head.status : 500;
  answer_ = Answer::kStreaming;
  shape_ = shape_for(status, length);
  left_ = length.value_or(0);
  append_response_head(out(), status, head.headers, shape_, set_.date());
}

bool Connection::write(std::string_view data) {
  const Entry entry(*this);
  BRUME_CHECK(answer_ == Answer::kStreaming);
  if (shape_.framing == AnswerFraming::kLength) {
    data = data.substr(0, std::min<std::uint64_t>(data.size(), left_));
    left_ -= data.size();
  }
  if (data.empty()) return true;  // an empty chunk would be the last
  if (shape_.to_head || shape_.framing == AnswerFraming::kNone) return true;
  if (shape_.framing == AnswerFraming::kChunked) {
    append_chunk(out(), data);
  } else {
    out().append(data);
  }
  if (out_->size() > kGatheredBytes) flush();
  writer_waits_ =
      state_ != State::kGone && stream_->queued_bytes() > set_.limits().write_high_water_bytes;
  return !writer_waits_;
}

void Connection::end() {
  const Entry entry(*this);
  BRUME_CHECK(answer_ == Answer::kStreaming);
  if (shape_.framing == AnswerFraming::kLength && left_ > 0) return abort();
  if (shape_.framing == AnswerFraming::kChunked && !shape_.to_head) out().append("0\r\n\r\n");
  answer_ended();
}

void Connection::answer_ended() {
  answer_ = Answer::kDone;
  exchange_->answered();
  finish_request();
}

// What was written goes out; the answer's missing end tells the client. Where the end is only our
// closing, that must not look like one.
void Connection::abort() {
  const Entry entry(*this);
  BRUME_CHECK(answer_ == Answer::kStreaming);
  answer_ = Answer::kDone;
  exchange_->answered();
  flush();
  if (state_ == State::kGone) return;
  if (shape_.framing == AnswerFraming::kUntilClose || shape_.framing == AnswerFraming::kNone) {
    stream_->reset();
    fail();
    return;
  }
  keep_alive_ = false;
  finish_request();
}

// Nobody holds the exchange any more.
void Connection::dropped() {
  const Entry entry(*this);
  if (answer_ == Answer::kNone) {
    respond({500, {{"Content-Type", "text/plain"}}, "Internal Server Error\n"});
  } else if (answer_ == Answer::kStreaming) {
    abort();
  } else if (state_ == State::kBody && exchange_->abandoned()) {
    exchange_->discard_body();
    consume_input();
  }
}

// An answer of the server itself; the connection closes after it.
void Connection::send_plain(int status) {
  AnswerShape shape;
  shape.keep_alive = false;
  std::string body(reason_of(status));
  body += '\n';
  shape.length = body.size();
  const bool to_head = exchange_ != nullptr && exchange_->head().method == "HEAD";
  append_response_head(out(), status, {{"Content-Type", "text/plain"}}, shape, set_.date());
  if (!to_head) out().append(body);
}

}  // namespace brume::emulator::http
