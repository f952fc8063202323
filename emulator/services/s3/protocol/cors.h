// A bucket's CORS rules: which one admits a page's request, and the headers that tell the browser.
// Pure. Source: S3 User Guide, "Using cross-origin resource sharing", and recordings.
//
// What reaches S3 at all comes from a page of this machine (aws/origin_guard.h), whatever the rules
// say; among those pages the rules decide, as on AWS.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/http/message.h"
#include "emulator/services/s3/model/bucket.h"
#include "emulator/services/s3/protocol/errors.h"

namespace brume::emulator::aws::s3 {

// What a page asks for.
struct CorsRequest {
  std::string origin;
  std::string method;                     // of the request, or of the one a preflight announces
  std::vector<std::string> headers = {};  // that a preflight announces, in lower case
};

CorsRequest read_preflight(const http::Headers& headers);

// The first rule that admits it; null when none does.
const storage::CorsRule* admitting_rule(const std::vector<storage::CorsRule>& rules,
                                        const CorsRequest& request);
void add_cors_headers(http::Headers& headers, const storage::CorsRule& rule,
                      const CorsRequest& request);

}  // namespace brume::emulator::aws::s3
