#include "emulator/services/lambda/api/operations.h"

#include <nlohmann/json.hpp>

#include "emulator/aws/protocol/event_stream.h"
#include "emulator/invoke/limits.h"
#include "emulator/services/lambda/api/context.h"
#include "emulator/services/lambda/api/errors.h"
#include "emulator/services/lambda/api/limits.h"
#include "emulator/text/base64.h"
#include "emulator/text/json_text.h"

namespace brume::emulator::aws::lambda {
namespace {

constexpr std::size_t kMaxTraceHeaderBytes = 1024;

enum class Type { kRequestResponse, kEvent, kDryRun };

struct Ask {
  FunctionName function;
  Type type = Type::kRequestResponse;
  Event event;
};

Result<Type> read_type(const Call& call, bool streaming) {
  const std::string text = call.header("X-Amz-Invocation-Type");
  if (text.empty() || text == "RequestResponse") return Type::kRequestResponse;
  if (text == "DryRun") return Type::kDryRun;
  if (text == "Event" && !streaming) return Type::kEvent;
  return invalid_value(
      text, "invocationType",
      streaming ? "Member must satisfy enum value set: [RequestResponse, DryRun]"
                : "Member must satisfy enum value set: [Event, RequestResponse, DryRun]");
}

Result<bool> read_log_type(const Call& call) {
  const std::string text = call.header("X-Amz-Log-Type");
  if (text.empty() || text == "None") return false;
  if (text == "Tail") return true;
  return invalid_value(text, "logType", "Member must satisfy enum value set: [None, Tail]");
}

Result<std::string> read_client_context(const Call& call) {
  const std::string encoded = call.header("X-Amz-Client-Context");
  if (encoded.empty()) return encoded;
  if (encoded.size() > kMaxClientContextBase64Bytes) {
    return invalid_content(
        "Client context must be at most " + std::to_string(kMaxClientContextBase64Bytes) +
        " bytes of base64-encoded data; it has " + std::to_string(encoded.size()));
  }
  std::optional<std::string> text = base64_decode_padded(encoded);
  if (!text || !nlohmann::json::accept(*text)) {
    return invalid_content("Client context must be a valid Base64-encoded JSON object.");
  }
  return std::move(*text);
}

// Where and why `payload` is no JSON.
std::string describe_json_error(const std::string& payload) {
  try {
    const auto unused = nlohmann::json::parse(payload);
  } catch (const nlohmann::json::parse_error& error) {
    std::size_t line = 1;
    std::size_t column = 0;
    const std::size_t at = std::min(error.byte, payload.size());
    for (std::size_t i = 0; i < at; ++i) {
      ++column;
      if (payload[i] == '\n') ++line, column = 0;
    }
    if (error.byte > payload.size()) return "Unexpected end-of-input";
    char character[16];
    std::snprintf(character, sizeof character, "(code %d)",
                  static_cast<int>(static_cast<unsigned char>(payload[at == 0 ? 0 : at - 1])));
    return std::string("Unexpected character ") + character +
           "\n at [Source: (byte[]); line: " + std::to_string(line) +
           ", column: " + std::to_string(column) + "]";
  }
  return {};
}

Result<std::string> read_payload(Call& call) {
  // Source: an invocation without a payload gets an empty object.
  if (call.body.empty()) return std::string("{}");
  if (nlohmann::json::accept(call.body)) return std::move(call.body);
  return invalid_content(
      "Could not parse request body into json: Could not parse payload into json: " +
      describe_json_error(call.body));
}

Result<Ask> read_ask(Context& context, Call& call, const PathParameters& path, bool streaming) {
  Ask ask;
  auto function = context.named(call, path);
  if (!function) return std::move(function).error();
  auto type = read_type(call, streaming);
  if (!type) return std::move(type).error();
  auto log_tail = read_log_type(call);
  if (!log_tail) return std::move(log_tail).error();
  auto client_context = read_client_context(call);
  if (!client_context) return std::move(client_context).error();
  Status there = context.check_invocable(*function);
  if (!there) return std::move(there).error();
  const std::size_t size = call.body.size();
  if (*type == Type::kEvent && size > kMaxAsyncPayloadBytes) {
    return too_large(std::to_string(size) +
                     " byte payload is too large for the Event invocation type (limit " +
                     std::to_string(kMaxAsyncPayloadBytes) + " bytes)");
  }
  ask.event.caller = streaming ? "InvokeWithResponseStream" : "Invoke";
  auto payload = read_payload(call);
  if (!payload) return std::move(payload).error();

  ask.function = std::move(*function);
  ask.type = *type;
  ask.event.payload = std::move(*payload);
  ask.event.request_id = call.request_id();
  ask.event.client_context = std::move(*client_context);
  ask.event.log_tail = *log_tail;
  const std::string trace = call.header("X-Amzn-Trace-Id");
  if (trace.starts_with("Root=") && trace.size() <= kMaxTraceHeaderBytes) {
    ask.event.trace_header = trace;
  }
  return ask;
}

void answer(Call& call, Result<Reply> result) {
  if (!result) return call.fail(to_aws(result.error()));
  http::Response response = success(call.framing, 200, {}, std::move(result->payload));
  response.headers.add("X-Amz-Executed-Version", result->executed_version);
  if (result->function_error()) response.headers.add("X-Amz-Function-Error", "Unhandled");
  if (!result->log_tail.empty()) {
    response.headers.add("X-Amz-Log-Result", base64_encode(result->log_tail));
  }
  call.respond(std::move(response));
}

// Turns what a function streams into event stream messages.
class StreamedAnswer final : public StreamSink {
 public:
  StreamedAnswer(std::shared_ptr<Call> call, std::string version)
      : call_(std::move(call)), version_(std::move(version)) {}

