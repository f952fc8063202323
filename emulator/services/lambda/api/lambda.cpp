#include "emulator/services/lambda/api/lambda.h"

#include <set>

#include "emulator/services/lambda/api/code_archive.h"
#include "emulator/services/lambda/api/errors.h"
#include "emulator/services/lambda/api/limits.h"
#include "emulator/services/lambda/api/operation_table.h"
#include "emulator/services/lambda/api/template_functions.h"

namespace brume::emulator::aws::lambda {

Lambda::Lambda(Context context)
    : traits_{.signing_name = "lambda",
              .title = "Lambda",
              .protocol = Protocol::kRestJson,
              .path_prefixes = {"2014-11-13", "2015-03-31", "2016-08-19", "2017-03-31",
                                "2017-10-31", "2018-10-31", "2019-09-25", "2019-09-30",
                                "2020-04-22", "2020-06-30", "2021-07-20", "2021-10-31",
                                "2021-11-15", "2024-08-31", "2025-11-30", "2025-12-01"}},
      context_(std::move(context)) {
  BRUME_CHECK(context_.state_folder.is_absolute());
  std::error_code ignored;
  std::filesystem::remove_all(context_.state_folder / "code", ignored);
}

void Lambda::take_template(const Application& application, const ConfigOf& config_of) {
  std::set<std::string> there;
  for (const FunctionSpec& function : application.functions) {
    there.insert(function.name);
    put_template_function(template_record(application, function, config_of(function),
                                          context_.clock.wall(), context_.ids));
  }
  std::vector<std::string> gone;
  for (const auto& [name, record] : context_.functions.all()) {
    if (record.from_template() && !there.contains(name)) gone.push_back(name);
  }
  for (const std::string& name : gone) context_.functions.remove(name);
}

void Lambda::put_template_function(FunctionRecord record) {
  const std::string name = record.name();
  const auto old = context_.functions.all().find(name);
  if (old != context_.functions.all().end()) record.inherit(old->second);
  context_.functions.put(std::move(record));
  if (context_.functions.all().at(name).latest.code_sha256.empty()) take_digest(name);
}

void Lambda::take_digest(const std::string& function) {
  struct Digest {
    std::filesystem::path library;
    FileDigest digest = {};
  };
  auto taken = std::make_shared<Digest>(
      Digest{context_.functions.all().at(function).latest.hosting.library});
  if (taken->library.empty()) return;
  context_.run_blocking([taken] { taken->digest = digest_file(taken->library); },
                        [this, taken, function] {
                          context_.functions.set_digest(function, taken->library,
                                                        taken->digest.sha256, taken->digest.bytes);
                        });
}

std::size_t Lambda::body_limit(const http::RequestHead& head) const {
  PathParameters ignored;
  const Operation* const operation = find_operation(head.method, head.path(), ignored);
  if (operation == nullptr) return kMaxRequestBytes;
  const std::string_view name = operation->name;
  const bool brings_code =
      name == "CreateFunction" || name == "UpdateFunctionCode" || name == "PublishLayerVersion";
  return brings_code ? kMaxCodeRequestBytes : kMaxRequestBytes;
}

void Lambda::refuse_body(const std::shared_ptr<Call>& call) {
  PathParameters ignored;
  const Operation* const found = find_operation(call->head().method, call->head().path(), ignored);
  std::string name = found == nullptr ? "requested" : found->name;
  if (name == "Invoke") name = "InvokeFunction";
  call->fail(
      to_aws(too_large("Request must be smaller than " + std::to_string(body_limit(call->head())) +
                       " bytes for the " + name + " operation")));
}

bool Lambda::handle(const std::shared_ptr<Call>& call) {
  PathParameters path;
  const Operation* const operation = find_operation(call->head().method, call->head().path(), path);
  if (operation == nullptr) return false;
  call->operation = operation->name;
  if (const auto* later = std::get_if<AnswerLater>(&operation->run)) {
    (*later)(context_, call, path);
    return true;
  }
  const auto* now = std::get_if<AnswerNow>(&operation->run);
  if (now == nullptr) return false;
  Answer answer = (*now)(context_, *call, path);
  if (answer) {
    call->succeed(answer->status, std::move(answer->body));
  } else {
    call->fail(to_aws(answer.error()));
  }
  return true;
}

}  // namespace brume::emulator::aws::lambda
