#include "emulator/app/invoke_topic.h"

#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "emulator/app/log_text.h"
#include "emulator/text/base64.h"
#include "emulator/text/json_text.h"
#include "runtime/wire/limits.h"

namespace brume::emulator::app {
namespace {

// Above what a call may weigh, so that the door says what is too large.
constexpr std::size_t kBodyBytesMax = 2 * wire::kMaxPayloadBytes;

}  // namespace

std::string reply_line(const Reply& reply) {
  JsonObject object;
  object.text("kind", "reply").number("end", static_cast<int>(reply.end));
  object.text("requestId", reply.request_id).text("payload", base64_encode(reply.payload));
  object.raw("streamed", reply.streamed ? "true" : "false");
  object.text("version", reply.executed_version).number("durationUs", reply.duration.count());
  object.number("initUs", reply.init_duration ? reply.init_duration->count() : -1);
  object.number("billedMs", reply.billed_ms).number("maxMemoryMb", reply.max_memory_mb);
  return object.finish() + "\n";
}

std::optional<Reply> read_reply_line(const std::string& line) {
  const auto read = nlohmann::json::parse(line, nullptr, false);
  if (!read.is_object() || read.value("kind", "") != "reply") return std::nullopt;
  const int end = read.value("end", -1);
  if (end < 0 || end > static_cast<int>(Reply::End::kInitError)) return std::nullopt;
  Reply reply;
  reply.end = static_cast<Reply::End>(end);
  reply.request_id = read.value("requestId", "");
  reply.payload = base64_decode(read.value("payload", "")).value_or("");
  reply.streamed = read.value("streamed", false);
  reply.executed_version = read.value("version", "");
  reply.duration = Duration(read.value("durationUs", Duration::rep{0}));
  const auto init = read.value("initUs", Duration::rep{-1});
  if (init >= 0) reply.init_duration = Duration(init);
  reply.billed_ms = read.value("billedMs", 0L);
  reply.max_memory_mb = read.value("maxMemoryMb", 0);
  return reply;
}

// One call for one client.
class InvokeTopic::Caller final : public StreamSink,
                                  public std::enable_shared_from_this<InvokeTopic::Caller> {
 public:
  Caller(std::shared_ptr<http::Exchange> exchange, RecentLogs& log, std::string request_id)
      : exchange_(std::move(exchange)), log_(log), request_id_(std::move(request_id)) {}
  ~Caller() override { log_.unfollow(follower_); }

  void call(Invoker& invoker, const std::string& function, Event event) {
    exchange_->begin({200, {{"Content-Type", "application/x-ndjson"}}});
    follower_ = log_.follow([this](const LogRecord& record) { on_record(record); });
    event.request_id = request_id_;
    event.caller = "brume invoke";
    event.stream = shared_from_this();
    invoker.invoke(function, std::move(event),
                   [self = shared_from_this()](Result<Reply> result) { self->on_end(result); });
  }

  void on_begin(std::string_view) override {}
  void on_chunk(std::string_view data) override {
    exchange_->write(JsonObject().text("kind", "chunk").text("data", base64_encode(data)).finish() +
                     "\n");
  }

 private:
  void on_record(const LogRecord& record) {
    if (record.request_id != request_id_ || record.kind == LogRecord::Kind::kCall) return;
    exchange_->write(json_line(record));
  }

  void on_end(const Result<Reply>& result) {
    if (result) {
      exchange_->write(reply_line(result.value()));
    } else {
      exchange_->write(JsonObject()
                           .text("kind", "refused")
                           .text("message", result.error().message)
                           .text("reason", result.error().reason)
                           .finish() +
                       "\n");
    }
    exchange_->end();
  }

  std::shared_ptr<http::Exchange> exchange_;
  RecentLogs& log_;
  const std::string request_id_;
  std::uint64_t follower_ = 0;
};

void InvokeTopic::answer(const ManagementRequest& request) {
  if (request.method() != "POST" || !request.path.empty()) return request.refuse(405, "POST it");
  Event event;
  event.client_context = base64_decode(request.parameter("clientContext")).value_or("");
  auto caller = std::make_shared<Caller>(request.exchange, log_, ids_.uuid());
  request.exchange->read_body(
      kBodyBytesMax, [this, request, caller, event = std::move(event)](auto body) mutable {
        if (!body) return request.refuse(413, body.error().message);
        event.payload = std::move(*body);
        caller->call(invoker_, request.parameter("function"), std::move(event));
      });
}

}  // namespace brume::emulator::app
