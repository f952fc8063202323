// Service: the plug of an AWS service. A service is a folder under emulator/services/ that derives
// this class and one line in app/services.cpp. What a service does not have it leaves out.
//
// Services never include each other. One reaches another through the registry (what exists), the
// asynchronous queue and the invoker (the doors to user code), and its HTTP API.
//
// Life: constructed -> add_targets(), add_sources() -> read() and take() of the template -> open()
// -> on_application_changed() -> start() -> [read(), take(), on_application_changed()]* -> stop()
// -> drain() -> destroyed.
//
// Loop thread. Owned by app/Emulator; the Kernel it is constructed with outlives it.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "emulator/aws/endpoint.h"
#include "emulator/base/callback.h"
#include "emulator/base/result.h"
#include "emulator/delivery/targets.h"
#include "emulator/http/exchange.h"
#include "emulator/invoke/worker/function_config.h"
#include "emulator/polling/pollers.h"
#include "emulator/service/description.h"
#include "emulator/service/management_request.h"
#include "emulator/template/model/application.h"
#include "emulator/template/model/diagnostic.h"

namespace brume::emulator {

// The application as it is served now.
struct ServedApplication {
  const Application& application;
  // How a function is hosted, or why it cannot be called.
  std::function<Result<FunctionConfig>(const FunctionSpec&)> config_of;
};

class Service {
 public:
  virtual ~Service() = default;
  // "s3": lower case, unique.
  virtual std::string_view name() const = 0;

  // --- what the template declares ---
  // Reads the service's resources of a template and keeps them aside; adds
  // what is wrong with them, and the files they lie in.
  virtual void read(const Application&, SourceFiles&, Diagnostics&) {}
  // What was read last is the application's from now on: no diagnostic was an error.
  virtual void take() {}
  // The application, or how one of its functions is hosted, has changed.
  virtual void on_application_changed(const ServedApplication&) {}

  // --- what others reach of it, by ARN ---
  // What messages can be sent to.
  virtual void add_targets(delivery::Targets&) {}
  // What can feed functions by event source mappings.
  virtual void add_sources(polling::Pollers&) {}

  // --- what it answers ---
  // Adds its API to the AWS endpoint.
  virtual void add_apis(aws::Endpoint&) {}
  // Answers the public HTTP port: true when this service does, and then takes the exchange.
  virtual bool answer_http(std::shared_ptr<http::Exchange>&) { return false; }
  // Its topic under /_brume/; empty: it has none.
  virtual std::string_view topic() const { return {}; }
  virtual void manage(const ManagementRequest&) {}
  virtual Description describe() const { return {}; }

  // --- its life ---
  // Opens its state and makes what the template declares. Blocks; the loop may be turned.
  virtual Status open() { return Done{}; }
  // Delivers, fires and expires from now on. REQUIRES: every service knows the application
  virtual void start() {}
  // Begins no new work; work under way goes on.
  virtual void stop() {}
  // `done`, exactly once, when what was under way has ended. May be dropped with the service.
  virtual void drain(Callback<void()> done) { done(); }
};

}  // namespace brume::emulator
