#include "emulator/services/lambda/api/code_source.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "emulator/services/lambda/api/errors.h"
#include "emulator/text/base64.h"

namespace brume::emulator::aws::lambda {

Result<std::string> read_zip(const nlohmann::json* source) {
  if (source == nullptr || !source->is_object() || !source->contains("ZipFile") ||
      source->at("ZipFile").is_null()) {
    return invalid_parameter(
        "Please provide a source for function code: brume takes it as ZipFile; S3 objects and "
        "container images are not emulated.");
  }
  const nlohmann::json& zip = source->at("ZipFile");
  auto bytes = zip.is_string() ? base64_decode_padded(zip.get_ref<const std::string&>())
                               : std::optional<std::string>();
  if (!bytes) {
    return Error{Error::Code::kInvalidArgument, "ZipFile must be base64-encoded",
                 "SerializationException"};
  }
  if (bytes->size() > kMaxZippedBytes) {
    return too_large("Zipped size must be smaller than " + std::to_string(kMaxZippedBytes) +
                     " bytes");
  }
  return std::move(*bytes);
}

}  // namespace brume::emulator::aws::lambda
