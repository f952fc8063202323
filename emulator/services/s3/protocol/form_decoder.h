// FormDecoder: a browser's form (multipart/form-data) whose file comes last: first the fields, then
// the file piece by piece. What comes behind the file is ignored, as S3 does.
//
// A value type. Source: RFC 7578; S3 API, POST Object.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/result.h"
#include "emulator/services/s3/protocol/authentication.h"

namespace brume::emulator::aws::s3 {

class FormDecoder {
 public:
  // Source: S3 API, MaxPostPreDataLengthExceeded.
  static constexpr std::size_t kMaxFieldsBytes = 20 * 1024;

  explicit FormDecoder(std::string_view boundary);

  // What of the file came with these bytes. MalformedPOSTRequest, MaxPostPreDataLengthExceeded.
  Result<std::string> feed(std::string_view bytes);

  bool in_file() const { return at_ == At::kFile || at_ == At::kEnd; }  // the fields are complete
  bool ended() const { return at_ == At::kEnd; }
  // Names in lower case, in order; without the file.
  const FormFields& fields() const { return fields_; }
  const std::string& file_name() const { return file_name_; }

 private:
  enum class At { kPreamble, kHeaders, kField, kFile, kEnd };

  // Each takes its part out of buffer_; false: more bytes are needed.
  Result<bool> step();
  bool take_preamble();
  Result<bool> take_headers();
  bool take_field();
  std::string take_file();

  At at_ = At::kPreamble;
  const std::string delimiter_;  // "\r\n--boundary"
  std::string buffer_;
  std::size_t fields_bytes_ = 0;
  std::string name_;  // of the field at hand
  FormFields fields_;
  std::string file_name_;
};

// Of a Content-Type; nullopt for other types.
std::optional<std::string> form_boundary(std::string_view content_type);

}  // namespace brume::emulator::aws::s3
