#include "emulator/services/s3/model/bucket_event.h"

#include <nlohmann/json.hpp>

#include "emulator/text/percent.h"

namespace brume::emulator::storage {
namespace {

using nlohmann::json;

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
                     percent_decode(text_at(record, "/s3/object/key"), true),
                     text_at(record, "/eventName"),
                     text_at(record, "/s3/object/eTag"),
                     text_at(record, "/responseElements/x-amz-id-2"),
                     text_at(record, "/s3/object/sequencer")};
}

}  // namespace brume::emulator::storage
