#include "emulator/runtime_api/session.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

#include "emulator/runtime_api/errors.h"
#include "emulator/text/base64.h"
#include "runtime/wire/limits.h"

namespace brume::emulator::runtime_api {
namespace {

constexpr std::string_view kRoot = "/2018-06-01/runtime/";
constexpr std::string_view kErrorTypeHeader = "Lambda-Runtime-Function-Error-Type";
// A program that gives up asking, and asks again, leaves its old questions behind.
constexpr std::size_t kWaitingMax = 16;

std::string header_of(const http::Headers& headers, std::string_view name) {
  const std::string* value = headers.find(name);
  return value == nullptr ? std::string() : *value;
}

// What AWS's error object says of itself, as far as it is one.
FunctionError read_error(std::string body, const std::string& type_header) {
  FunctionError error;
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (json.is_object()) {
    const auto text = [&json](const char* member) {
      const auto found = json.find(member);
      return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    error.type = text("errorType");
    error.message = text("errorMessage");
  }
  if (error.type.empty()) error.type = known_error_type(type_header);
  error.payload = std::move(body);
  return error;
}

FunctionError plain_error(std::string type, std::string message) {
  FunctionError error;
  error.type = std::move(type);
  error.message = std::move(message);
  return error;
}

FunctionError truncated_error() {
  return plain_error("Runtime.TruncatedResponse", "Response was truncated");
}

}  // namespace

// A response as it is written.
class Session::StreamedBody final : public http::BodySink {
 public:
  StreamedBody(Session& session, ExchangePtr exchange)
      : session_(session), alive_(session.alive_), exchange_(std::move(exchange)) {}

  void on_data(std::string_view data) override {
    if (!*alive_ || too_large_) return;
    bytes_ += data.size();
    too_large_ = bytes_ > wire::kMaxStreamedBytes;
    if (too_large_) return;
    for (; !data.empty(); data.remove_prefix(std::min(data.size(), wire::kMaxStreamChunkBytes))) {
      session_.listener_.on_stream(
          wire::FrameKind::kStreamChunk,
          {session_.current_.request_id, 0, data.substr(0, wire::kMaxStreamChunkBytes)});
    }
  }
  void on_end() override {
    const ExchangePtr exchange = std::move(exchange_);
    if (!*alive_) return;
    exchange->respond(too_large_ ? too_large() : accepted());
    const http::Headers& trailers = exchange->head().trailers;
    if (too_large_) {
      session_.hold({Held::Kind::kFailure,
                     {},
                     plain_error("Function.ResponseSizeTooLarge", too_large_text(bytes_))});
    } else if (const std::string* type = trailers.find(kErrorTypeHeader)) {
      const auto body = base64_decode(header_of(trailers, "Lambda-Runtime-Function-Error-Body"));
      session_.hold({Held::Kind::kFailure, {}, read_error(body.value_or(""), *type)});
    } else {
      session_.hold({Held::Kind::kStreamEnd});
    }
  }
  void on_broken(Error) override {
    exchange_.reset();
    if (*alive_) session_.hold({Held::Kind::kTruncated, {}, truncated_error()});
  }

