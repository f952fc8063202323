#include <nlohmann/json.hpp>

#include "emulator/aws/protocol/request_json.h"
#include "emulator/services/lambda/api/context.h"
#include "emulator/services/lambda/api/operations.h"
#include "emulator/services/lambda/api/shapes.h"

namespace brume::emulator::aws::lambda {
namespace {

Success recursion_answer(bool allowed) {
  nlohmann::ordered_json json;
  json["RecursiveLoop"] = allowed ? "Allow" : "Terminate";
  return {200, to_text(json)};
}

}  // namespace

Answer put_function_recursion_config(Context& context, const Call& call,
                                     const PathParameters& path) {
  auto name = context.existing(call, path);
  if (!name) return name.error();
  auto request = RequestJson::parse(call.body);
  if (!request) return std::move(request).error();
  request->require("RecursiveLoop");
  const auto choice = request->choice("RecursiveLoop", {"Allow", "Terminate"});
  Status valid = request->verdict();
  if (!valid) return std::move(valid).error();
  context.functions.allow_recursion(name->name, choice == "Allow");
  return recursion_answer(choice == "Allow");
}

Answer get_function_recursion_config(Context& context, const Call& call,
                                     const PathParameters& path) {
  auto name = context.existing(call, path);
  if (!name) return name.error();
  return recursion_answer(context.functions.all().find(name->name)->second.recursion_allowed);
}

}  // namespace brume::emulator::aws::lambda
