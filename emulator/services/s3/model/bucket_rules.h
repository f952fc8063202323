// S3's rules for the names of buckets and for their notifications, as a template or a request sets
// them. Pure. Errors carry S3's code as Error::reason, and its message.
#pragma once

#include <string_view>

#include "emulator/base/result.h"
#include "emulator/services/s3/model/bucket.h"

namespace brume::emulator::storage {

// InvalidBucketName. Source: S3 User Guide, "General purpose bucket naming rules".
Status check_bucket_name(std::string_view name);

// "s3:ObjectCreated:*": one that S3 knows, emulated or not. Source: S3 User Guide, "Supported
// event types for SQS, SNS, and Lambda".
bool is_event_type(std::string_view event);

// Event types, filters, duplicate ids, and two configurations for the same change.
// InvalidArgument.
Status check_notifications(const NotificationConfig& config);

}  // namespace brume::emulator::storage
