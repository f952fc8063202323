#include "emulator/services/s3/protocol/upload_checksum.h"

#include "emulator/services/s3/protocol/errors.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::aws::s3 {
namespace {

bool may_be(Algorithm algorithm, bool composite) {
  if (algorithm == Algorithm::kCrc64Nvme) return !composite;
  const bool crc = algorithm == Algorithm::kCrc32 || algorithm == Algorithm::kCrc32c;
  return composite || crc;
}

}  // namespace

Result<UploadChecksum> read_upload_checksum(const http::Headers& headers) {
  UploadChecksum checksum;
  const std::string* const named = headers.find("x-amz-checksum-algorithm");
  const std::string* const type = headers.find("x-amz-checksum-type");
  if (named == nullptr) {
    if (type == nullptr) return checksum;
    return refuse("InvalidRequest",
                  "The x-amz-checksum-type header can only be used with the "
                  "x-amz-checksum-algorithm header.");
  }
  checksum.algorithm = algorithm_named(*named);
  if (!checksum.algorithm) {
    return refuse("InvalidRequest",
                  "Checksum algorithm provided is unsupported. Please try again with any of the "
                  "valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]");
  }
  checksum.composite = *checksum.algorithm != Algorithm::kCrc64Nvme;
  if (type == nullptr) return checksum;
  if (*type != "COMPOSITE" && *type != "FULL_OBJECT") {
    return refuse("InvalidRequest", "Value for x-amz-checksum-type header is invalid.");
  }
  checksum.composite = *type == "COMPOSITE";
  if (!may_be(*checksum.algorithm, checksum.composite)) {
    return refuse("InvalidRequest", "The " + *type + " checksum type cannot be used with the " +
                                        lower_case(*named) + " checksum algorithm.");
  }
  return checksum;
}

}  // namespace brume::emulator::aws::s3
