#include "tests/integration/hosting/real_hosting.h"

namespace brume::emulator::testing {

void KeptLog::write(const LogRecord& record) {
  if (!keep || record.kind == LogRecord::Kind::kCall) return;
  records.push_back({record.kind, std::string(record.function), std::string(record.request_id),
                     std::string(record.text)});
}

std::vector<std::string> KeptLog::texts(std::optional<LogRecord::Kind> kind) const {
  std::vector<std::string> found;
  for (const KeptRecord& record : records) {
    if (!kind || record.kind == *kind) found.push_back(record.text);
  }
  return found;
}

bool KeptLog::contains(std::string_view text) const {
  for (const KeptRecord& record : records) {
    if (record.text.find(text) != std::string::npos) return true;
  }
  return false;
}

std::string KeptLog::all() const {
  std::string lines;
  for (const KeptRecord& record : records) lines += record.text.substr(0, 200) + "\n";
  return lines;
}

RealHosting::RealHosting(int account_concurrency)
    : symbolizer(make_dwarf_symbolizer(loop)),
      zygote(loop, log, ZygoteOptions{.host_program = BRUME_HOST_PROGRAM}),
      services{loop, loop, ids, log, zygote, *symbolizer},
      invoker(services, account_concurrency) {}

std::string RealHosting::add(const std::string& handler, FunctionOptions options,
                             std::string name) {
  const std::size_t dot = handler.find('.');
  const std::string library = handler.substr(0, dot);
  if (name.empty()) name = library;
  return add_library(name, std::string(BRUME_FUNCTIONS_DIR) + "/" + library + ".so",
                     handler.substr(dot + 1), std::move(options));
}

std::string RealHosting::add_library(const std::string& name, const std::string& library,
                                     const std::string& symbol, FunctionOptions options) {
  FunctionConfig config;
  config.name = name;
  config.arn = "arn:aws:lambda:us-east-1:123456789012:function:" + name;
  config.handler = name + "." + symbol;
  config.task_root = BRUME_FUNCTIONS_DIR;
  config.library = library;
  config.symbol = symbol;
  config.timeout = options.timeout;
  config.memory_mb = options.memory_mb;
  config.ephemeral_storage_mb = options.ephemeral_storage_mb;
  config.reserved_concurrency = options.reserved_concurrency;
  config.environment = std::move(options.environment);
  config.json_logs = options.json_logs;
  config.system_log_level = std::move(options.system_log_level);
  config.log_group = "/aws/lambda/" + name;
  BRUME_CHECK(invoker.add_function(std::move(config)).ok());
  return name;
}

void RealHosting::start(const std::string& function, Event event,
                        std::optional<Result<Reply>>& result) {
  invoker.invoke(function, std::move(event),
                 [&result](Result<Reply> reply) { result.emplace(std::move(reply)); });
}

Timer RealHosting::keep_ticking() {
  // Wakes the loop now and then, so that run_until() can give up.
  return loop.start(std::chrono::milliseconds(20), [this] { ticker_ = keep_ticking(); });
}

Result<Reply> RealHosting::call(const std::string& function, std::string payload) {
  return call(function, Event{.payload = std::move(payload)});
}

Result<Reply> RealHosting::call(const std::string& function, Event event) {
  std::optional<Result<Reply>> result;
  start(function, std::move(event), result);
  run_until([&] { return result.has_value(); });
  return std::move(*result);
}

}  // namespace brume::emulator::testing
