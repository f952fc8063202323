#include "emulator/services/lambda/api/code_upload.h"

#include <nlohmann/json.hpp>

#include "emulator/artifact/artifact.h"
#include "emulator/services/lambda/api/code_archive.h"
#include "emulator/services/lambda/api/errors.h"
#include "emulator/text/base64.h"

namespace brume::emulator::aws::lambda {

void CodeUpload::run() {
  outcome_ = work();
}

Status CodeUpload::work() {
  auto request = RequestJson::parse(body_);
  if (!request) return std::move(request).error();
  request_ = std::move(*request);
  body_ = {};
  if (check != nullptr) {
    Status checked = check(*request_, record);
    if (!checked) return checked;
  }
  auto code = zip();
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

Result<std::string> CodeUpload::zip() const {
  const nlohmann::json* code = nullptr;
  if (member_.empty()) {
    code = request_->find("ZipFile");
  } else if (const nlohmann::json* outer = request_->find(member_)) {
    if (outer->is_object() && outer->contains("ZipFile")) code = &outer->at("ZipFile");
  }
  if (code == nullptr) {
    return invalid_parameter(
        "Please provide a source for function code: brume takes it as ZipFile; S3 objects and "
        "container images are not emulated.");
  }
  auto bytes = code->is_string() ? base64_decode_padded(code->get_ref<const std::string&>())
                                 : std::optional<std::string>();
  if (!bytes) {
    return Error{Error::Code::kInvalidArgument, "ZipFile must be base64-encoded",
                 "SerializationException"};
  }
  return std::move(*bytes);
}

Status find_library(VersionRecord& record) {
  FunctionConfig& config = record.hosting;
  if (auto complaint = artifact_complaint(config.task_root, config.handler)) {
    return invalid_parameter("Handler " + config.handler + ": " + *complaint);
  }
  const auto name = handler_name(config.handler);
  config.symbol = name->symbol;
  config.library = *library_in(config.task_root, name->library);
  return Done{};
}

}  // namespace brume::emulator::aws::lambda
