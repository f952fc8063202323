#include "emulator/services/s3/operations/operations.h"
#include "emulator/services/s3/protocol/object_headers.h"
#include "emulator/services/s3/protocol/object_lookup.h"
#include "emulator/services/s3/protocol/tags.h"

namespace brume::emulator::aws::s3 {
namespace {

void set_tags(const RequestPtr& request, Tags tags, const char* event, int status) {
  request->storage.set_tags({request->bucket, request->key, request->query("versionId")},
                            std::move(tags), request->cause(event),
                            [request, status](Result<storage::Object> object) {
                              if (failed(request, object)) return;
                              http::Headers headers;
                              const storage::Bucket* const bucket = request->find_bucket();
                              if (bucket != nullptr) {
                                add_version(headers, *bucket, object->version_id);
                              }
                              request->answer(status, std::move(headers));
                            });
}

void answer_tags(const RequestPtr& request, const storage::Object& object) {
  http::Headers headers;
  const storage::Bucket* const bucket = request->find_bucket();
  if (bucket != nullptr) add_version(headers, *bucket, object.version_id);
  XmlWriter xml("Tagging");
  write_tag_set(xml, object.attributes.tags);
  request->answer_xml(xml.finish(), std::move(headers));
}

}  // namespace

void get_object_tagging(const RequestPtr& request) {
  request->storage.head({request->bucket, request->key, request->query("versionId")},
                        [request](Result<storage::ObjectLookup> found) {
                          if (is_there(request, found)) answer_tags(request, found->object);
                        });
}

void put_object_tagging(const RequestPtr& request) {
  Result<Tags> tags = read_tagging(request->document, kMaxObjectTags);
  if (failed(request, tags)) return;
  set_tags(request, std::move(*tags), "Put", 200);
}

void delete_object_tagging(const RequestPtr& request) {
  set_tags(request, {}, "Delete", 204);
}

}  // namespace brume::emulator::aws::s3
