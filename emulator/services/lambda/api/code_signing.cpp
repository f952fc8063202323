// Code signing configurations: kept and shown. No signature is checked here; the log says so when a
// function gets one that would be enforced.
// Source: CreateCodeSigningConfig and the other actions on them; recordings for the texts.
#include <nlohmann/json.hpp>

#include "emulator/aws/protocol/request_json.h"
#include "emulator/services/lambda/api/context.h"
#include "emulator/services/lambda/api/errors.h"
#include "emulator/services/lambda/api/operations.h"
#include "emulator/services/lambda/api/page.h"
#include "emulator/services/lambda/api/shapes.h"

namespace brume::emulator::aws::lambda {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kIdDigits = 17;
constexpr std::size_t kMaxPublishers = 20;

Error no_config(const std::string& arn) {
  return not_found("The Lambda code signing configuration " + arn + " can not be found.");
}

const std::string* config_of(const Context& context, const PathParameters& path) {
  return context.documents.find(kCodeSigning, path.at("CodeSigningConfigArn"));
}

Success config_answer(int status, const std::string& config) {
  return Success{status, "{\"CodeSigningConfig\":" + config + "}"};
}

// Only the members that are there.
Status read_config(RequestJson& request, Json& into) {
  if (const nlohmann::json* publishers = request.find("AllowedPublishers")) {
    const auto arns =
        publishers->is_object() ? publishers->find("SigningProfileVersionArns") : publishers->end();
    if (!publishers->is_object() || arns == publishers->end() || !arns->is_array()) {
      request.refuse("null", "AllowedPublishers.signingProfileVersionArns",
                     "Member must not be null");
    } else if (arns->empty() || arns->size() > kMaxPublishers) {
      request.refuse("'" + arns->dump() + "'", "AllowedPublishers.signingProfileVersionArns",
                     arns->empty() ? "Member must have length greater than or equal to 1"
                                   : "Member must have length less than or equal to 20");
    }
    into["AllowedPublishers"] = Json(*publishers);
  }
  if (auto policy = request.text_in("CodeSigningPolicies", "UntrustedArtifactOnDeployment")) {
    if (*policy != "Warn" && *policy != "Enforce") {
      request.refuse("'" + *policy + "'", "codeSigningPolicies.untrustedArtifactOnDeployment",
                     enum_constraint({"Warn", "Enforce"}));
    }
    into["CodeSigningPolicies"]["UntrustedArtifactOnDeployment"] = *policy;
  }
  if (auto description = request.text("Description", 256)) into["Description"] = *description;
  return request.verdict();
}

}  // namespace

void create_code_signing_config(Context& context, const std::shared_ptr<Call>& call,
                                const PathParameters&) {
  auto request = RequestJson::parse(call->body);
  if (!request) return call->fail(to_aws(request.error()));
  const std::string id = "csc-" + context.ids.hex(kIdDigits);
  const std::string arn = "arn:aws:lambda:" + context.home().region + ":" +
                          context.home().account_id + ":code-signing-config:" + id;
  Json config;
  config["CodeSigningConfigId"] = id;
  config["CodeSigningConfigArn"] = arn;
  config["Description"] = "";
  config["CodeSigningPolicies"]["UntrustedArtifactOnDeployment"] = "Warn";
  config["LastModified"] = timestamp(context.clock.wall());
  request->require("AllowedPublishers");
  Status read = read_config(*request, config);
  if (!read) return call->fail(to_aws(read.error()));
  const std::string text = to_text(config);
  context.documents.put(kCodeSigning, arn, text,
                        Context::answer_when_stored(call, 201, config_answer(201, text).body));
}

void update_code_signing_config(Context& context, const std::shared_ptr<Call>& call,
                                const PathParameters& path) {
  auto request = RequestJson::parse(call->body);
  if (!request) return call->fail(to_aws(request.error()));
  const std::string& arn = path.at("CodeSigningConfigArn");
  const std::string* const old = config_of(context, path);
  Json config = old == nullptr ? Json::object() : from_text(*old);
  Status read = read_config(*request, config);
  if (read && old == nullptr) read = no_config(arn);
  if (!read) return call->fail(to_aws(read.error()));
  config["LastModified"] = timestamp(context.clock.wall());
  const std::string text = to_text(config);
  context.documents.put(kCodeSigning, arn, text,
                        Context::answer_when_stored(call, 200, config_answer(200, text).body));
}

