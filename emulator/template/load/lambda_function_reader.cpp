#include "emulator/template/load/lambda_function_reader.h"

#include <algorithm>
#include <array>
#include <limits>

#include "emulator/base/lies_outside.h"
#include "emulator/template/load/env_vars.h"
#include "emulator/template/model/did_you_mean.h"
#include "emulator/template/model/property_reader.h"

namespace brume::emulator {
namespace {

// Source: AWS::Lambda::Function in the CloudFormation reference.
constexpr std::array<std::string_view, 32> kProperties{"Architectures",
                                                       "CapacityProviderConfig",
                                                       "Code",
                                                       "CodeSigningConfigArn",
                                                       "DeadLetterConfig",
                                                       "Description",
                                                       "DurableConfig",
                                                       "Environment",
                                                       "EphemeralStorage",
                                                       "FileSystemConfigs",
                                                       "FunctionName",
                                                       "FunctionScalingConfig",
                                                       "Handler",
                                                       "ImageConfig",
                                                       "KmsKeyArn",
                                                       "Layers",
                                                       "LoggingConfig",
                                                       "MemorySize",
                                                       "PackageType",
                                                       "PublishToLatestPublished",
                                                       "RecursiveLoop",
                                                       "ReservedConcurrentExecutions",
                                                       "Role",
                                                       "Runtime",
                                                       "RuntimeManagementConfig",
                                                       "SnapStart",
                                                       "Tags",
                                                       "TenancyConfig",
                                                       "Timeout",
                                                       "TracingConfig",
                                                       "VpcConfig",
                                                       "SourceKMSKeyArn"};

// Accepted, and without effect here.
constexpr std::array<std::string_view, 8> kIgnored{
    "VpcConfig",     "FileSystemConfigs",     "Layers",
    "SnapStart",     "CodeSigningConfigArn",  "TenancyConfig",
    "DurableConfig", "CapacityProviderConfig"};

constexpr std::array<std::string_view, 10> kRuntimes{
    "provided.al2023", "provided.al2", "provided", "nodejs22.x", "python3.13",
    "ruby3.3",         "java21",       "dotnet8",  "go1.x",      "nodejs"};
constexpr std::array<std::string_view, 7> kRuntimeFamilies{"provided", "nodejs", "python", "ruby",
                                                           "java",     "dotnet", "go1.x"};
constexpr std::array<std::string_view, 2> kPackageTypes{"Zip", "Image"};
constexpr std::array<std::string_view, 2> kTracingModes{"Active", "PassThrough"};
constexpr std::array<std::string_view, 2> kRecursiveLoops{"Allow", "Terminate"};
constexpr std::array<std::string_view, 2> kLogFormats{"Text", "JSON"};
constexpr std::array<std::string_view, 6> kApplicationLevels{"TRACE", "DEBUG", "INFO",
                                                             "WARN",  "ERROR", "FATAL"};
constexpr std::array<std::string_view, 3> kSystemLevels{"DEBUG", "INFO", "WARN"};

constexpr std::size_t kFunctionNameMax = 64;
constexpr std::size_t kHandlerMax = 128;

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

constexpr std::array<std::string_view, 3> kRun{"provided", "python", "nodejs"};

bool is_run(std::string_view runtime) {
  return std::any_of(kRun.begin(), kRun.end(),
                     [&](std::string_view family) { return runtime.starts_with(family); });
}

class FunctionReader {
 public:
  FunctionReader(const FunctionInput& input, NotEmulated& not_emulated, const Path& path,
                 Reporter& reporter)
      : input_(input),
        not_emulated_(not_emulated),
        reporter_(reporter),
        properties_(input.resource.properties, path, reporter, &input.failed) {}

  FunctionSpec read();

 private:
  void read_name();
  void read_handler();
  void read_runtime();
  void read_limits();
  void read_code();
  void read_code_map(const Value& code);
  void note_outside(const Value& where);
  void read_environment();
  void read_logging();
  void read_build();
  void cannot_run(const Value& where, const std::string& why, const std::string& hint);
  const Value& place_of(std::string_view property) const;

