// What the Lambda API knows of a function: its configuration, versions, aliases and what hangs on
// them. Plain data; which of it can run is the Invoker's.
//
// Value types. No thread of their own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/invoke/function_versions.h"
#include "emulator/invoke/worker/function_config.h"
#include "emulator/services/lambda/state/code_folder.h"

namespace brume::emulator::aws::lambda {

// A layer version that a function names.
struct LayerUse {
  std::string arn;
  std::uint64_t code_size = 0;
  std::shared_ptr<const CodeFolder> content = {};  // null: it is not here
};

// One version: what GetFunctionConfiguration shows.
struct VersionRecord {
  FunctionConfig hosting;  // name, ARN, version, handler, timeout, memory, variables, logging …
  std::string runtime = "provided.al2023";
  std::string role;
  std::string description = {};
  std::string tracing_mode = "PassThrough";
  std::vector<std::string> architectures = {};
  std::uint64_t code_size = 0;   // of the zip, or of the folder's files
  std::string code_sha256 = {};  // base64
  WallTime last_modified = {};
  std::string revision_id = {};
  // What clients see of a change: it is done when they see it, and shown as done moments later.
  enum class Change { kNone, kCreating, kUpdating };
  Change change = Change::kNone;
  // Why it is listed and cannot run; empty: it can. Shown as State: Failed.
  std::string cannot_run = {};
  // What AWS would run and Brume does not; empty: it runs. Shown as AWS shows it; a call of it is
  // answered with 501 and this.
  std::string not_emulated = {};
  bool from_template = false;
  bool has_environment = false;  // Environment was given, perhaps without a variable
  std::string snap_start = "None";
  std::vector<LayerUse> layers = {};  // in the order in which they are merged
  // Of a published version: how $LATEST was described then. The version may have its own.
  std::string latest_description = {};
  // Members that are kept and given back as they came, as JSON text: "VpcConfig",
  // "DeadLetterConfig".
  std::map<std::string, std::string> kept = {};

  bool runs() const { return cannot_run.empty() && not_emulated.empty(); }
};

struct AliasRecord {
  Alias alias;
  std::string description = {};
  std::string revision_id = {};
  bool from_template = false;
};

// Source: CreateFunctionUrlConfig.
struct UrlRecord {
  std::string auth_type = "NONE";        // or AWS_IAM
  std::string invoke_mode = "BUFFERED";  // or RESPONSE_STREAM
  std::string cors = {};                 // JSON text, or empty
  WallTime created = {};
  WallTime last_modified = {};
  bool from_template = false;
};

// Source: PutFunctionEventInvokeConfig.
struct EventInvokeRecord {
  std::optional<int> retries_max = {};
  std::optional<int> event_age_max_s = {};
  std::string destinations = {};  // DestinationConfig as JSON text, or empty
  WallTime last_modified = {};
  bool from_template = false;
};

// Statements of a resource policy in the order they were added: id and JSON text. Its revision id
// is that of the function, version or alias.
using PolicyRecord = std::vector<std::pair<std::string, std::string>>;

// Things that hang on a function or on one of its qualifiers; "" is the function itself.
template <typename T>
using ByQualifier = std::map<std::string, T, std::less<>>;

struct FunctionRecord {
  VersionRecord latest;
  std::map<int, VersionRecord> versions = {};
  int last_version = 0;  // numbers are never given out twice
  std::map<std::string, AliasRecord, std::less<>> aliases = {};
  std::map<std::string, std::string> tags = {};
  std::optional<int> reserved_concurrency = {};
  bool recursion_allowed = false;  // RecursiveLoop: Allow
  ByQualifier<UrlRecord> urls = {};
  ByQualifier<EventInvokeRecord> event_invokes = {};
  ByQualifier<PolicyRecord> policies = {};

  bool from_template() const { return latest.from_template; }
  const std::string& name() const { return latest.hosting.name; }
  // "" and "$LATEST", a number, or an alias's (primary) version; null when there is none.
  const VersionRecord* find(std::string_view qualifier) const;
  // A version or an alias there is, or "".
  bool has(std::string_view qualifier) const { return find(qualifier) != nullptr; }

  // The revision id of what the qualifier names: the function's, a version's or an alias's own.
  std::string& revision_of(std::string_view qualifier);
  // $LATEST and the versions.
  std::vector<VersionRecord*> with_latest();
  // Keeps what the replaced record got through the API and not from the template:
  // versions, aliases, URLs, event invoke configs, policies; and what is known of the same library.
  void inherit(const FunctionRecord& old);
};

}  // namespace brume::emulator::aws::lambda
