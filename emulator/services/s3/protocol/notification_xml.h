// A bucket's notification configuration as XML. Pure.
// Source: S3 API, PutBucketNotificationConfiguration, and recordings for the errors.
#pragma once

#include <string>

#include "emulator/base/result.h"
#include "emulator/services/s3/model/bucket.h"

namespace brume::emulator::aws::s3 {

// `id`: what ids that are missing are made of. MalformedXML, InvalidArgument.
Result<storage::NotificationConfig> read_notifications(const std::string& xml,
                                                       const std::string& id);
std::string write_notifications(const storage::NotificationConfig& config);

}  // namespace brume::emulator::aws::s3
