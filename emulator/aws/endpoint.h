// The AWS endpoint: one port for all services. Finds the service of a request by, in this order,
// the credential scope it is signed for, X-Amz-Target, the host's first label, its path, its
// Action and Version; checks the signature if asked to; hands it over. A request without any of
// these may be claimed by a service that streams. An unknown service is answered 501 with its name,
// and named once in the log.
//
// Loop thread. Owns the services; outlives the calls.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/aws/service.h"
#include "emulator/aws/sigv4.h"
#include "emulator/base/clock.h"
#include "emulator/base/ids.h"
#include "emulator/base/log.h"

namespace brume::emulator::aws {

struct EndpointOptions {
  bool verify_signatures = false;
  SecretKeys secrets = {};          // cli/: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, if set
  std::string listening_host = {};  // what --host said: also a host that is ours
  // One line for a person, without its end.
  std::function<void(std::string_view)> log = {};
};

class Endpoint {
 public:
  // `clock`: the one that clients sign by, so the machine's, wherever the emulator's has been
  // moved.
  Endpoint(const Clock& clock, Ids& ids, EndpointOptions options);

  void add(std::unique_ptr<Service> service) { services_.push_back(std::move(service)); }
  void add(std::unique_ptr<StreamingService> service) { streaming_.push_back(std::move(service)); }
  std::vector<std::string> titles() const;

  // REQUIRES: the endpoint outlives the handler
  http::Handler handler() {
    return [this](std::shared_ptr<http::Exchange> exchange) { handle(std::move(exchange)); };
  }
  void handle(std::shared_ptr<http::Exchange> exchange);

 private:
  struct Arrival;

  Service* find(const http::RequestHead& head, const Signature* signature) const;
  StreamingService* find_streaming(const http::RequestHead& head, const Signature* signature) const;
  Service* find_by_action(const std::string& version) const;
  void on_body(const std::shared_ptr<Arrival>& arrival, Result<std::string> body);
  void dispatch(const std::shared_ptr<Arrival>& arrival);
  Status check_signature(const Arrival& arrival) const;
  void not_emulated(Arrival& arrival);
  void stream(StreamingService& service, std::shared_ptr<http::Exchange> exchange,
              Result<std::optional<Signature>> signature);
  void refuse(Call& call, const std::string& what);
  void answer_preflight(http::Exchange& exchange) const;

  const Clock& clock_;
  Ids& ids_;
  EndpointOptions options_;
  std::vector<std::unique_ptr<Service>> services_;
  std::vector<std::unique_ptr<StreamingService>> streaming_;
  LogOnce once_;  // what is not emulated
};

}  // namespace brume::emulator::aws
