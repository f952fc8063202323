#include "emulator/services/s3/protocol/conditions.h"

#include <chrono>

#include "emulator/services/s3/protocol/dates.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/text/split.h"

namespace brume::emulator::aws::s3 {
namespace {

std::string_view bare_etag(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with("W/")) text.remove_prefix(2);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
  }
  return text;
}

bool matches_etag(std::string_view list, const std::string& etag) {
  for (const std::string_view part : split(list, ',')) {
    const std::string_view bare = bare_etag(part);
    if (bare == "*" || bare == etag) return true;
  }
  return false;
}

// Whole seconds, as Last-Modified tells it. A date that is none says nothing.
std::optional<bool> modified_since(const std::string* date, const storage::Object& object) {
  if (date == nullptr) return std::nullopt;
  const std::optional<WallTime> at = parse_date(*date);
  if (!at) return std::nullopt;
  return std::chrono::floor<std::chrono::seconds>(object.last_modified) > *at;
}

}  // namespace

Verdict judge(const http::Headers& headers, std::string_view prefix,
              const storage::Object& object) {
  const auto find = [&](std::string_view name) {
    return headers.find(std::string(prefix).append(name));
  };
  if (const std::string* const match = find("if-match")) {
    if (!matches_etag(*match, object.etag)) return Verdict::kFailed;
  } else if (modified_since(find("if-unmodified-since"), object).value_or(false)) {
    return Verdict::kFailed;
  }
  if (const std::string* const none = find("if-none-match")) {
    if (matches_etag(*none, object.etag)) return Verdict::kNotModified;
  } else if (!modified_since(find("if-modified-since"), object).value_or(true)) {
    return Verdict::kNotModified;
  }
  return Verdict::kHolds;
}

Result<storage::Condition> write_condition(const http::Headers& headers) {
  storage::Condition condition;
  if (const std::string* const none = headers.find("If-None-Match")) {
    if (*none != "*") {
      return refuse("NotImplemented",
                    "A header you provided implies functionality that is not implemented");
    }
    condition.absent = true;
  }
  if (const std::string* const match = headers.find("If-Match")) {
    condition.etag = bare_etag(*match);
  }
  return condition;
}

}  // namespace brume::emulator::aws::s3