Answer get_code_signing_config(Context& context, const Call&, const PathParameters& path) {
  const std::string* const config = config_of(context, path);
  if (config == nullptr) return no_config(path.at("CodeSigningConfigArn"));
  return config_answer(200, *config);
}

void delete_code_signing_config(Context& context, const std::shared_ptr<Call>& call,
                                const PathParameters& path) {
  const std::string& arn = path.at("CodeSigningConfigArn");
  if (config_of(context, path) == nullptr) return call->fail(to_aws(no_config(arn)));
  context.documents.erase(kCodeSigning, arn, Context::answer_when_stored(call, 204, {}));
}

Answer list_code_signing_configs(Context& context, const Call& call, const PathParameters&) {
  Entries entries;
  for (const auto& [arn, text] : context.documents.all(kCodeSigning)) {
    entries[arn] = [config = text] { return from_text(config); };
  }
  return page_of(entries, call, "CodeSigningConfigs");
}

Answer list_functions_by_code_signing_config(Context& context, const Call& call,
                                             const PathParameters& path) {
  const std::string& arn = path.at("CodeSigningConfigArn");
  if (config_of(context, path) == nullptr) return no_config(arn);
  Entries entries;
  for (const auto& [function, config] : context.documents.all(kFunctionCodeSigning)) {
    if (config != arn) continue;
    entries[function] = [text = context.home().function_arn(function)] { return Json(text); };
  }
  return page_of(entries, call, "FunctionArns");
}

void put_function_code_signing_config(Context& context, const std::shared_ptr<Call>& call,
                                      const PathParameters& path) {
  auto name = context.named(*call, path);
  if (!name) return call->fail(to_aws(name.error()));
  auto request = RequestJson::parse(call->body);
  if (!request) return call->fail(to_aws(request.error()));
  request->require("CodeSigningConfigArn");
  const std::string arn = request->text("CodeSigningConfigArn").value_or("");
  Status done = request->verdict();
  const std::string* const config = context.documents.find(kCodeSigning, arn);
  if (done && config == nullptr) {
    done = Error{Error::Code::kNotFound,
                 "The code signing configuration cannot be found. Check that the provided "
                 "configuration is not deleted: " +
                     arn + ".",
                 "CodeSigningConfigNotFoundException"};
  }
  if (done && !context.functions.all().contains(name->name)) {
    done = function_not_found(context.home(), {name->name});
  }
  if (!done) return call->fail(to_aws(done.error()));
  if (from_text(*config)["CodeSigningPolicies"]["UntrustedArtifactOnDeployment"] == "Enforce") {
    context.notice("code signing of " + name->name + " is kept; no signature is checked here");
  }
  const Json answer{{"CodeSigningConfigArn", arn}, {"FunctionName", name->name}};
  context.documents.put(kFunctionCodeSigning, name->name, arn,
                        Context::answer_when_stored(call, 200, to_text(answer)));
}

// Deployment tools ask it of every function.
Answer get_function_code_signing_config(Context& context, const Call& call,
                                        const PathParameters& path) {
  auto name = context.existing(call, path);
  if (!name) return name.error();
  const std::string* const arn = context.documents.find(kFunctionCodeSigning, name->name);
  return Success{200, to_text(Json{{"CodeSigningConfigArn", arn == nullptr ? "" : *arn},
                                   {"FunctionName", name->name}})};
}

void delete_function_code_signing_config(Context& context, const std::shared_ptr<Call>& call,
                                         const PathParameters& path) {
  auto name = context.existing(*call, path);
  if (!name) return call->fail(to_aws(name.error()));
  context.documents.erase(kFunctionCodeSigning, name->name,
                          Context::answer_when_stored(call, 204, {}));
}

}  // namespace brume::emulator::aws::lambda
