// CreateFunction and UpdateFunctionCode.
#include <nlohmann/json.hpp>

#include "emulator/services/lambda/api/code_upload.h"
#include "emulator/services/lambda/api/configuration_request.h"
#include "emulator/services/lambda/api/context.h"
#include "emulator/services/lambda/api/errors.h"
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
  const nlohmann::json* const given = request.find("Architectures");
  if (given == nullptr) return;
  const bool one = given->is_array() && given->size() == 1;
  if (one && (given->front() == "x86_64" || given->front() == "arm64")) {
    record.architectures = {given->front().get<std::string>()};
  } else {
    request.refuse("'" + given->dump() + "'", "Architectures",
                   "Member must satisfy constraint: [Member must satisfy enum value set: "
                   "[x86_64, arm64]]");
  }
}

Status check_creation(RequestJson& request, VersionRecord& record) {
  for (const char* member : {"FunctionName", "Role", "Code"}) request.require(member);
  read_architectures(request, record);
  const auto package = request.choice("PackageType", {"Zip", "Image"});
  if (package.value_or("Zip") == "Image") {
    return invalid_parameter("brume does not run container images: PackageType must be Zip");
  }
  Status read = read_configuration(request, record);
  if (!read) return read;
  for (const char* member : {"Runtime", "Handler"}) {
    if (request.has(member)) continue;
    return invalid_parameter(std::string(member) +
                             " is mandatory for functions created with deployment packages.");
  }
  const auto tags = request.texts("Tags");
  Status typed = request.verdict();
  return typed && tags ? check_tags(*tags) : typed;
}

Status name_record(const Context& context, RequestJson& request, VersionRecord& record) {
  const std::string text = request.text("FunctionName").value_or("");
  auto name = parse_function_name(context.home(), text, {});
  if (!name) return std::move(name).error();
  const bool plain = name->name.find('.') == std::string::npos;
  if (!plain || !name->qualifier.empty()) {
    return invalid_value(text, "functionName",
                         "Member must satisfy regular expression pattern: "
                         "(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?"
                         "(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)");
  }
  FunctionConfig& config = record.hosting;
  config.name = name->name;
  config.arn = context.home().function_arn(name->name);
  config.region = context.home().region;
  if (config.log_group.empty()) config.log_group = "/aws/lambda/" + config.name;
  return Done{};
}

void finish_creation(Context& context, const std::shared_ptr<Call>& call, CodeUpload& upload) {
  Status done = upload.outcome();
  FunctionRecord function{.latest = std::move(upload.record)};
  if (done) done = name_record(context, upload.request(), function.latest);
  if (!done) return call->fail(to_aws(done.error()));
  context.touch(function.latest);
  function.tags = upload.request().texts("Tags").value_or(function.tags);
  const bool publish = upload.request().truth("Publish").value_or(false);
  const std::string name = function.name();
  done = context.functions.add(std::move(function));
  if (!done) return call->fail(to_aws(done.error()));
  if (publish) return publish_latest(context, call, name, {.status = 201});
  answer_configuration(*call, 201, context.functions.all().at(name).latest);
}

// --- UpdateFunctionCode ---

void finish_update(Context& context, const std::shared_ptr<Call>& call, const FunctionName& name,
                   CodeUpload& upload) {
  Status done = upload.outcome();
  auto function = std::as_const(context.functions).find(name);  // it may have gone meanwhile
  if (done && !function) done = function.error();
  if (done) {
    done = Context::check_revision(upload.request().text("RevisionId").value_or(""),
                                   (*function)->latest.revision_id, "Function");
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
  done = find_library(latest);
  if (!done) return call->fail(to_aws(done.error()));
  if (upload.request().truth("DryRun").value_or(false))
    return answer_configuration(*call, 200, latest);
  context.touch(latest);
  context.functions.replace_latest(std::move(latest));
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
  upload->check = check_creation;
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
