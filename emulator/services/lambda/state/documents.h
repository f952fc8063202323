// Documents: what the Lambda API was given and must keep, as JSON text by kind and key: layers,
// event source mappings, provisioned concurrency … They are read when the emulator starts and lie
// in memory from then on; each change is committed before its `done` runs.
//
// Loop thread. The Loop outlives it.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/callback.h"
#include "emulator/base/result.h"
#include "emulator/loop/loop.h"
#include "emulator/store/store.h"

namespace brume::emulator::aws::lambda {

// Kinds of what hangs on functions; the keys begin with the function's name.
inline constexpr const char* kProvisionedConcurrency = "provisioned-concurrency";
inline constexpr const char* kRuntimeManagement = "runtime-management";
inline constexpr const char* kFunctionCodeSigning = "function-code-signing";  // key: the name
inline constexpr const char* kCodeSigning = "code-signing-config";
inline constexpr const char* kEventSourceMapping = "event-source-mapping";  // key: the UUID
inline constexpr const char* kResourceTags = "tags";  // not of functions; key: the ARN

class Documents {
 public:
  using Stored = Callback<void(Status)>;
  using ByKey = std::map<std::string, std::string, std::less<>>;

  // Nothing outlives it, and `done` runs at once, until open() is called.
  Documents() = default;
  // Reads what the file holds; what changes goes there. REQUIRES: nothing has changed yet
  Status open(Loop& loop, const std::filesystem::path& file);

  // Null: there is none. Until the next change.
  const std::string* find(std::string_view kind, std::string_view key) const;
  const ByKey& all(std::string_view kind) const;
  // A change that cannot be committed is taken back, and `done` says why.
  void put(const std::string& kind, const std::string& key, std::string text, Stored done);
  // Success where there was none, too.
  void erase(const std::string& kind, const std::string& key, Stored done);
  // Of every key that begins so; nobody waits for it.
  void erase_all(const std::string& kind, std::string_view prefix);

 private:
  using Text = std::optional<std::string>;
  void change(const std::string& kind, const std::string& key, Text text, Stored done);
  void set(const std::string& kind, const std::string& key, const Text& text);

  std::map<std::string, ByKey, std::less<>> kinds_;
  std::unique_ptr<Store> store_;
};

}  // namespace brume::emulator::aws::lambda
