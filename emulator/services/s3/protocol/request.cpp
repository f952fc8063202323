#include "emulator/services/s3/protocol/request.h"

#include "emulator/services/s3/protocol/cors.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/text/percent.h"

namespace brume::emulator::aws::s3 {

Request::Request(Context& the_context, std::shared_ptr<Call> the_call, Address address,
                 Credentials the_credentials)
    : context(the_context),
      storage(the_context.storage),
      call(std::move(the_call)),
      bucket(std::move(address.bucket)),
      key(std::move(address.key)),
      credentials(std::move(the_credentials)) {}

storage::Cause Request::cause(std::string event) const {
  return {.event = std::move(event),
          .source_ip = head().remote_address,
          .request_id = call->request_id(),
          .host_id = call->request_id(),
          .trace_header = header("X-Amzn-Trace-Id")};
}

std::string Request::location() const {
  const std::string host = header("Host");
  std::string out = (head().tls ? "https://" : "http://") + host + "/";
  const HostName name = read_host(head().host());
  const bool by_host = name.bucket == bucket;
  if (!by_host) out += bucket + "/";
  return out + percent_encode(key, "/");
}

void Request::answer(int status, http::Headers headers, std::string body) {
  add_common(headers);
  exchange().respond({status, std::move(headers), std::move(body)});
}

void Request::answer_xml(std::string xml, http::Headers headers) {
  headers.add("Content-Type", "application/xml");
  answer(200, std::move(headers), std::move(xml));
}

void Request::fail(const Error& error, http::Headers headers) {
  fail_with(error, {}, std::move(headers));
}

void Request::fail_with(const Error& error, Members members, http::Headers headers) {
  AwsError answer;
  answer.code = error.reason.empty() ? "InternalError" : error.reason;
  answer.status = status_of(answer.code);
  const std::string_view fixed = fixed_message_of(answer.code);
  answer.message = fixed.empty() ? error.message : std::string(fixed);
  answer.members = std::move(members);
  if (answer.code == "NoSuchBucket") answer.members.emplace_back("BucketName", bucket);
  if (answer.code == "NoSuchKey") answer.members.emplace_back("Key", key);
  if (answer.code == "NoSuchUpload") answer.members.emplace_back("UploadId", query("uploadId"));
  answer.members.emplace_back("Resource", percent_decode(head().path()));
  http::Response response = failure(call->framing, answer);
  for (const http::Header& header : headers) response.headers.add(header.name, header.value);
  add_cors(response.headers);
  exchange().respond(std::move(response));
}

void Request::add_common(http::Headers& headers) const {
  headers.add("x-amz-request-id", call->request_id());
  headers.add("x-amz-id-2", call->request_id());
  add_cors(headers);
}

void Request::add_cors(http::Headers& headers) const {
  const std::string* const origin = this->headers().find("Origin");
  if (origin == nullptr || head().method == "OPTIONS") return;
  const storage::Bucket* const there = find_bucket();
  if (there == nullptr) return;
  const CorsRequest asked{*origin, head().method};
  const storage::CorsRule* const rule = admitting_rule(there->config.cors, asked);
  if (rule != nullptr) add_cors_headers(headers, *rule, asked);
}

}  // namespace brume::emulator::aws::s3
