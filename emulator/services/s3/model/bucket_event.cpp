#include "emulator/services/s3/model/bucket_event.h"

#include <nlohmann/json.hpp>

namespace brume::emulator::storage {
namespace {

using nlohmann::json;

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// The other way round of form_encoded().
std::string form_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool code =
        text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;
    if (code) {
      out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::string text_at(const json& record, const char* pointer) {
  const json::json_pointer at(pointer);
  return record.contains(at) && record[at].is_string() ? record[at].get<std::string>() : "";
}

}  // namespace

std::optional<BucketEvent> read_bucket_event(std::string_view payload) {
  constexpr std::string_view kSource = R"("eventSource":"aws:s3")";
  constexpr std::size_t kSourceWithin = 80;
  if (payload.substr(0, kSourceWithin).find(kSource) == std::string_view::npos) return {};
  const json event = json::parse(payload, nullptr, false);
  const json::json_pointer first("/Records/0");
  if (!event.is_object() || !event.contains(first)) return {};
  const json& record = event[first];
  return BucketEvent{text_at(record, "/s3/bucket/name"),
                     form_decoded(text_at(record, "/s3/object/key")),
                     text_at(record, "/eventName"),
                     text_at(record, "/s3/object/eTag"),
                     text_at(record, "/responseElements/x-amz-id-2"),
                     text_at(record, "/s3/object/sequencer")};
}

}  // namespace brume::emulator::storage
