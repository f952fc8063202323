#include "emulator/services/s3/protocol/form_decoder.h"

#include <algorithm>

#include "emulator/services/s3/protocol/errors.h"
#include "emulator/text/ascii.h"
#include "emulator/text/split.h"

namespace brume::emulator::aws::s3 {
namespace {

// Of "form-data; name=\"key\"; filename=\"a.txt\"".
std::optional<std::string> parameter(std::string_view text, std::string_view name) {
  const std::string wanted = "; " + std::string(name) + "=";
  const std::size_t at = lower_case(text).find(wanted);
  if (at == std::string::npos) return std::nullopt;
  std::string_view value = text.substr(at + wanted.size());
  if (value.empty() || value.front() != '"') {
    return std::string(value.substr(0, value.find(';')));
  }
  value.remove_prefix(1);
  return std::string(value.substr(0, value.find('"')));
}

}  // namespace

FormDecoder::FormDecoder(std::string_view boundary)
    // The first boundary has no line end of its own in front.
    : delimiter_("\r\n--" + std::string(boundary)), buffer_("\r\n") {}

Result<std::string> FormDecoder::feed(std::string_view bytes) {
  if (at_ == At::kEnd) return std::string();
  buffer_.append(bytes);
  if (at_ != At::kFile) fields_bytes_ += bytes.size();
  while (at_ != At::kFile && at_ != At::kEnd) {
    Result<bool> stepped = step();
    if (!stepped) return std::move(stepped).error();
    if (*stepped) continue;
    if (fields_bytes_ > kMaxFieldsBytes) {
      return refuse("MaxPostPreDataLengthExceeded",
                    "Your POST request fields preceding the upload file were too large.");
    }
    return std::string();
  }
  return at_ == At::kFile ? take_file() : std::string();
}

Result<bool> FormDecoder::step() {
  if (at_ == At::kPreamble) return take_preamble();
  if (at_ == At::kHeaders) return take_headers();
  return take_field();
}

bool FormDecoder::take_preamble() {
  const std::size_t at = buffer_.find(delimiter_);
  if (at == std::string::npos) return false;
  buffer_.erase(0, at + delimiter_.size());
  at_ = At::kHeaders;
  return true;
}

// From behind a boundary to the empty line.
Result<bool> FormDecoder::take_headers() {
  if (buffer_.size() < 2) return false;
  if (buffer_.starts_with("--")) {
    at_ = At::kEnd;
    return refuse("InvalidArgument", "POST requires exactly one file upload per request.");
  }
  const std::size_t end = buffer_.find("\r\n\r\n");
  if (end == std::string::npos) return false;
  const std::string head = buffer_.substr(0, end);
  buffer_.erase(0, end + 4);
  for (const std::string_view with_return : split(head, '\n')) {
    const std::string_view line = with_return.substr(0, with_return.find('\r'));
    if (!lower_case(line).starts_with("content-disposition:")) continue;
    const std::optional<std::string> name = parameter(line, "name");
    if (!name) break;
    name_ = lower_case(*name);
    at_ = name_ == "file" ? At::kFile : At::kField;
    if (at_ == At::kFile) file_name_ = parameter(line, "filename").value_or("");
    return true;
  }
  return refuse("MalformedPOSTRequest");
}

bool FormDecoder::take_field() {
  const std::size_t end = buffer_.find(delimiter_);
  if (end == std::string::npos) return false;
  fields_.emplace_back(name_, buffer_.substr(0, end));
  buffer_.erase(0, end + delimiter_.size());
  at_ = At::kHeaders;
  return true;
}

// What may be the start of the boundary stays.
std::string FormDecoder::take_file() {
  const std::size_t end = buffer_.find(delimiter_);
  const bool whole = end != std::string::npos;
  if (whole) at_ = At::kEnd;
  const std::size_t held = std::min(buffer_.size(), delimiter_.size() - 1);
  std::string data = buffer_.substr(0, whole ? end : buffer_.size() - held);
  buffer_.erase(0, data.size());
  return data;
}

std::optional<std::string> form_boundary(std::string_view content_type) {
  if (!lower_case(content_type).starts_with("multipart/form-data")) return std::nullopt;
  std::optional<std::string> boundary = parameter(content_type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > 200) return std::nullopt;
  return boundary;
}

}  // namespace brume::emulator::aws::s3
