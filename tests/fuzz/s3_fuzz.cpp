// What a client may send to S3 in the body of a request: any bytes, in any pieces. The first byte
// of the input says what they are read as, the second how large the pieces are. Nothing may crash;
// how the bytes are cut changes nothing; and what was read as a document is read again, the same,
// from what it is answered as.
//
// An entry point for libFuzzer, and for replay.cpp without it.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/services/s3/protocol/aws_chunked.h"
#include "emulator/services/s3/protocol/form_decoder.h"
#include "emulator/services/s3/protocol/lifecycle_xml.h"
#include "emulator/services/s3/protocol/notification_xml.h"
#include "emulator/services/s3/protocol/post_policy.h"
#include "emulator/services/s3/protocol/tags.h"

namespace {

using namespace brume::emulator;
using namespace brume::emulator::aws::s3;

void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "s3_fuzz: %s\n", what);
  std::abort();
}

struct Content {
  std::string data;
  std::string end;  // how it came to an end, with what was read beside the data
  bool operator==(const Content&) const = default;
};

Content read_chunked(std::string_view bytes, std::size_t piece, bool checked) {
  std::optional<ChunkSigning> signing;
  if (checked) signing = ChunkSigning{"key", "20261121T000000Z", "scope", "seed"};
  AwsChunkedDecoder decoder(signing, true);
  Content content;
  while (!bytes.empty()) {
    const auto decoded = decoder.decode(bytes.substr(0, piece));
    require(decoded.consumed <= bytes.size(), "more is consumed than there was");
    require(decoded.consumed > 0 || decoder.ended(), "nothing is consumed");
    bytes.remove_prefix(decoded.consumed);
    content.data += decoded.data;
    if (decoded.outcome == AwsChunkedDecoder::Outcome::kBroken) {
      content.end = decoder.error().reason;
      return content;
    }
    if (decoded.outcome == AwsChunkedDecoder::Outcome::kEnd) break;
  }
  content.end = decoder.ended() ? "ended" : "";
  for (const auto& [name, value] : decoder.trailers()) content.end += "|" + name + ":" + value;
  return content;
}

void fuzz_chunked(std::string_view bytes, std::size_t piece) {
  for (const bool checked : {false, true}) {
    require(read_chunked(bytes, piece, checked) == read_chunked(bytes, bytes.size() + 1, checked),
            "a chunked body depends on how it is cut");
  }
}

Content read_form(std::string_view bytes, std::size_t piece) {
  FormDecoder decoder("XX");
  Content content;
  while (!bytes.empty()) {
    const Result<std::string> file = decoder.feed(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    // Which limit is met first does depend on the pieces.
    if (!file) return {{}, "refused"};
    content.data += file.value();
  }
  content.end = decoder.ended() ? "ended" : "";
  // Of a form that is not whole, the last bytes wait for what might follow.
  if (!decoder.ended()) content.data.clear();
  for (const auto& [name, value] : decoder.fields()) content.end += "|" + name + "=" + value;
  return content;
}

void fuzz_form(std::string_view bytes, std::size_t piece) {
  if (bytes.size() > FormDecoder::kMaxFieldsBytes) return;
  require(read_form(bytes, piece) == read_form(bytes, bytes.size() + 1),
          "a form depends on how it is cut");
}

void fuzz_lifecycle(const std::string& text) {
  const Result<Lifecycle> read = read_lifecycle(text, "id");
  if (!read) return;
  const Result<Lifecycle> again = read_lifecycle(read.value().document, "id");
  require(again.ok(), "a lifecycle document is not read again");
  require(again.value().rules.size() == read.value().rules.size(), "a rule has been lost");
}

void fuzz_notifications(const std::string& text) {
  const auto read = read_notifications(text, "id");
  if (!read) return;
  const auto again = read_notifications(write_notifications(read.value()), "id");
  require(again.ok(), "a notification configuration is not read again");
  require(again.value().targets.size() == read.value().targets.size(), "a target has been lost");
}

void fuzz_tags(const std::string& text) {
  const Result<Tags> read = read_tagging(text, kMaxBucketTags);
  if (!read) return;
  XmlWriter writer("Tagging");
  write_tag_set(writer, read.value());
  const Result<Tags> again = read_tagging(writer.finish(), kMaxBucketTags);
  require(again.ok() && again.value() == read.value(), "tags are not read again as they were");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::size_t piece = static_cast<std::size_t>(data[1] % 64) + 1;
  switch (data[0] % 6) {
    case 0:
      fuzz_chunked(text, piece);
      break;
    case 1:
      fuzz_form(text, piece);
      break;
    case 2:
      fuzz_lifecycle(text);
      break;
    case 3:
      fuzz_notifications(text);
      break;
    case 4:
      fuzz_tags(text);
      break;
    default:
      if (const auto policy = read_policy(text)) {
        static_cast<void>(check_policy(policy.value(), {{"key", "a"}}, "b", {}));
      }
  }
  return 0;
}
