#include "emulator/services/lambda/api/code_upload.h"

#include <nlohmann/json.hpp>

#include "emulator/artifact/artifact.h"
#include "emulator/services/lambda/api/code_archive.h"
#include "emulator/services/lambda/api/code_source.h"
#include "emulator/services/lambda/api/errors.h"
#include "emulator/services/lambda/api/runtimes.h"

namespace brume::emulator::aws::lambda {

void CodeUpload::run() {
  outcome_ = work();
}

Status CodeUpload::work() {
  auto request = RequestJson::parse(body_);
  if (!request) return std::move(request).error();
  request_ = std::move(*request);
  body_ = {};
  if (check) {
    Status checked = check(*request_, record);
    if (!checked) return checked;
  }
  const nlohmann::json* source = member_.empty() ? &request_->json() : request_->find(member_);
  auto code = read_zip(source);
  if (!code) return std::move(code).error();
  Status unpacked = unpack_code(*code, folder_);
  if (!unpacked) return unpacked;
  auto folder = std::make_shared<const CodeFolder>(folder_);
  record.hosting.task_root = folder_;
  Status found = find_library(record);
  if (!found) return found;  // and the folder is gone again
  record.hosting.code_lease = std::move(folder);
  record.code_size = code->size();
  record.code_sha256 = code_sha256(*code);
  return Done{};
}

Status find_library(VersionRecord& record) {
  FunctionConfig& config = record.hosting;
  record.not_emulated.clear();
  config.library.clear();
  config.symbol.clear();
  std::error_code ignored;
  if (!is_provided(record.runtime)) {
    record.not_emulated = "functions of the runtime " + record.runtime + " yet";
    return Done{};
  }
  const auto complaint = artifact_complaint(config.task_root, config.handler);
  if (complaint && std::filesystem::is_regular_file(config.task_root / "bootstrap", ignored)) {
    record.not_emulated = "custom runtimes (a `bootstrap`) yet";
    return Done{};
  }
  if (complaint) {
    return invalid_parameter("Handler " + config.handler + ": " + *complaint);
  }
  const auto name = handler_name(config.handler);
  config.symbol = name->symbol;
  config.library = *library_in(config.task_root, name->library);
  return Done{};
}

}  // namespace brume::emulator::aws::lambda
