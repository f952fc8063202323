#include <cstdio>
#include <cstdlib>

#include "emulator/cli/command.h"
#include "emulator/cli/emulator_client.h"
#include "emulator/cli/invoke_run.h"
#include "emulator/text/base64.h"

namespace brume::emulator::cli {
namespace {

// "3.01 ms" after `label` in a REPORT line; 0 when it is not there.
double number_after(std::string_view text, std::string_view label) {
  const std::size_t at = text.find(label);
  if (at == std::string_view::npos) return 0;
  return std::strtod(std::string(text.substr(at + label.size(), 24)).c_str(), nullptr);
}

Duration ms_after(std::string_view text, std::string_view label) {
  return Duration(static_cast<Duration::rep>(number_after(text, label) * 1000));
}

Reply reply_of(EmulatorClient::InvokeResponse invoked) {
  Reply reply;
  reply.end = invoked.function_error ? Reply::End::kFunctionError : Reply::End::kSuccess;
  reply.payload = std::move(invoked.payload);
  reply.request_id = std::move(invoked.request_id);
  reply.log_tail = base64_decode(invoked.log_tail).value_or("");
  const std::size_t at = reply.log_tail.rfind("REPORT RequestId:");
  if (at == std::string::npos) return reply;  // JSON logs
  const std::string_view report = std::string_view(reply.log_tail).substr(at);
  reply.duration = ms_after(report, "\tDuration: ");
  reply.billed_ms = static_cast<long>(number_after(report, "\tBilled Duration: "));
  reply.max_memory_mb = static_cast<int>(number_after(report, "\tMax Memory Used: "));
  if (report.find("\tInit Duration: ") != std::string_view::npos) {
    reply.init_duration = ms_after(report, "\tInit Duration: ");
  }
  return reply;
}

void write_log(const Reply& reply, const std::string& function, LogSink& log) {
  for (std::string_view rest = reply.log_tail; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const bool platform = line.starts_with("START RequestId:") ||
                          line.starts_with("END RequestId:") ||
                          line.starts_with("REPORT RequestId:");
    log.write({platform ? LogRecord::Kind::kPlatform : LogRecord::Kind::kFunction,
               {},
               function,
               reply.request_id,
               line});
  }
}

}  // namespace

std::optional<int> invoke_running(const InvokeRequest& request, LogSink& log,
                                  const std::filesystem::path& template_file) {
  const auto client = EmulatorClient::find(template_file);
  if (!client || client.value().running().aws_url.empty()) return std::nullopt;
  const std::string context = base64_encode(request.event.client_context);
  auto invoked = client.value().invoke(request.function.name, request.event.payload, context);
  if (!invoked) {
    std::fprintf(stderr, "brume: %s\n", invoked.error().message.c_str());
    return kExitFailed;
  }
  const Reply reply = reply_of(std::move(*invoked));
  if (!request.json) write_log(reply, request.function.name, log);
  return print_reply(request, reply, true);
}

}  // namespace brume::emulator::cli
