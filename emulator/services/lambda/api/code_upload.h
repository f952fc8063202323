// The code of CreateFunction and UpdateFunctionCode on its way from the request into a folder:
// read, decoded, unpacked and looked into off the loop.
//
// Made on the loop thread, run() on any one thread, read again on the loop thread.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "emulator/aws/protocol/request_json.h"
#include "emulator/base/result.h"
#include "emulator/services/lambda/api/function_record.h"
#include "emulator/services/lambda/state/code_folder.h"

namespace brume::emulator::aws::lambda {

class CodeUpload {
 public:
  // `folder`: a new one. `member`: where ZipFile stands: "Code", or empty for the request itself.
  CodeUpload(std::string body, std::filesystem::path folder, std::string member)
      : body_(std::move(body)), folder_(std::move(folder)), member_(std::move(member)) {}

  // What goes over the request's other members into this record before the code is looked into;
  // the handler in it decides which library there must be.
  VersionRecord record;
  // Checks of the request's other members, run before the code is touched.
  std::function<Status(RequestJson& request, VersionRecord& record)> check;

  void run();

  // --- after run() ---
  Status outcome() const { return *outcome_; }
  // REQUIRES: the body was JSON
  RequestJson& request() { return *request_; }

 private:
  Status work();

  std::string body_;
  const std::filesystem::path folder_;
  const std::string member_;
  std::optional<RequestJson> request_;
  std::optional<Status> outcome_;
};

// Library and symbol of the record's handler in its task_root; or, for a managed runtime and for a
// `bootstrap`, what it is that Brume does not run. InvalidParameterValueException when there is
// neither. Reads files.
Status find_library(VersionRecord& record);

}  // namespace brume::emulator::aws::lambda
