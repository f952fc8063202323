// Request: one request to the S3 API on its way: its bucket and key, how its body is coded, and how
// it is answered in S3's words.
//
// Loop thread. Shared by the steps that work on it; answered once.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "emulator/aws/call.h"
#include "emulator/base/result.h"
#include "emulator/services/s3/protocol/address.h"
#include "emulator/services/s3/protocol/authentication.h"
#include "emulator/services/s3/protocol/context.h"

namespace brume::emulator::aws::s3 {

class Request {
 public:
  Request(Context& context, std::shared_ptr<Call> call, Address address, Credentials credentials);

  Context& context;
  storage::Storage& storage;
  const std::shared_ptr<Call> call;
  const std::string bucket;  // empty: about the account
  std::string key;           // empty: about the bucket
  const Credentials credentials;
  BodyCoding coding = {};
  std::string document = {};  // the body, of operations that take an XML or JSON document

  const http::RequestHead& head() const { return call->head(); }
  const http::Headers& headers() const { return call->head().headers; }
  http::Exchange& exchange() { return call->exchange(); }
  std::string query(std::string_view name) const { return call->query(name); }
  std::string header(std::string_view name) const { return call->header(name); }
  // The bucket, or null. Valid until the next step of the loop.
  const storage::Bucket* find_bucket() const { return storage.bucket(bucket); }
  // What notifications say of the change. `event`: "Put".
  storage::Cause cause(std::string event) const;
  // Where the object can be asked for: "http://localhost:4566/bucket/key".
  std::string location() const;

  void answer(int status, http::Headers headers = {}, std::string body = {});
  void answer_xml(std::string xml, http::Headers headers = {});
  // The error's reason is S3's code; without one it is InternalError.
  void fail(const Error& error, http::Headers headers = {});
  // `members`: further elements of the body.
  using Members = std::vector<std::pair<std::string, std::string>>;
  void fail_with(const Error& error, Members members, http::Headers headers = {});
  // The headers of every answer: ids, and CORS where a rule admits the page that asks.
  void add_common(http::Headers& headers) const;

 private:
  void add_cors(http::Headers& headers) const;
};

using RequestPtr = std::shared_ptr<Request>;

// Answers `request` with what went wrong. For the ends of storage's callbacks:
//   if (failed(request, result)) return;
template <typename T>
bool failed(const RequestPtr& request, const Result<T>& result) {
  if (!result) request->fail(result.error());
  return !result.ok();
}

}  // namespace brume::emulator::aws::s3
