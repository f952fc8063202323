// CreateFunction and UpdateFunctionCode.
#include <nlohmann/json.hpp>

#include "emulator/services/lambda/api/code_upload.h"
#include "emulator/services/lambda/api/configuration_request.h"
#include "emulator/services/lambda/api/context.h"
#include "emulator/services/lambda/api/errors.h"
#include "emulator/services/lambda/api/layer_request.h"
#include "emulator/services/lambda/api/operations.h"
#include "emulator/services/lambda/api/shapes.h"
#include "emulator/services/lambda/api/versions.h"

namespace brume::emulator::aws::lambda {
namespace {

void answer_configuration(Call& call, int status, const VersionRecord& version,
                          std::string_view qualifier = {}) {
  call.succeed(status, to_text(configuration_json(version, qualifier)));
}

std::string new_code_folder(const Context& context) {
  return (context.state_folder / "code" / context.ids.uuid()).string();
}

// --- CreateFunction ---

void read_architectures(RequestJson& request, VersionRecord& record) {
  const auto given = request.list("Architectures");
  if (!given) return;
  std::string all;
  bool known = true;
  for (const std::string& each : *given) {
    all += (all.empty() ? "" : ", ") + each;
    known = known && (each == "x86_64" || each == "arm64");
  }
  if (given->size() > 1) {
    request.refuse("'[" + all + "]'", "Architectures",
                   "Member must have length less than or equal to 1");
  } else if (given->empty()) {
    request.refuse("'[]'", "Architectures", "Member must have length greater than or equal to 1");
  }
  if (!known) {
    request.refuse("'[" + all + "]'", "Architectures",
                   "Member must satisfy constraint: [Member must satisfy enum value set: "
                   "[x86_64, arm64], Member must not be null]");
  }
  record.architectures = *given;
}

// A name alone has 64 characters; an ARN has its own limit.
constexpr std::size_t kMaxPlainNameLength = 64;

void read_name(const Home& home, RequestJson& request, VersionRecord& record) {
  const std::string text = request.text("FunctionName").value_or("");
  if (text.empty()) return;
  const NameRule& rule = name_rule("CreateFunction");
  const bool plain = text.find(':') == std::string::npos;
  const std::string_view checked = plain && text.size() > kMaxPlainNameLength
                                       ? std::string_view(text).substr(0, kMaxPlainNameLength)
                                       : std::string_view(text);
  check_function_name(request.errors(), checked, {}, rule);
  auto name = parse_function_name(home, checked, {}, rule);
  if (!name) return;
  FunctionConfig& config = record.hosting;
  config.name = name->name;
  config.arn = home.function_arn(name->name);
  config.region = home.region;
  if (config.log_group.empty()) config.log_group = "/aws/lambda/" + config.name;
}

// What is left of it once the members are valid each.
Status check_name(const Home& home, const std::string& text) {
  if (text.find(':') == std::string::npos && text.size() > kMaxPlainNameLength) {
    return invalid_parameter("1 validation error detected: Value '" + text +
                             "' at 'functionName' failed to satisfy constraint: Member must have "
                             "length less than or equal to 64");
  }
  auto name = parse_function_name(home, text, {}, name_rule("CreateFunction"));
  if (!name) return std::move(name).error();
  if (name->qualifier.empty()) return Done{};
  return invalid_value(text, "functionName",
                       "Member must satisfy regular expression pattern: " +
                           std::string(name_rule("CreateFunction").pattern));
}

Status check_creation(const Home& home, RequestJson& request, VersionRecord& record) {
  for (const char* member : {"FunctionName", "Role", "Code"}) request.require(member);
  read_name(home, request, record);
  read_architectures(request, record);
  const auto package = request.choice("PackageType", {"Zip", "Image"});
  const auto tags = request.texts("Tags");
  Status read = read_configuration(request, record);
  if (!read) return read;
  if (package.value_or("Zip") == "Image") {
    return not_implemented("container images: PackageType must be Zip");
  }
  for (const char* member : {"Runtime", "Handler"}) {
    if (request.has(member)) continue;
    return invalid_parameter(std::string(member) +
                             " is mandatory for functions created with deployment packages.");
  }
  Status named = check_name(home, *request.text("FunctionName"));
  return named && tags ? check_tags(*tags) : std::move(named);
}

void finish_creation(Context& context, const std::shared_ptr<Call>& call, CodeUpload& upload) {
  Status done = upload.outcome();
  FunctionRecord function{.latest = std::move(upload.record)};
  if (done) done = resolve_layers(context, function.latest);
  if (!done) return call->fail(to_aws(done.error()));
  context.touch(function.latest);
  function.tags = upload.request().texts("Tags").value_or(function.tags);
  const bool publish = upload.request().truth("Publish").value_or(false);
  const std::string name = function.name();
  done = context.functions.add(std::move(function));
  if (!done) return call->fail(to_aws(done.error()));
  context.forget_settings(name);  // of a function of that name that was there before
  context.changes.begin(name, VersionRecord::Change::kCreating);
  const VersionRecord& latest = context.functions.all().at(name).latest;
  if (!publish) return answer_configuration(*call, 201, latest);
  publish_created(context, name);
  VersionRecord published = latest;
  published.hosting.version = "1";
  answer_configuration(*call, 201, published);
}

// --- UpdateFunctionCode ---

void finish_update(Context& context, const std::shared_ptr<Call>& call, const FunctionName& name,
                   CodeUpload& upload) {
  Status done = upload.outcome();
  auto function = std::as_const(context.functions).find(name);  // it may have gone meanwhile
  if (done && !function) done = function.error();
  if (done) {
    done = Context::check_revision(upload.request().text("RevisionId").value_or(""),
                                   (*function)->latest.revision_id, "Function/GetAlias");
  }
  if (!done) return call->fail(to_aws(done.error()));
  VersionRecord latest = (*function)->latest;  // whose configuration may have changed meanwhile
  const VersionRecord& uploaded = upload.record;
  latest.hosting.task_root = uploaded.hosting.task_root;
  latest.hosting.code_lease = uploaded.hosting.code_lease;
  latest.architectures = uploaded.architectures;
  latest.code_size = uploaded.code_size;
  latest.code_sha256 = uploaded.code_sha256;
  latest.cannot_run.clear();
  latest.not_emulated.clear();
  done = find_library(latest);
  if (!done) return call->fail(to_aws(done.error()));
  if (upload.request().truth("DryRun").value_or(false))
    return answer_configuration(*call, 200, latest);
  context.changes.settle(name.name);
  context.touch(latest);
  context.functions.replace_latest(std::move(latest));
  context.changes.begin(name.name, VersionRecord::Change::kUpdating);
  if (upload.request().truth("Publish").value_or(false)) {
    return publish_latest(context, call, name.name, {.status = 200});
  }
  answer_configuration(*call, 200, context.functions.all().at(name.name).latest);
}

Status check_update(RequestJson& request, VersionRecord& record) {
  read_architectures(request, record);
  static_cast<void>(request.truth("DryRun"));
  static_cast<void>(request.truth("Publish"));
  static_cast<void>(request.text("RevisionId"));
  return request.verdict();
}

}  // namespace

void create_function(Context& context, const std::shared_ptr<Call>& call, const PathParameters&) {
  auto upload =
      std::make_shared<CodeUpload>(std::move(call->body), new_code_folder(context), "Code");
  upload->check = [home = context.home()](RequestJson& request, VersionRecord& record) {
    return check_creation(home, request, record);
  };
  upload->record.architectures = {context.architecture};
  context.run_blocking([upload] { upload->run(); },
                       [&context, call, upload] { finish_creation(context, call, *upload); });
}

void update_function_code(Context& context, const std::shared_ptr<Call>& call,
                          const PathParameters& path) {
  auto name = context.existing(*call, path);
  if (!name) return call->fail(to_aws(name.error()));
  auto upload = std::make_shared<CodeUpload>(std::move(call->body), new_code_folder(context), "");
  upload->check = check_update;
  upload->record = context.functions.all().find(name->name)->second.latest;
  context.run_blocking([upload] { upload->run(); },
                       [&context, call, upload, function = FunctionName{name->name}] {
                         finish_update(context, call, function, *upload);
                       });
}

}  // namespace brume::emulator::aws::lambda
