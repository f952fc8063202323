#include "emulator/services/s3/api/s3.h"

#include "emulator/services/s3/api/operation.h"
#include "emulator/services/s3/protocol/address.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/services/s3/protocol/incoming_body.h"
#include "emulator/services/s3/protocol/request.h"

namespace brume::emulator::aws::s3 {
namespace {

About about(const Address& address) {
  if (address.bucket.empty()) return About::kAccount;
  return address.key.empty() ? About::kBucket : About::kObject;
}

// A form says who asks in its fields, and a preflight does not say it.
bool says_who_asks(const Operation& operation) {
  return operation.method != std::string_view("OPTIONS") &&
         operation.name != std::string_view("PostObject");
}

Status authenticate_request(Request& request, const Operation& operation) {
  if (!says_who_asks(operation)) return Done{};
  const HostName host = read_host(request.head().host());
  Result<BodyCoding> coding = authenticate(request.head(), request.credentials,
                                           host.bucket == request.bucket ? host.bucket : "");
  if (!coding) return std::move(coding).error();
  request.coding = std::move(*coding);
  const std::string* const owner = request.headers().find("x-amz-expected-bucket-owner");
  if (owner != nullptr && *owner != request.context.account_id) return refuse("AccessDenied");
  return Done{};
}

}  // namespace

S3::S3(Context context)
    : traits_{.signing_name = "s3", .title = "S3", .protocol = Protocol::kRestXml},
      context_(std::move(context)) {}

bool S3::owns_host(std::string_view host) const {
  const HostKind kind = read_host(host).kind;
  return kind == HostKind::kService || kind == HostKind::kBucket;
}

bool S3::claims(const http::RequestHead& head) const {
  bool found = false;
  const auto exists = [&](const std::string& bucket) {
    found = context_.storage.bucket(bucket) != nullptr;
    return found;
  };
  const Address address = address_of(head, exists);
  return found || (!address.bucket.empty() && exists(address.bucket));
}

bool S3::take(const std::shared_ptr<Call>& call, Credentials credentials) {
  Address address = address_of(call->head(), [this](const std::string& bucket) {
    return context_.storage.bucket(bucket) != nullptr;
  });
  const Operation* const operation = find_operation(call->head(), about(address));
  auto request =
      std::make_shared<Request>(context_, call, std::move(address), std::move(credentials));
  if (operation == nullptr) {
    request->fail_with(refuse("MethodNotAllowed"), {{"Method", call->head().method}});
    return true;
  }
  call->operation = operation->name;
  if (operation->run == nullptr) return false;
  if (failed(request, authenticate_request(*request, *operation))) return true;
  if (operation->body == BodyUse::kDocument) {
    receive_document(request, operation->run);
  } else {
    operation->run(request);
  }
  return true;
}

}  // namespace brume::emulator::aws::s3
