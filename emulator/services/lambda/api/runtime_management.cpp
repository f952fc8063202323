// Runtime management: kept and shown. There is one build of each runtime here, so that nothing is
// ever updated. Source: PutRuntimeManagementConfig, GetRuntimeManagementConfig.
#include <nlohmann/json.hpp>

#include "emulator/aws/protocol/request_json.h"
#include "emulator/services/lambda/api/context.h"
#include "emulator/services/lambda/api/errors.h"
#include "emulator/services/lambda/api/operations.h"
#include "emulator/services/lambda/api/shapes.h"

namespace brume::emulator::aws::lambda {
namespace {

using Json = nlohmann::ordered_json;

Result<FunctionName> managed_version(const Context& context, const Call& call,
                                     const PathParameters& path) {
  auto name = context.existing(call, path);
  if (name && name->qualifier.empty()) name->qualifier = kLatest;
  return name;
}

}  // namespace

void put_runtime_management_config(Context& context, const std::shared_ptr<Call>& call,
                                   const PathParameters& path) {
  auto request = RequestJson::parse(call->body);
  if (!request) return call->fail(to_aws(request.error()));
  request->require("UpdateRuntimeOn");
  const auto when = request->choice("UpdateRuntimeOn", {"Auto", "Manual", "FunctionUpdate"});
  const auto arn = request->text("RuntimeVersionArn", 2048);
  Status done = request->verdict();
  if (done && (*when == "Manual") != arn.has_value()) {
    done = invalid_parameter(arn ? "RuntimeVersionArn can only be given with UpdateRuntimeOn Manual"
                                 : "RuntimeVersionArn is required when UpdateRuntimeOn is Manual");
  }
  if (!done) return call->fail(to_aws(done.error()));
  auto name = managed_version(context, *call, path);
  if (!name) return call->fail(to_aws(name.error()));
  Json json;
  json["UpdateRuntimeOn"] = *when;
  json["FunctionArn"] = context.home().function_arn(name->name, name->qualifier);
  if (arn) json["RuntimeVersionArn"] = *arn;
  const std::string text = to_text(json);
  context.documents.put(kRuntimeManagement, name->qualified(), text,
                        Context::answer_when_stored(call, 200, text));
}

Answer get_runtime_management_config(Context& context, const Call& call,
                                     const PathParameters& path) {
  auto name = managed_version(context, call, path);
  if (!name) return name.error();
  const std::string* const kept = context.documents.find(kRuntimeManagement, name->qualified());
  if (kept != nullptr) return Success{200, *kept};
  return Success{
      200,
      to_text(Json{{"UpdateRuntimeOn", "Auto"},
                   {"FunctionArn", context.home().function_arn(name->name, name->qualifier)}})};
}

}  // namespace brume::emulator::aws::lambda
