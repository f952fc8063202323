// S3's errors: their codes, statuses and words. A refusal is an Error whose `reason` is the code.
// Pure. Source: S3 API reference, "Error responses", and recordings.
#pragma once

#include <string>
#include <string_view>

#include "emulator/base/result.h"

namespace brume::emulator::aws::s3 {

// An empty message: the one that S3 has for that code.
Error refuse(std::string_view code, std::string message = {});

int status_of(std::string_view code);                // 500 of a code that S3 does not have
std::string_view message_of(std::string_view code);  // empty when each has its own
// Likewise, but also empty of codes whose errors may say something else.
std::string_view fixed_message_of(std::string_view code);

}  // namespace brume::emulator::aws::s3
