#include "emulator/services/s3/model/key_path.h"
#include "emulator/services/s3/operations/operations.h"
#include "emulator/services/s3/protocol/conditions.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/services/s3/protocol/incoming_body.h"
#include "emulator/services/s3/protocol/object_headers.h"
#include "emulator/services/s3/protocol/write_response.h"

namespace brume::emulator::aws::s3 {
namespace {

struct Put {
  storage::PutOptions options;
  StatedChecksum stated;
};

Result<Put> read_put(const Request& request) {
  Put put;
  if (request.find_bucket() == nullptr) return refuse("NoSuchBucket");
  if (request.key.size() > storage::kMaxKeyBytes) return refuse("KeyTooLongError");
  Result<storage::Attributes> attributes = read_attributes(request.headers());
  if (!attributes) return std::move(attributes).error();
  Result<StatedChecksum> stated = read_checksum(request);
  if (!stated) return std::move(stated).error();
  Result<storage::Condition> condition = write_condition(request.headers());
  if (!condition) return std::move(condition).error();
  put.options = {.attributes = std::move(*attributes),
                 .condition = std::move(*condition),
                 .cause = request.cause("Put")};
  put.stated = std::move(*stated);
  return put;
}

void answer_put(const RequestPtr& request, const Result<storage::Object>& object) {
  if (!object) return fail_write(request, object.error());
  http::Headers headers;
  add_written(headers, *request, object.value());
  request->answer(200, std::move(headers));
}

void store(const RequestPtr& request, storage::PutOptions options, Received received) {
  options.expected = std::move(received.expected);
  request->storage.put({request->bucket, request->key}, std::move(received.body),
                       std::move(options),
                       [request](Result<storage::Object> object) { answer_put(request, object); });
}

}  // namespace

void put_object(const RequestPtr& request) {
  Result<Put> put = read_put(*request);
  if (failed(request, put)) return;
  receive_content(request, std::move(put->stated),
                  [request, options = std::move(put->options)](Result<Received> received) mutable {
                    if (failed(request, received)) return;
                    store(request, std::move(options), std::move(*received));
                  });
}

}  // namespace brume::emulator::aws::s3
