// An AWS service behind the endpoint: how its requests are recognised, and who answers them. Most
// are given the whole request; one whose bodies need not fit into memory is given the call when
// its head is there, and reads the body itself.
//
// Loop thread. Owned by the Endpoint.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/aws/call.h"
#include "emulator/aws/sigv4.h"

namespace brume::emulator::aws {

struct ServiceTraits {
  std::string signing_name;  // of the credential scope, and the first label of its host: "lambda"
  std::string title;         // for people: "Lambda"
  Protocol protocol = Protocol::kRestJson;
  std::vector<std::string> target_prefixes = {};  // JSON: of X-Amz-Target: "AmazonSQS"
  std::vector<std::string> path_prefixes = {};    // REST: first segments: "2015-03-31"
  // Of Version: "2011-06-15". A JSON service that has one speaks Query too.
  std::string query_version = {};
  std::string xml_namespace = {};
  std::string shape_namespace = {};
  std::size_t body_bytes_max = 1 << 20;  // of a service that is a table of operations
};

// What the request speaks, of the protocols that the service knows.
Protocol protocol_of(const ServiceTraits& traits, const http::RequestHead& head);

class Service {
 public:
  virtual ~Service() = default;
  virtual const ServiceTraits& traits() const = 0;
  // How much of a body this request may bring.
  virtual std::size_t body_limit(const http::RequestHead& head) const = 0;
  // The body was larger.
  virtual void refuse_body(const std::shared_ptr<Call>& call) = 0;
  // False when it does not know the operation; then the endpoint answers 501 and names
  // call->operation, which the service may have filled in.
  virtual bool handle(const std::shared_ptr<Call>& call) = 0;
};

// Who has signed a request, as far as its head tells.
struct Credentials {
  Result<std::optional<Signature>> signature;  // an error: it is signed in no way there is
  bool verify = false;                         // whether signatures are checked
  const SecretKeys& secrets;                   // the endpoint's
  WallTime now;
};

// The endpoint asks it after the services above, but for what is signed for it. It answers CORS
// preflights itself.
class StreamingService {
 public:
  virtual ~StreamingService() = default;
  virtual const ServiceTraits& traits() const = 0;
  // Whether a host is its own, whatever else is in the request: "bucket.s3.localhost".
  virtual bool owns_host(std::string_view host) const = 0;
  // Whether it takes an unsigned request that no other service takes.
  virtual bool claims(const http::RequestHead& head) const = 0;
  // The body has not been read: call->exchange(). False as for Service::handle().
  virtual bool take(const std::shared_ptr<Call>& call, Credentials credentials) = 0;
};

}  // namespace brume::emulator::aws
