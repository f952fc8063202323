// The operations of the S3 API: by which method, on what, with which parameter they are asked for,
// and what runs them. Pure.
#pragma once

#include <memory>
#include <string_view>

#include "emulator/http/message.h"

namespace brume::emulator::aws::s3 {

class Request;

enum class About { kAccount, kBucket, kObject };

// What becomes of the body before the operation runs.
enum class BodyUse {
  kNone,      // left alone
  kDocument,  // whole, in Request::document
  kContent,   // the operation streams it
};

// Answers the request, some time.
using Run = void (*)(const std::shared_ptr<Request>&);

struct Operation {
  const char* name;    // "GetBucketTagging"
  const char* method;  // "GET"
  About about;
  const char* parameter = nullptr;  // of the query, must be there: "tagging"
  Run run = nullptr;                // null: known, and not emulated
  BodyUse body = BodyUse::kNone;
  const char* header = nullptr;  // must be there: "x-amz-copy-source"
};

// Null when there is none.
const Operation* find_operation(const http::RequestHead& head, About about);

}  // namespace brume::emulator::aws::s3
