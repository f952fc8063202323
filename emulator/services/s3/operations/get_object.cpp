#include "emulator/services/s3/operations/operations.h"
#include "emulator/services/s3/protocol/checksums.h"
#include "emulator/services/s3/protocol/conditions.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/services/s3/protocol/object_headers.h"
#include "emulator/services/s3/protocol/object_lookup.h"
#include "emulator/services/s3/protocol/outgoing_body.h"
#include "emulator/services/s3/protocol/ranges.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::aws::s3 {
namespace {

// What of an object is asked for.
struct RequestedPart {
  std::optional<Range> range = {};  // absent: all of it
  int parts_count = 0;              // a part is asked for, of so many
};

Result<RequestedPart> wanted_part(const storage::Object& object, const std::string& number) {
  RequestedPart wanted{.parts_count = static_cast<int>(object.parts.size())};
  std::uint64_t first = 0;
  for (const storage::Part& part : object.parts) {
    if (std::to_string(part.number) == number) {
      if (part.size > 0) wanted.range = Range{first, first + part.size - 1};
      return wanted;
    }
    first += part.size;
  }
  // An object in one piece is its own first part.
  if (!object.parts.empty() || number != "1") return refuse("InvalidPartNumber");
  if (object.size > 0) wanted.range = Range{0, object.size - 1};
  return wanted;
}

Result<RequestedPart> read_wanted_bytes(const Request& request, const storage::Object& object) {
  const std::string part = request.query("partNumber");
  const std::string* const range = request.headers().find("Range");
  if (!part.empty() && range != nullptr) {
    return refuse("InvalidRequest",
                  "Cannot specify both Range header and partNumber query parameter");
  }
  if (!part.empty()) return wanted_part(object, part);
  if (range == nullptr) return RequestedPart{};
  Result<std::optional<Range>> found = read_range(*range, object.size);
  if (!found) return std::move(found).error();
  return RequestedPart{.range = *found};
}

void fail_range(const RequestPtr& request, const Error& error, const storage::Object& object) {
  if (error.reason != "InvalidRange") return request->fail(error);
  const std::string size = std::to_string(object.size);
  request->fail_with(error,
                     {{"RangeRequested", request->header("Range")}, {"ActualObjectSize", size}},
                     {{"Content-Range", "bytes */" + size}});
}

// True when a condition has answered the request.
bool settled_by_condition(const RequestPtr& request, const storage::Object& object) {
  const Verdict verdict = judge(request->headers(), "", object);
  if (verdict == Verdict::kHolds) return false;
  if (verdict == Verdict::kFailed) {
    request->fail_with(
        refuse("PreconditionFailed"),
        {{"Condition", request->headers().has("If-Match") ? "If-Match" : "If-Unmodified-Since"}});
    return true;
  }
  http::Headers headers;
  const storage::Bucket* const bucket = request->find_bucket();
  if (bucket != nullptr) add_object_headers(headers, *bucket, object);
  headers.erase("Content-Type");
  request->answer(304, std::move(headers));
  return true;
}

http::ResponseHead head_of(const Request& request, const storage::Object& object,
                           const RequestedPart& wanted) {
  http::ResponseHead head{wanted.range ? 206 : 200, {}};
  if (const storage::Bucket* const bucket = request.find_bucket()) {
    add_object_headers(head.headers, *bucket, object);
  }
  override_headers(head.headers, *request.call);
  if (wanted.range) head.headers.add("Content-Range", wanted.range->content_range(object.size));
  if (wanted.parts_count > 0) {
    head.headers.add("x-amz-mp-parts-count", std::to_string(wanted.parts_count));
  }
  const std::string* const mode = request.headers().find("x-amz-checksum-mode");
  if (mode != nullptr && equal_ignoring_case(*mode, "ENABLED") && object.checksum &&
      !wanted.range) {
    add_checksum(head.headers, *object.checksum);
  }
  return head;
}

// With a reader the bytes, too.
void answer_found(const RequestPtr& request, storage::ObjectLookup found) {
  const storage::Object& object = found.object;
  if (settled_by_condition(request, object)) return;
  const Result<RequestedPart> wanted = read_wanted_bytes(*request, object);
  if (!wanted) return fail_range(request, wanted.error(), object);
  http::ResponseHead head = head_of(*request, object, wanted.value());
  const std::optional<Range>& range = wanted.value().range;
  const Slice slice{range ? range->first : 0, range ? range->size() : object.size};
  if (found.reader != nullptr) {
    return send_content(request, std::move(head), std::move(found.reader), slice);
  }
  head.headers.add("Content-Length", std::to_string(slice.size));
  request->answer(head.status, std::move(head.headers));
}

}  // namespace

void get_object(const RequestPtr& request) {
  request->storage.get({request->bucket, request->key, request->query("versionId")},
                       [request](Result<storage::ObjectLookup> found) {
                         if (is_there(request, found)) answer_found(request, std::move(*found));
                       });
}

void head_object(const RequestPtr& request) {
  request->storage.head({request->bucket, request->key, request->query("versionId")},
                        [request](Result<storage::ObjectLookup> found) {
                          if (is_there(request, found)) answer_found(request, std::move(*found));
                        });
}

}  // namespace brume::emulator::aws::s3
