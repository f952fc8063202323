#include "emulator/template/sam/core/code_uri.h"

#include "emulator/template/sam/core/type_checks.h"

namespace brume::emulator::sam {

std::optional<Value> parse_s3_uri(std::string_view uri) {
  constexpr std::string_view kScheme = "s3://";
  if (!uri.starts_with(kScheme)) return std::nullopt;
  uri.remove_prefix(kScheme.size());
  const std::size_t question = uri.find('?');
  const std::string_view query =
      question == std::string_view::npos ? std::string_view() : uri.substr(question + 1);
  uri = uri.substr(0, question);
  const std::size_t slash = uri.find('/');
  if (slash == std::string_view::npos || slash == 0) return std::nullopt;
  std::string_view key = uri.substr(slash);
  while (key.starts_with('/')) key.remove_prefix(1);
  Value code = Value::map({{"S3Bucket", uri.substr(0, slash)}, {"S3Key", key}});
  constexpr std::string_view kVersion = "versionId=";
  if (const std::size_t at = query.find(kVersion); at != std::string_view::npos) {
    const std::string_view version = query.substr(at + kVersion.size());
    code.set("S3ObjectVersion", version.substr(0, version.find('&')));
  }
  return code;
}

std::optional<Value> code_location(Context& context, const std::string& logical_id,
                                   const Value& uri, std::string_view property) {
  const std::string name(property);
  if (uri.is_map()) {
    const Value* bucket = uri.find("Bucket");
    const Value* key = uri.find("Key");
    if (!is_truthy(bucket) || !is_truthy(key)) {
      context.reject(logical_id, uri,
                     "'" + name + "' requires Bucket and Key properties to be specified.");
      return std::nullopt;
    }
    Value code = Value::map({{"S3Bucket", *bucket}, {"S3Key", *key}});
    if (const Value* version = uri.find("Version")) code.set("S3ObjectVersion", *version);
    code.place_as(uri);
    return code;
  }
  if (uri.is_string()) {
    if (auto code = parse_s3_uri(uri.as_string())) {
      code->place_all(uri.at(), uri.length());
      return code;
    }
    if (uri.as_string().find("://") == std::string::npos && !uri.as_string().empty()) return uri;
  }
  context.reject(logical_id, uri,
                 "'" + name +
                     "' is not a valid S3 Uri of the form 's3://bucket/key' with optional "
                     "versionId query parameter.",
                 "a local folder is taken too");
  return std::nullopt;
}

}  // namespace brume::emulator::sam