  void on_begin(std::string_view content_type) override {
    if (std::exchange(begun_, true)) return;
    http::ResponseHead head{200,
                            {{"Content-Type", std::string(kEventStreamType)},
                             {"x-amzn-RequestId", call_->request_id()}}};
    if (!version_.empty()) head.headers.add("X-Amz-Executed-Version", version_);
    if (!content_type.empty()) {
      head.headers.add("X-Amzn-Remapped-Content-Type", std::string(content_type));
    }
    call_->admit_page(head.headers);
    call_->exchange().begin(std::move(head));
  }
  void on_chunk(std::string_view data) override {
    on_begin({});
    write("PayloadChunk", "application/octet-stream", data);
  }

  void on_end(Result<Reply> result) {
    if (!result) return call_->fail(to_aws(result.error()));
    version_ = result->executed_version;
    const bool failed = result->function_error();
    on_begin("application/json");
    if (!failed && !result->streamed) on_chunk(result->payload);
    JsonObject complete;
    if (failed) complete.text("ErrorCode", "Unhandled").text("ErrorDetails", result->payload);
    if (!result->log_tail.empty()) complete.text("LogResult", base64_encode(result->log_tail));
    write("InvokeComplete", "application/json", complete.finish());
    call_->exchange().end();
  }

 private:
  void write(std::string_view type, std::string_view content_type, std::string_view payload) {
    call_->exchange().write(event_stream_event(type, content_type, payload));
  }

  std::shared_ptr<Call> call_;
  std::string version_;
  bool begun_ = false;
};

}  // namespace

// The older form: the payload alone, always asynchronous. Its answer is a status without a body.
void invoke_async(Context& context, const std::shared_ptr<Call>& call, const PathParameters& path) {
  auto function = context.named(*call, path);
  if (!function) return call->fail(to_aws(function.error()));
  Status done = context.check_invocable(*function);
  if (done && call->body.size() > kMaxAsyncPayloadBytes) {
    done = too_large("Request must be smaller than " + std::to_string(kMaxAsyncPayloadBytes) +
                     " bytes for the InvokeAsync operation");
  }
  if (!done) return call->fail(to_aws(done.error()));
  auto payload = read_payload(*call);
  if (!payload) return call->fail(to_aws(payload.error()));
  Event event;
  event.payload = std::move(*payload);
  event.request_id = call->request_id();
  context.async.accept(function->qualified(), std::move(event), [call](Status accepted) {
    accepted ? call->succeed(202, {}) : call->fail(to_aws(accepted.error()));
  });
}

void invoke(Context& context, const std::shared_ptr<Call>& call, const PathParameters& path) {
  auto ask = read_ask(context, *call, path, false);
  if (!ask) return call->fail(to_aws(ask.error()));
  if (ask->type == Type::kDryRun) return call->succeed(204, {});
  const std::string function = ask->function.qualified();
  if (ask->type == Type::kEvent) {
    return context.async.accept(function, std::move(ask->event), [call](Status accepted) {
      accepted ? call->succeed(202, {}) : call->fail(to_aws(accepted.error()));
    });
  }
  context.invoker.invoke(function, std::move(ask->event),
                         [call](Result<Reply> result) { answer(*call, std::move(result)); });
}

void invoke_with_response_stream(Context& context, const std::shared_ptr<Call>& call,
                                 const PathParameters& path) {
  auto ask = read_ask(context, *call, path, true);
  if (!ask) return call->fail(to_aws(ask.error()));
  if (ask->type == Type::kDryRun) return call->succeed(204, {});
  auto sink = std::make_shared<StreamedAnswer>(call, context.version_of(ask->function));
  ask->event.stream = sink;
  context.invoker.invoke(ask->function.qualified(), std::move(ask->event),
                         [sink](Result<Reply> result) { sink->on_end(std::move(result)); });
}

}  // namespace brume::emulator::aws::lambda
