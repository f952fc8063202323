// The ports of a running emulator: the public HTTP port on one, the AWS endpoint on another,
// management beside them.
//
// Loop thread. REQUIRES: every argument outlives this object.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "emulator/app/management.h"
#include "emulator/app/server_options.h"
#include "emulator/app/services.h"
#include "emulator/aws/endpoint.h"
#include "emulator/http/server.h"
#include "emulator/service/kernel.h"

namespace brume::emulator::app {

class Servers {
 public:
  // Adds the services' APIs to the endpoint. `addresses` are set by listen().
  Servers(const Kernel& kernel, Services& services, Management& management, Addresses& addresses,
          ServerOptions options);

  // kUnavailable: a port is taken; kInvalidArgument: a certificate does not load.
  Status listen();
  // Accepts no more; `done` when the requests under way have ended, or at the deadline.
  void drain(Duration deadline, Callback<void(std::size_t cut_off)> done);

  const http::Counters& counters() { return server_.counters(); }
  // "Lambda", "S3": the APIs of the endpoint.
  std::vector<std::string> titles() const { return endpoint_.titles(); }

 private:
  Result<std::string> listen_on(std::uint16_t port, http::Handler handler);
  void on_api(std::shared_ptr<http::Exchange> exchange);
  void on_aws(std::shared_ptr<http::Exchange> exchange);

  Services& services_;
  Management& management_;
  Addresses& addresses_;
  const ServerOptions options_;
  http::Server server_;
  aws::Endpoint endpoint_;
};

}  // namespace brume::emulator::app
