#include <cstdio>
#include <nlohmann/json.hpp>

#include "emulator/app/invoke_topic.h"
#include "emulator/cli/command.h"
#include "emulator/cli/emulator_client.h"
#include "emulator/cli/invoke_run.h"
#include "emulator/invoke/limits.h"
#include "emulator/text/base64.h"

namespace brume::emulator::cli {
namespace {

// Takes in what the emulator tells of one call, line by line.
class CallListener {
 public:
  CallListener(const InvokeRequest& request, LogSink& log) : request_(request), log_(log) {}

  void take(std::string_view data) {
    rest_ += data;
    std::size_t from = 0;
    for (std::size_t end; (end = rest_.find('\n', from)) != std::string::npos; from = end + 1) {
      take_line(rest_.substr(from, end - from));
    }
    rest_.erase(0, from);
  }

  OneCall end() {
    if (!refusal_.empty()) return complain(refusal_);
    if (!reply_) return complain("the emulator ended before the call did");
    if (tail_.size() > kLogTailBytes) tail_.erase(0, tail_.size() - kLogTailBytes);
    reply_->log_tail = std::move(tail_);
    if (!request_.event.stream && reply_->streamed) {
      if (!reply_->function_error()) reply_->payload = std::move(gathered_);
      reply_->streamed = false;
    }
    return {.reply = std::move(reply_)};
  }

 private:
  static OneCall complain(const std::string& message) {
    std::fprintf(stderr, "brume: %s\n", message.c_str());
    return {.exit_code = kExitFailed};
  }

  void take_line(const std::string& line) {
    if (auto reply = app::read_reply_line(line)) {
      reply_ = std::move(reply);
      return;
    }
    const auto read = nlohmann::json::parse(line, nullptr, false);
    if (!read.is_object()) return;
    const std::string kind = read.value("kind", "");
    if (kind == "chunk") {
      take_chunk(base64_decode(read.value("data", "")).value_or(""));
    } else if (kind == "refused") {
      const std::string reason = read.value("reason", "");
      refusal_ = read.value("message", "") + (reason.empty() ? "" : " " + reason);
    } else {
      take_record(kind, read.value("text", ""), read.value("requestId", ""));
    }
  }

  void take_chunk(const std::string& data) {
    if (request_.event.stream) {
      request_.event.stream->on_chunk(data);
    } else {
      gathered_ += data;
    }
  }

  void take_record(const std::string& kind, const std::string& text, const std::string& id) {
    const bool notice = kind == "notice";
    if (!notice && request_.event.log_tail) tail_ += text + "\n";
    log_.write({notice               ? LogRecord::Kind::kNotice
                : kind == "platform" ? LogRecord::Kind::kPlatform
                                     : LogRecord::Kind::kFunction,
                {},
                request_.function.name,
                id,
                text});
  }

  const InvokeRequest& request_;
  LogSink& log_;
  std::string rest_, gathered_, tail_, refusal_;
  std::optional<Reply> reply_;
};

}  // namespace

std::optional<OneCall> call_running(const InvokeRequest& request, LogSink& log,
                                    const std::filesystem::path& template_file) {
  const auto client = EmulatorClient::find(template_file);
  if (!client) return std::nullopt;
  CallListener listener(request, log);
  const std::string context = base64_encode(request.event.client_context);
  const Status asked =
      client.value().post_stream("/_brume/invoke?function=" + url_escaped(request.function.name) +
                                     "&clientContext=" + url_escaped(context),
                                 request.event.payload, [&listener](std::string_view data) {
                                   listener.take(data);
                                   return true;
                                 });
  if (!asked) {
    std::fprintf(stderr, "brume: %s\n", asked.error().message.c_str());
    return OneCall{.exit_code = kExitFailed};
  }
  return listener.end();
}

}  // namespace brume::emulator::cli
