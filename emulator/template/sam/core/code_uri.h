// SAM's CodeUri, ContentUri and the like -> where CloudFormation finds the code.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/template/sam/core/context.h"

namespace brume::emulator::sam {

// s3://bucket/key?versionId=v as {"S3Bucket", "S3Key", "S3ObjectVersion"}.
std::optional<Value> parse_s3_uri(std::string_view uri);

// {"S3Bucket", "S3Key", "S3ObjectVersion"} for an s3:// URI or a map with Bucket and Key; the text
// itself for a local path, as `aws cloudformation package` takes it. Nothing after a rejection.
std::optional<Value> code_location(Context& context, const std::string& logical_id,
                                   const Value& uri, std::string_view property);

}  // namespace brume::emulator::sam
