// The ports of a running emulator: the gateway on one, the AWS endpoint on another, management
// beside them.
//
// Loop thread. REQUIRES: nothing it is given goes before it
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "emulator/app/application_reloader.h"
#include "emulator/app/buckets.h"
#include "emulator/app/clock_control.h"
#include "emulator/app/function_runtime.h"
#include "emulator/app/management.h"
#include "emulator/app/schedules.h"
#include "emulator/async/async_queue.h"
#include "emulator/aws/endpoint.h"
#include "emulator/http/server.h"
#include "emulator/services/apigateway/authorize/http_text_fetcher.h"
#include "emulator/services/apigateway/call/gateway.h"
#include "emulator/services/apigateway/proxy/http_proxy_client.h"
#include "emulator/services/lambda/api/lambda.h"

namespace brume::emulator::cli {

struct ServeOptions {
  std::string host = "127.0.0.1";
  // Absent: not served. 0: a free one.
  std::optional<std::uint16_t> api_port;
  std::optional<std::uint16_t> aws_port;
  std::string certificate_file = {};  // PEM, of both ports; empty: no TLS
  std::string key_file = {};
  bool disable_authorizers = false;
  bool verify_signatures = false;
  aws::SecretKeys secrets = {};
  std::string trusted_keys = {};             // JWKS text of `brume token`, or empty
  std::filesystem::path lambda_folder = {};  // absolute: code of functions made through the API
  ScheduleOptions schedules = {};
};

// What it serves with.
struct ServeParts {
  Hosting& hosting;
  LiveApplication& application;
  LogBook& book;
  LogSink& log;
  AsyncQueue& queue;
  Buckets* buckets = nullptr;  // null: there are none
};

class Serving {
 public:
  Serving(const ServeParts& parts, ServeOptions options);
  ~Serving();

  // kUnavailable: a port is taken; kInvalidArgument: a certificate does not load.
  Status listen();
  // Takes over what the application serves now.
  void on_application_changed();

  // For the queue.
  AsyncPolicy async_policy(const std::string& function, const std::string& qualifier) const;

  // "http://127.0.0.1:3000"; empty: not served.
  const std::string& api_url() const { return api_url_; }
  const std::string& aws_url() const { return aws_url_; }

  // Called when a client of the management port asks for the end.
  void on_stop(std::function<void()> stop) { stop_ = std::move(stop); }
  // Takes no more; `done` when what runs has ended, or at the deadline.
  void drain(Duration deadline, Callback<void(std::size_t cut_off)> done);

  Schedules& schedules() { return schedules_; }
  const http::Counters& counters() { return server_.counters(); }

 private:
  Result<std::string> listen_on(std::uint16_t port, http::Handler handler);
  void on_api(std::shared_ptr<http::Exchange> exchange);
  void on_aws(std::shared_ptr<http::Exchange> exchange);
  // The template's routes and the function URLs made through the API.
  std::shared_ptr<const gateway::RoutingTable> routes() const;
  bool is_function(const std::string& arn) const;
  std::string function_url(const aws::lambda::FunctionName& name) const;
  std::string status_json() const;
  void notice(std::string_view text);

  Hosting& hosting_;
  LiveApplication& application_;
  LogSink& log_;
  const ServeOptions options_;
  std::function<void()> stop_ = [] {};
  std::string api_url_, aws_url_;
  http::Server server_;
  gateway::HttpTextFetcher fetcher_;
  gateway::HttpProxyClient proxy_;
  gateway::Gateway gateway_;
  aws::lambda::Functions functions_;
  AsyncQueue& queue_;
  Buckets* const buckets_;
  aws::Endpoint endpoint_;
  aws::lambda::Lambda* lambda_ = nullptr;  // the endpoint's
  Schedules schedules_;
  ClockControl clock_control_;
  Management management_;
};

}  // namespace brume::emulator::cli
