// The real thing for tests: a loop, brume-host, and the sample functions behind an Invoker.
// Owns all of it; what it logs is kept for looking at.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/base/ids.h"
#include "emulator/invoke/invoker.h"
#include "emulator/invoke/worker/zygote.h"
#include "emulator/loop/loop.h"

namespace brume::emulator::testing {

struct KeptRecord {
  LogRecord::Kind kind;
  std::string function, request_id, text;
};

class KeptLog final : public LogSink {
 public:
  void write(const LogRecord& record) override;
  // All lines of a kind, or of all kinds.
  std::vector<std::string> texts(std::optional<LogRecord::Kind> kind = {}) const;
  bool contains(std::string_view text) const;
  // Every line, one beneath the other, for failure messages.
  std::string all() const;

  std::vector<KeptRecord> records;
  bool keep = true;
};

struct FunctionOptions {
  Duration timeout = std::chrono::seconds(5);
  int memory_mb = 512;
  int ephemeral_storage_mb = 512;
  std::optional<int> reserved_concurrency = {};
  std::map<std::string, std::string> environment = {};
  bool json_logs = false;
  std::string system_log_level = {};
};

class RealHosting {
 public:
  explicit RealHosting(int account_concurrency = kAccountConcurrency);

  // `handler`: "hello.handler", from the folder of the sample functions. The name is `name`, or the
  // library's.
  std::string add(const std::string& handler, FunctionOptions options = {}, std::string name = {});
  // Of a library anywhere.
  std::string add_library(const std::string& name, const std::string& library,
                          const std::string& symbol, FunctionOptions options = {});

  // Starts without waiting.
  void start(const std::string& function, Event event, std::optional<Result<Reply>>& result);
  // Runs the loop until `condition` holds; fails the test after ten seconds of nothing.
  template <typename Condition>
  void run_until(Condition condition) {
    const MonotonicTime give_up = loop.monotonic() + std::chrono::seconds(30);
    const Timer tick = keep_ticking();
    while (!condition()) {
      BRUME_CHECK(loop.monotonic() < give_up);
      loop.run_once(true);
    }
  }
  Result<Reply> call(const std::string& function, std::string payload);
  Result<Reply> call(const std::string& function, Event event);

  Loop loop;
  KeptLog log;
  RandomIds ids;
  std::unique_ptr<Symbolizer> symbolizer;
  Zygote zygote;
  InvokeServices services;
  Invoker invoker;

 private:
  Timer keep_ticking();
  Timer ticker_;
};

}  // namespace brume::emulator::testing
