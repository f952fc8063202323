#include "emulator/services/s3/protocol/copy_source.h"

#include "emulator/services/s3/protocol/conditions.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/text/percent.h"

namespace brume::emulator::aws::s3 {
namespace {

constexpr std::string_view kPrefix = "x-amz-copy-source-";

// False when it has answered the request.
bool may_be_copied(const RequestPtr& request, const CopySource& source,
                   const Result<storage::ObjectLookup>& found) {
  if (!found) {
    Request::Members members;
    if (found.error().reason == "NoSuchBucket") members = {{"BucketName", source.bucket}};
    if (found.error().reason == "NoSuchKey") members = {{"Key", source.key}};
    request->fail_with(found.error(), std::move(members));
    return false;
  }
  if (found.value().object.delete_marker) {
    const bool by_version = !source.version_id.empty();
    request->fail(by_version ? refuse("InvalidRequest",
                                      "The source of a copy request may not specifically refer to "
                                      "a delete marker by version id.")
                             : refuse("NoSuchKey"));
    return false;
  }
  if (judge(request->headers(), kPrefix, found.value().object) == Verdict::kHolds) return true;
  request->fail_with(refuse("PreconditionFailed"), {{"Condition", "x-amz-copy-source-If-Match"}});
  return false;
}

}  // namespace

Result<CopySource> read_copy_source(std::string_view header) {
  CopySource source;
  constexpr std::string_view kVersion = "?versionId=";
  const std::size_t version = header.find(kVersion);
  if (version != std::string_view::npos) {
    source.version_id = percent_decode(header.substr(version + kVersion.size()));
    header = header.substr(0, version);
  }
  const std::string decoded = percent_decode(header);
  std::string_view path = decoded;
  if (path.starts_with('/')) path.remove_prefix(1);
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == path.size()) {
    return refuse("InvalidArgument", "Invalid copy source object key");
  }
  source.bucket = path.substr(0, slash);
  source.key = path.substr(slash + 1);
  return source;
}

void find_copy_source(const RequestPtr& request,
                      std::function<void(const CopySource&, storage::Object)> then) {
  if (request->find_bucket() == nullptr) return request->fail(refuse("NoSuchBucket"));
  const Result<CopySource> source = read_copy_source(request->header("x-amz-copy-source"));
  if (failed(request, source)) return;
  const CopySource& from = source.value();
  request->storage.head(
      {from.bucket, from.key, from.version_id},
      [request, from, then = std::move(then)](Result<storage::ObjectLookup> found) {
        if (!may_be_copied(request, from, found)) return;
        then(from, std::move(found->object));
      });
}

void add_source_version(http::Headers& headers, const Request& request, const CopySource& source,
                        const storage::Object& object) {
  const storage::Bucket* const bucket = request.storage.bucket(source.bucket);
  if (bucket == nullptr || bucket->config.versioning == storage::Versioning::kNever) return;
  headers.add("x-amz-copy-source-version-id", object.version_id);
}

}  // namespace brume::emulator::aws::s3