 private:
  Session& session_;
  const std::shared_ptr<bool> alive_;
  ExchangePtr exchange_;
  std::size_t bytes_ = 0;
  bool too_large_ = false;
};

Session::Session(const Clock& clock, Timers& timers, WorkerListener& listener)
    : clock_(clock), timers_(timers), listener_(listener) {}

Session::~Session() {
  *alive_ = false;
}

void Session::handle(ExchangePtr exchange) {
  const http::RequestHead& head = exchange->head();
  std::string_view path = head.path();
  if (!path.starts_with(kRoot)) return exchange->respond(not_found());
  path.remove_prefix(kRoot.size());
  const bool get = head.method == "GET";
  const bool post = head.method == "POST";
  if (get && path == "invocation/next") return on_next(std::move(exchange));
  if (post && path == "init/error") return on_init_error(std::move(exchange));
  constexpr std::string_view kInvocation = "invocation/";
  const std::size_t slash = path.rfind('/');
  if (post && path.starts_with(kInvocation) && slash > kInvocation.size()) {
    const std::string id(path.substr(kInvocation.size(), slash - kInvocation.size()));
    const std::string_view what = path.substr(slash + 1);
    if (what == "response" && !refused(*exchange, id, "InvocationResponse")) {
      return on_response(std::move(exchange));
    }
    if (what == "error" && !refused(*exchange, id, "InvocationErrorResponse")) {
      return on_error(std::move(exchange));
    }
    if (what == "response" || what == "error") return;
  }
  exchange->respond(not_found());
}

std::string_view Session::state_name() const {
  switch (state_) {
    case State::kStarted:
      return "Started";
    case State::kInitError:
      return "InitError";
    case State::kReady:
      return "Ready";
    case State::kRunning:
      return "Running";
    case State::kAnswering:
      return "InvocationResponse";
    case State::kResponseSent:
      return "ResponseSent";
  }
  return "";
}

bool Session::refused(http::Exchange& exchange, std::string_view id, std::string_view to) {
  if (current_.request_id.empty() || id != current_.request_id) {
    exchange.respond(invalid_request_id());
    return true;
  }
  if (state_ != State::kRunning) {
    exchange.respond(invalid_transition(state_name(), to));
    return true;
  }
  return false;
}

// --- the next invocation ---

void Session::invoke(const wire::InvokeMessage& message) {
  current_ = {std::string(message.request_id),     std::string(message.trace_id),
              std::string(message.client_context), std::string(message.cognito_identity),
              std::string(message.function_arn),   std::string(message.payload),
              Duration(message.timeout_us)};
  has_event_ = true;
  if (state_ == State::kReady) deliver();
}

void Session::on_next(ExchangePtr exchange) {
  switch (state_) {
    case State::kInitError:
      return exchange->respond(invalid_transition(state_name(), "Ready"));
    case State::kRunning:
      waiting_.push_back(std::move(exchange));
      return deliver();  // the same once more
    case State::kStarted:
      waiting_.push_back(std::move(exchange));
      state_ = State::kReady;
      listener_.on_ready();
      break;
    case State::kResponseSent:
      waiting_.push_back(std::move(exchange));
      state_ = State::kReady;
      release();
      break;
    case State::kReady:
    case State::kAnswering:
      waiting_.push_back(std::move(exchange));
      if (waiting_.size() > kWaitingMax) waiting_.erase(waiting_.begin());
      break;
  }
  if (state_ == State::kReady && has_event_) deliver();
}

void Session::deliver() {
  if (waiting_.empty()) return;
  if (std::exchange(has_event_, false)) current_.deadline = clock_.wall() + current_.timeout;
  state_ = State::kRunning;
  const auto deadline_ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(current_.deadline.time_since_epoch());
  http::Response event{200,
                       {{"Content-Type", "application/json"},
                        {"Lambda-Runtime-Aws-Request-Id", current_.request_id},
                        {"Lambda-Runtime-Deadline-Ms", std::to_string(deadline_ms.count())},
                        {"Lambda-Runtime-Invoked-Function-Arn", current_.function_arn},
                        {"Lambda-Runtime-Trace-Id", current_.trace_id}},
                       {}};
  if (!current_.client_context.empty()) {
    event.headers.add("Lambda-Runtime-Client-Context", current_.client_context);
  }
  if (!current_.cognito_identity.empty()) {
    event.headers.add("Lambda-Runtime-Cognito-Identity", current_.cognito_identity);
  }
  const auto waiting = std::exchange(waiting_, {});
  for (const ExchangePtr& exchange : waiting) {
    http::Response copy = event;
    copy.body = current_.payload;
    exchange->respond(std::move(copy));
  }
}

// --- answers ---

void Session::on_init_error(ExchangePtr exchange) {
  if (state_ != State::kStarted) {
    return exchange->respond(invalid_transition(state_name(), "InitError"));
  }
  state_ = State::kInitError;
  http::Exchange& reader = *exchange;
  reader.read_body(wire::kMaxPayloadBytes, [this, alive = alive_, exchange](auto body) {
    if (!body) return;
    if (!*alive) return;
    exchange->respond(accepted());
    const std::string type = header_of(exchange->head().headers, kErrorTypeHeader);
    listener_.on_init_failed(read_error(std::move(*body), type));
  });
}

void Session::on_response(ExchangePtr exchange) {
  const std::string* mode = exchange->head().headers.find("Lambda-Runtime-Function-Response-Mode");
  if (mode == nullptr) return read_buffered(std::move(exchange));
  if (*mode == "streaming") return read_streamed(std::move(exchange));
  exchange->respond(invalid_response_mode());
  hold({Held::Kind::kFailure,
        {},
        plain_error("Runtime.InvalidResponseModeHeader", "Invalid response mode header")});
}

void Session::read_buffered(ExchangePtr exchange) {
  state_ = State::kAnswering;
  http::Exchange& reader = *exchange;
  reader.read_body(wire::kMaxPayloadBytes, [this, alive = alive_, exchange](auto body) {
    if (!*alive) return;
    if (body) {
      exchange->respond(accepted());
      return hold({Held::Kind::kReply, std::move(*body)});
    }
    if (body.error().code == Error::Code::kPayloadTooLarge) {
      exchange->respond(too_large());
      const std::string length = header_of(exchange->head().headers, "Content-Length");
      std::size_t bytes = wire::kMaxPayloadBytes + 1;  // at least
      std::from_chars(length.data(), length.data() + length.size(), bytes);
      return hold({Held::Kind::kFailure,
                   {},
                   plain_error("Function.ResponseSizeTooLarge", too_large_text(bytes))});
    }
    hold({Held::Kind::kTruncated, {}, truncated_error()});
  });
}

void Session::read_streamed(ExchangePtr exchange) {
  state_ = State::kAnswering;
  const std::string type = header_of(exchange->head().headers, "Content-Type");
  listener_.on_stream(wire::FrameKind::kStreamBegin, {current_.request_id, 0, type});
  http::Exchange& reader = *exchange;
  reader.read_stream(std::make_shared<StreamedBody>(*this, std::move(exchange)));
}

void Session::on_error(ExchangePtr exchange) {
  state_ = State::kAnswering;
  http::Exchange& reader = *exchange;
  reader.read_body(wire::kMaxPayloadBytes, [this, alive = alive_, exchange](auto body) {
    if (!*alive) return;
    if (!body) return hold({Held::Kind::kTruncated, {}, truncated_error()});
    exchange->respond(accepted());
    const std::string type = header_of(exchange->head().headers, kErrorTypeHeader);
    hold({Held::Kind::kFailure, {}, read_error(std::move(*body), type)});
  });
}

// --- the end of an invocation ---

void Session::hold(Held held) {
  held_ = std::move(held);
  if (!waiting_.empty()) {
    state_ = State::kReady;
    release();
    if (has_event_) deliver();
    return;
  }
  state_ = State::kResponseSent;
  grace_ = timers_.start(kRestGrace, [this] { begin_rest(); });
}

void Session::begin_rest() {
  resting_ = true;
  const Duration left = std::max(Duration{0}, current_.deadline - clock_.wall());
  deadline_ = timers_.start(left, [this] {
    listener_.on_broken("the function has answered, and did not ask for the next invocation");
  });
  release();
}

void Session::release() {
  grace_.reset();
  if (!held_) {
    // It has been told, and waited for.
    deadline_.reset();
    if (std::exchange(resting_, false)) listener_.on_rested();
    return;
  }
  Held held = std::move(*std::exchange(held_, std::nullopt));
  const std::string id = current_.request_id;
  const std::uint64_t rss = rss_bytes_ ? rss_bytes_() : 0;
  switch (held.kind) {
    case Held::Kind::kReply:
      return listener_.on_reply({id, rss, true, held.payload});
    case Held::Kind::kStreamEnd:
      return listener_.on_stream(wire::FrameKind::kStreamEnd, {id, rss, {}});
    case Held::Kind::kFailure:
    case Held::Kind::kTruncated:
      held.error.request_id = id;
      held.error.max_rss_bytes = rss;
      return listener_.on_failure(std::move(held.error));
  }
}

void Session::close() {
  // Who broke off in the middle of an answer has ended in it.
  if (held_ && held_->kind == Held::Kind::kTruncated) held_.reset();
  if (held_) release();
  grace_.reset();
  deadline_.reset();
  waiting_.clear();
}

}  // namespace brume::emulator::runtime_api
