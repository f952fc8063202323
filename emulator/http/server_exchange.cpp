#include "emulator/http/server_exchange.h"

#include <algorithm>
#include <utility>

#include "emulator/base/check.h"

namespace brume::emulator::http {
namespace {

constexpr std::size_t kReservedBodyBytes = std::size_t{1} << 20;  // before any of it has come

}  // namespace

// The deleter of the handler's reference.
struct ServerExchange::Dropped {
  void operator()(Exchange* exchange) const {
    static_cast<ServerExchange*>(exchange)->on_dropped();
  }
};

ServerExchange::ServerExchange(std::shared_ptr<ExchangePool> pool) : pool_(std::move(pool)) {}
ServerExchange::~ServerExchange() = default;

void ServerExchange::attach(AnswerPort& connection, const Limits& limits) {
  connection_ = &connection;
  body_ = Body::kNotAsked;
  paused_ = false;
  parser_.begin(head_, limits);
}

void ServerExchange::detach() {
  connection_ = nullptr;
  telling_ = true;  // what is forgotten may hold the last reference
  forget_reader();
  answered();
  telling_ = false;
  if (!held_) pool_->give_back(*this);
}

void ServerExchange::forget_reader() {
  whole_ = {};
  whole_done_ = {};
  sink_.reset();
}

std::shared_ptr<Exchange> ServerExchange::hand_out() {
  held_ = true;
  return std::shared_ptr<Exchange>(this, Dropped{});
}

void ServerExchange::on_dropped() {
  held_ = false;
  if (connection_ != nullptr) {
    connection_->dropped();  // detaches it in the end, perhaps at once
  } else if (!telling_) {
    pool_->give_back(*this);
  }
}

// --- the body ---

bool ServerExchange::wants_body() const {
  return !paused_ && body_ != Body::kNotAsked && body_ != Body::kOver;
}

void ServerExchange::read_body(std::size_t limit_bytes, Callback<void(Result<std::string>)> done) {
  BRUME_CHECK(body_ == Body::kNotAsked);
  body_ = Body::kWhole;
  if (connection_ == nullptr) {
    body_ = Body::kOver;
    done(Error{Error::Code::kUnavailable, "the client has gone"});
    return;
  }
  limit_bytes_ = limit_bytes;
  whole_done_ = std::move(done);
  const Framing& framing = parser_.framing();
  if (framing.length > limit_bytes) {
    body_too_large();
    return;
  }
  whole_.reserve(
      static_cast<std::size_t>(std::min<std::uint64_t>(framing.length, kReservedBodyBytes)));
  connection_->body_wanted();
}

void ServerExchange::read_stream(std::shared_ptr<BodySink> sink) {
  BRUME_CHECK(body_ == Body::kNotAsked);
  body_ = Body::kStream;
  if (connection_ == nullptr) {
    body_ = Body::kOver;
    sink->on_broken(Error{Error::Code::kUnavailable, "the client has gone"});
    return;
  }
  sink_ = std::move(sink);
  connection_->body_wanted();
}

void ServerExchange::pause_body() {
  paused_ = true;
}

void ServerExchange::resume_body() {
  paused_ = false;
  if (connection_ != nullptr && body_asked()) connection_->body_wanted();
}

void ServerExchange::take_body(std::string_view data) {
  if (body_ == Body::kStream) {
    const std::shared_ptr<BodySink> sink = sink_;
    sink->on_data(data);
  } else if (body_ == Body::kWhole) {
    if (data.size() > limit_bytes_ - whole_.size()) {
      body_too_large();
    } else {
      whole_.append(data);
    }
  }
}

void ServerExchange::body_too_large() {
  body_ = Body::kOver;
  whole_ = {};
  connection_->close_after_answer();
  auto done = std::move(whole_done_);
  done(Error{Error::Code::kPayloadTooLarge,
             "the body is larger than " + std::to_string(limit_bytes_) + " bytes"});
}

void ServerExchange::body_ended() {
  const Body was = std::exchange(body_, Body::kOver);
  if (was == Body::kStream) {
    std::exchange(sink_, nullptr)->on_end();
  } else if (was == Body::kWhole) {
    auto done = std::move(whole_done_);
    done(std::exchange(whole_, {}));
  }
}

void ServerExchange::discard_body() {
  break_reader({Error::Code::kUnavailable, "nobody can resume the body"});
  body_ = Body::kDiscard;
  paused_ = false;
}

void ServerExchange::lost(const Error& error) {
  telling_ = true;
  connection_ = nullptr;
  break_reader(error);
  client_gone();
  detach();
}

void ServerExchange::break_reader(const Error& error) {
  const Body was = body_;
  if (was != Body::kNotAsked) body_ = Body::kOver;
  if (was == Body::kStream) {
    std::exchange(sink_, nullptr)->on_broken(error);
  } else if (was == Body::kWhole) {
    auto done = std::move(whole_done_);
    done(error);
  }
}

void ServerExchange::client_gone() {
  if (!on_closed_) return;
  auto callback = std::move(on_closed_);
  callback();
}

// --- the answer ---

void ServerExchange::respond(Response response) {
  if (connection_ != nullptr) connection_->respond(std::move(response));
}

void ServerExchange::begin(ResponseHead head) {
  if (connection_ != nullptr) connection_->begin(head, std::nullopt);
}

void ServerExchange::begin(ResponseHead head, std::uint64_t length) {
  if (connection_ != nullptr) connection_->begin(head, length);
}

bool ServerExchange::write(std::string_view data) {
  return connection_ == nullptr || connection_->write(data);
}

void ServerExchange::end() {
  if (connection_ != nullptr) connection_->end();
}

void ServerExchange::abort() {
  if (connection_ != nullptr) connection_->abort();
}

void ServerExchange::on_drained(std::function<void()> callback) {
  if (connection_ != nullptr) on_drained_ = std::move(callback);
}

void ServerExchange::on_closed(Callback<void()> callback) {
  if (connection_ != nullptr) on_closed_ = std::move(callback);
}

void ServerExchange::drained() {
  if (!on_drained_) return;
  // It may set another, or end the answer, while it runs.
  auto running = std::move(on_drained_);
  on_drained_ = nullptr;
  bool answered_meanwhile = false;
  answered_flag_ = &answered_meanwhile;
  running();
  if (answered_meanwhile) return;  // this may serve another request by now, or be no more
  answered_flag_ = nullptr;
  if (!on_drained_) on_drained_ = std::move(running);
}

void ServerExchange::answered() {
  if (answered_flag_ != nullptr) *std::exchange(answered_flag_, nullptr) = true;
  on_drained_ = nullptr;
  on_closed_ = {};
}

// --- the pool ---

ServerExchange& ExchangePool::take() {
  if (free_.empty()) return *new ServerExchange(shared_from_this());
  ServerExchange* const exchange = free_.back().release();
  free_.pop_back();
  return *exchange;
}

void ExchangePool::give_back(ServerExchange& exchange) {
  // Last: destroying the exchange may destroy the pool.
  std::unique_ptr<ServerExchange> owned(&exchange);
  if (!closed_ && free_.size() < kKept) free_.push_back(std::move(owned));
}

void ExchangePool::close() {
  closed_ = true;
  const auto free = std::move(free_);
  free_.clear();
}

}  // namespace brume::emulator::http