  const FunctionInput& input_;
  NotEmulated& not_emulated_;
  Reporter& reporter_;
  PropertyReader properties_;
  FunctionSpec spec_;
  bool image_ = false;
};

const Value& FunctionReader::place_of(std::string_view property) const {
  const Value* value = input_.resource.properties.find(property);
  return value != nullptr ? *value : input_.site;
}

void FunctionReader::cannot_run(const Value& where, const std::string& why,
                                const std::string& hint) {
  if (!spec_.cannot_run.empty()) return;
  spec_.cannot_run = why;
  reporter_.as(rules::kNotEmulated)
      .warning(where, properties_.path(),
               "function `" + spec_.logical_id + "` cannot run here: " + why, hint);
}

void FunctionReader::read_name() {
  spec_.name = properties_.text("FunctionName").value_or(spec_.logical_id);
  if (properties_.find("FunctionName") == nullptr) return;  // AWS makes one, and a fitting one
  const bool characters = std::all_of(spec_.name.begin(), spec_.name.end(), is_name_character);
  if (spec_.name.empty() || spec_.name.size() > kFunctionNameMax || !characters) {
    reporter_.as(rules::kName)
        .error(place_of("FunctionName"), properties_.path() / "FunctionName",
               "AWS rejects the function name `" + spec_.name + "`",
               "1 to 64 letters, digits, hyphens and underscores");
  }
}

void FunctionReader::read_handler() {
  if (image_) return;
  if (!properties_.require("Handler", input_.site, "a function packaged as Zip")) return;
  spec_.handler = properties_.text("Handler").value_or("");
  const Value& where = place_of("Handler");
  if (properties_.find("Handler") == nullptr || input_.failed.contains("Handler")) return;
  const bool spaces = spec_.handler.find_first_of(" \t\n") != std::string::npos;
  if (spec_.handler.empty() || spaces || spec_.handler.size() > kHandlerMax) {
    reporter_.as(rules::kHandler)
        .error(where, properties_.path() / "Handler",
               "AWS rejects the handler `" + spec_.handler + "`",
               "1 to 128 characters without spaces");
  } else if (properties_.text("Runtime").value_or("").starts_with("provided") &&
             lies_outside(spec_.handler, {})) {
    // Other runtimes refuse it themselves, in AWS's words.
    cannot_run(where, "its handler `" + spec_.handler + "` leads out of its code",
               "name a file in the function's own folder");
  }
}

void FunctionReader::read_runtime() {
  if (image_) return;
  if (!properties_.require("Runtime", input_.site, "a function packaged as Zip")) return;
  spec_.runtime = properties_.text("Runtime").value_or("");
  if (spec_.runtime.empty()) return;
  const bool known =
      std::any_of(kRuntimeFamilies.begin(), kRuntimeFamilies.end(),
                  [&](std::string_view family) { return spec_.runtime.starts_with(family); });
  if (!known) {
    reporter_.as(rules::kValue)
        .error(place_of("Runtime"), properties_.path() / "Runtime",
               "AWS has no runtime `" + spec_.runtime + "`", suggestion(spec_.runtime, kRuntimes));
  } else if (!is_run(spec_.runtime)) {
    cannot_run(place_of("Runtime"), "there is no runtime `" + spec_.runtime + "` in Brume",
               "Python, Node.js and `provided.al2023` are run");
  }
}

void FunctionReader::read_limits() {
  // Source: AWS Lambda quotas.
  const auto number = [&](std::string_view name, int min, int max, int fallback) {
    return static_cast<int>(properties_.integer(name, min, max).value_or(fallback));
  };
  spec_.timeout_s = number("Timeout", 1, 900, spec_.timeout_s);
  spec_.memory_mb = number("MemorySize", 128, 10240, spec_.memory_mb);
  const auto reserved =
      properties_.integer("ReservedConcurrentExecutions", 0, std::numeric_limits<int>::max());
  if (reserved) spec_.reserved_concurrency = static_cast<int>(*reserved);
  if (const Value* storage = properties_.map("EphemeralStorage")) {
    const Path path = properties_.path() / "EphemeralStorage";
    const PropertyReader reader(*storage, path, reporter_);
    constexpr std::array<std::string_view, 1> kNames{"Size"};
    reader.check_names(kNames, "EphemeralStorage");
    if (reader.require("Size", *storage, "EphemeralStorage")) {
      const auto size = reader.integer("Size", 512, 10240);
      spec_.ephemeral_storage_mb = static_cast<int>(size.value_or(512));
    }
  }
  spec_.recursion_allowed = properties_.choice("RecursiveLoop", kRecursiveLoops) == "Allow";
  if (const Value* tracing = properties_.map("TracingConfig")) {
    const Path path = properties_.path() / "TracingConfig";
    const PropertyReader reader(*tracing, path, reporter_);
    spec_.tracing_mode = reader.choice("Mode", kTracingModes).value_or(spec_.tracing_mode);
  }
}

// Local code: a path as text (SAM's CodeUri, or what `aws cloudformation package` takes), or CDK's
// asset beside an S3 location that exists only after a deployment.
void FunctionReader::read_code() {
  const Value* asset = input_.resource.metadata.find("aws:asset:path");
  if (asset != nullptr && asset->is_string()) {
    spec_.code = (input_.template_folder / asset->as_string()).lexically_normal();
    note_outside(*asset);
    return;
  }
  if (!properties_.require("Code", input_.site, "AWS::Lambda::Function")) return;
  const Value* code = properties_.find("Code");
  if (code == nullptr) return;
  if (code->is_map()) {
    read_code_map(*code);
    return;
  }
  if (!code->is_string()) {
    reporter_.as(rules::kCode)
        .error(*code, properties_.path() / "Code",
               "`Code` must be a path or a map, found " + std::string(kind_name(code->kind())));
    return;
  }
  if (code->as_string().find("://") != std::string::npos) {
    cannot_run(*code, "its code is at " + code->as_string(), "point it at a local folder");
    return;
  }
  spec_.code = (input_.template_folder / code->as_string()).lexically_normal();
  note_outside(*code);
  std::error_code error;
  if (!std::filesystem::exists(spec_.code, error)) {
    reporter_.as(rules::kCode)
        .warning(*code, properties_.path() / "Code", "there is no `" + spec_.code.string() + "`",
                 spec_.build.method.empty() ? "build the function first, or correct the path" : "");
  }
}

// A template of somebody else may lead anywhere on this machine: that is taken, and said.
void FunctionReader::note_outside(const Value& where) {
  if (!lies_outside(spec_.code, input_.template_folder)) return;
  reporter_.as(rules::kCode)
      .note(where, properties_.path(),
            "the code of `" + spec_.logical_id +
                "` lies outside of the template's folder: " + spec_.code.string());
}

void FunctionReader::read_code_map(const Value& code) {
  const Path path = properties_.path() / "Code";
  const PropertyReader reader(code, path, reporter_);
  constexpr std::array<std::string_view, 6> kNames{
      "ZipFile", "S3Bucket", "S3Key", "S3ObjectVersion", "ImageUri", "SourceKMSKeyArn"};
  reader.check_names(kNames, "Code");
  if (image_ || reader.find("ImageUri") != nullptr) {
    cannot_run(code, "container images are not run", "package it as `Zip`");
  } else if (reader.find("ZipFile") != nullptr) {
    cannot_run(*reader.find("ZipFile"), "inline code needs a language runtime",
               "put the compiled library into a folder and point `CodeUri` at it");
  } else if (reader.find("S3Bucket") != nullptr || reader.find("S3Key") != nullptr) {
    cannot_run(code, "its code lies in S3", "point `CodeUri` at a local folder");
  } else {
    reporter_.as(rules::kCode).error(code, path, "`Code` says not where the code is");
  }
}

void FunctionReader::read_environment() {
  const Value* environment = properties_.map("Environment");
  if (environment == nullptr) return;
  const Path path = properties_.path() / "Environment";
  const PropertyReader reader(*environment, path, reporter_);
  constexpr std::array<std::string_view, 1> kNames{"Variables"};
  reader.check_names(kNames, "Environment");
  const Value* variables = reader.map("Variables");
  if (variables == nullptr) return;
  spec_.environment = read_variables(*variables, path / "Variables", reporter_);
}

void FunctionReader::read_logging() {
  const Value* logging = properties_.map("LoggingConfig");
  if (logging == nullptr) return;
  const Path path = properties_.path() / "LoggingConfig";
  const PropertyReader reader(*logging, path, reporter_);
  constexpr std::array<std::string_view, 4> kNames{"LogFormat", "ApplicationLogLevel",
                                                   "SystemLogLevel", "LogGroup"};
  reader.check_names(kNames, "LoggingConfig");
  spec_.logging.json = reader.choice("LogFormat", kLogFormats).value_or("Text") == "JSON";
  spec_.logging.application_log_level =
      reader.choice("ApplicationLogLevel", kApplicationLevels).value_or("");
  spec_.logging.system_log_level = reader.choice("SystemLogLevel", kSystemLevels).value_or("");
  spec_.logging.log_group = reader.text("LogGroup").value_or("");
  const Value* level = reader.find("ApplicationLogLevel");
  if (level == nullptr) level = reader.find("SystemLogLevel");
  if (level != nullptr && !spec_.logging.json) {
    reporter_.as(rules::kValue).error(*level, path, "log levels need `LogFormat: JSON`");
  }
}

void FunctionReader::read_build() {
  const Value& metadata = input_.resource.metadata;
  if (const Value* method = metadata.find("BuildMethod");
      method != nullptr && method->is_scalar()) {
    spec_.build.method = method->text();
  }
  if (const Value* properties = metadata.find("BuildProperties")) {
    spec_.build.properties = *properties;
  }
}

FunctionSpec FunctionReader::read() {
  spec_.logical_id = input_.resource.logical_id;
  spec_.at = input_.site.at();
  properties_.check_names(kProperties, "AWS::Lambda::Function");
  image_ = properties_.choice("PackageType", kPackageTypes).value_or("Zip") == "Image";
  spec_.description = properties_.text("Description").value_or("");
  read_name();
  read_build();
  read_code();
  read_runtime();
  read_handler();
  read_limits();
  read_environment();
  read_logging();
  for (const std::string_view name : kIgnored) {
    const Value* value = properties_.find(name);
    if (value == nullptr || (value->is_list() && value->items().empty())) continue;
    not_emulated_.add("`" + std::string(name) + "`", *value, spec_.logical_id);
  }
  return std::move(spec_);
}

// How many resources are named before "and N more".
constexpr std::size_t kFunctionsNamedMax = 5;

}  // namespace

void NotEmulated::add(const std::string& feature, const Value& where,
                      const std::string& logical_id) {
  Use& use = features[feature];
  if (use.resources.empty()) use.where.place_as(where);
  use.resources.push_back(logical_id);
}

void NotEmulated::report(Reporter& reporter) const {
  for (const auto& [feature, use] : features) {
    std::string names;
    for (std::size_t i = 0; i < std::min(use.resources.size(), kFunctionsNamedMax); ++i) {
      names += (i > 0 ? ", `" : "`") + use.resources[i] + "`";
    }
    if (use.resources.size() > kFunctionsNamedMax) {
      names += " and " + std::to_string(use.resources.size() - kFunctionsNamedMax) + " more";
    }
    reporter.as(rules::kNotEmulated)
        .note(use.where, Path(), feature + " has no effect here: used by " + names);
  }
}

FunctionSpec read_function(const FunctionInput& input, NotEmulated& not_emulated,
                           Reporter& reporter) {
  const Path resources = Path() / "Resources";
  const Path resource = resources / input.resource.logical_id;
  const Path path = resource / "Properties";
  return FunctionReader(input, not_emulated, path, reporter).read();
}

}  // namespace brume::emulator
