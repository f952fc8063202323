#include "emulator/services/s3/protocol/object_lookup.h"

#include "emulator/http/response_head.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/services/s3/protocol/object_headers.h"

namespace brume::emulator::aws::s3 {

bool is_there(const RequestPtr& request, const Result<storage::ObjectLookup>& found) {
  if (!found && found.error().reason == "NoSuchVersion") {
    request->fail_with(found.error(),
                       {{"Key", request->key}, {"VersionId", request->query("versionId")}});
    return false;
  }
  if (failed(request, found)) return false;
  const storage::Object& object = found.value().object;
  if (!object.delete_marker) return true;
  http::Headers headers{{"x-amz-delete-marker", "true"}, {"x-amz-version-id", object.version_id}};
  if (request->query("versionId").empty()) {
    request->fail(refuse("NoSuchKey"), std::move(headers));
    return false;
  }
  headers.add("Allow", "DELETE");
  headers.add("Last-Modified", http::http_date(object.last_modified));
  request->fail_with(refuse("MethodNotAllowed"),
                     {{"Method", request->head().method}, {"ResourceType", "DeleteMarker"}},
                     std::move(headers));
  return false;
}

}  // namespace brume::emulator::aws::s3
