// The parameters that all listings have: how many, how encoded, from where on. Pure.
// Source: S3 API, ListObjectsV2, and recordings for the errors.
#pragma once

#include <string>

#include "emulator/aws/call.h"
#include "emulator/base/result.h"

namespace brume::emulator::aws::s3 {

// `parameter`: what it is called, for the error. At most `most`, which is also what is meant when
// there is none. InvalidArgument.
Result<std::size_t> read_max(const std::string& text, const std::string& parameter,
                             std::size_t most);

// Continuation tokens say behind which key it goes on. InvalidArgument.
std::string token_of(const std::string& after);
Result<std::string> read_token(const std::string& token);  // "" -> ""

// encoding-type: keys as they are, or percent-encoded.
class KeyEncoding {
 public:
  // InvalidArgument.
  static Result<KeyEncoding> read(const std::string& parameter);
  std::string of(const std::string& key) const;
  bool url() const { return url_; }

 private:
  bool url_ = false;
};

}  // namespace brume::emulator::aws::s3
