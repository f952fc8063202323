// Application: what a template means, as plain data. Everything is resolved: no intrinsic, no
// parameter, no Globals is left. The rest of the emulator reads this and nothing else of a
// template.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emulator/base/account.h"
#include "emulator/template/model/source.h"
#include "emulator/template/model/value.h"

namespace brume::emulator {

// A SAM event source as written under `Events`, with resolved properties.
struct EventSource {
  std::string name;  // its key under Events
  std::string type;  // SAM's word: "HttpApi", "Schedule", "S3", …
  Value properties;
  SourcePosition at;
};

// Where log lines go and how they look. Source: AWS::Lambda::Function LoggingConfig.
struct LoggingSpec {
  bool json = false;                       // LogFormat: JSON
  std::string application_log_level = {};  // TRACE…FATAL; empty: not set
  std::string system_log_level = {};       // DEBUG, INFO, WARN; empty: not set
  std::string log_group = {};              // empty: /aws/lambda/<name>
};

// How `brume build` makes the function's library. Source: SAM's Metadata attributes.
struct BuildSpec {
  std::string method = {};  // "cmake", "makefile", or empty: CodeUri is used as it is
  Value properties;         // BuildProperties, may be null
};

struct FunctionSpec {
  std::string logical_id;
  std::string name;     // FunctionName, else the logical id
  std::string handler;  // "library.symbol"
  std::string runtime;  // "provided.al2023"
  std::string description;
  std::filesystem::path code;      // absolute; CodeUri / Code, or where metadata points
  int timeout_s = 3;               // 1..900
  int memory_mb = 128;             // 128..10240
  int ephemeral_storage_mb = 512;  // 512..10240
  std::optional<int> reserved_concurrency;
  std::map<std::string, std::string> environment;  // the template's, after --env-vars
  LoggingSpec logging;
  std::string tracing_mode = "PassThrough";
  bool recursion_allowed = false;  // RecursiveLoop: Allow
  BuildSpec build;
  std::vector<EventSource> events;
  // Why it cannot be hosted ("its code lies in S3"): an invocation answers with this. Empty: it
  // can.
  std::string cannot_run;
  SourcePosition at;
};

// Any resource after expansion and resolution, for the services that will read it.
struct Resource {
  std::string logical_id;
  std::string type;
  Value properties;
  Value metadata;
  SourcePosition at;
};

struct Application {
  std::filesystem::path template_file;  // absolute
  std::string description;
  std::string region = "us-east-1";
  std::string account_id{kAccountId};
  std::vector<FunctionSpec> functions;  // in the template's order
  std::vector<Resource> resources;      // all of them, in the template's order
  std::map<std::string, Value> outputs;
};

}  // namespace brume::emulator
