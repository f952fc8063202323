#include "emulator/app/servers.h"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "emulator/app/event_queue.h"
#include "emulator/app/function_url_apis.h"
#include "emulator/services/lambda/api/async_policies.h"
#include "emulator/services/s3/api/s3.h"
#include "emulator/services/schedule/schedule_report.h"
#include "emulator/services/sts/sts.h"

namespace brume::emulator::cli {
namespace {

// As a person would type it: the address one can call when listening on all of them.
std::string callable_host(const std::string& host) {
  if (host == "0.0.0.0") return "127.0.0.1";
  if (host == "::") return "[::1]";
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

aws::lambda::Home home_of(const Application& application) {
  return {application.region, application.account_id};
}

#if defined(__aarch64__)
constexpr const char* kArchitecture = "arm64";
#else
constexpr const char* kArchitecture = "x86_64";
#endif

}  // namespace

Serving::Serving(const ServeParts& parts, ServeOptions options)
    : hosting_(parts.hosting),
      application_(parts.application),
      log_(parts.log),
      options_(std::move(options)),
      server_(hosting_.loop(), hosting_.loop(), hosting_.loop()),
      fetcher_(hosting_.loop()),
      proxy_(hosting_.loop()),
      gateway_({.clock = hosting_.split_clock(),
                .timers = hosting_.loop(),
                .ids = hosting_.ids(),
                .log = log_,
                .invoker = hosting_.invoker(),
                .proxy = &proxy_,
                .fetcher = &fetcher_},
               {options_.disable_authorizers, options_.trusted_keys}, application_.routes()),
      functions_(home_of(application_.application()), hosting_.invoker()),
      queue_(parts.queue),
      buckets_(parts.buckets),
      endpoint_(hosting_.loop(), hosting_.ids(),
                {options_.verify_signatures, options_.secrets, options_.host,
                 [this](std::string_view text) { notice(text); }}),
      schedules_(hosting_, queue_, log_, options_.schedules),
      clock_control_(hosting_),
      management_(
          {parts.book, [this] { return status_json(); }, [this] { stop_(); }, options_.host}) {
  auto lambda = std::make_unique<aws::lambda::Lambda>(aws::lambda::Context{
      .functions = functions_,
      .invoker = hosting_.invoker(),
      .async = queue_,
      .clock = hosting_.clock(),
      .ids = hosting_.ids(),
      .run_blocking =
          [&loop = hosting_.loop()](Callback<void()> work, Callback<void()> done) {
            loop.run_blocking(std::move(work), std::move(done));
          },
      .state_folder = options_.lambda_folder,
      .architecture = kArchitecture,
      .function_url = [this](const auto& name) { return function_url(name); }});
  lambda_ = lambda.get();
  endpoint_.add(std::move(lambda));
  endpoint_.add(std::make_unique<aws::sts::Sts>(functions_.home().account_id));
  management_.add_topic(
      "clock", [this](const auto& exchange, std::string_view what, const auto& parameters) {
        clock_control_.answer(exchange, what, parameters);
      });
  management_.add_topic(
      "schedules", [this](const auto& exchange, std::string_view what, const auto& parameters) {
        schedules_.answer(exchange, what, parameters);
      });
  management_.add_topic(
      "events", [this](const auto& exchange, std::string_view what, const auto& parameters) {
        answer_events(queue_, exchange, what, parameters);
      });
  if (buckets_ != nullptr) {
    endpoint_.add(std::make_unique<aws::s3::S3>(aws::s3::Context{
        .storage = buckets_->storage(),
        .account_id = functions_.home().account_id,
        .function_exists = [this](const std::string& arn) { return is_function(arn); }}));
    management_.add_topic(
        "storage", [this](const auto& exchange, std::string_view what, const auto& parameters) {
          buckets_->answer(exchange, what, parameters);
        });
  }
  functions_.on_url_change([this](const auto&) { gateway_.set_routes(routes()); });
  on_application_changed();
}

Serving::~Serving() = default;

void Serving::on_application_changed() {
  lambda_->take_template(application_.application(), [this](const FunctionSpec& spec) {
    const LiveApplication::Function& function = application_.functions().at(spec.name);
    if (function.callable) return Result<FunctionConfig>(function.config);
    return Result<FunctionConfig>(Error{Error::Code::kNotFound, function.problem});
  });
  gateway_.set_routes(routes());
  schedules_.set(application_.schedules());
  queue_.on_functions_changed();
  if (buckets_ == nullptr) return;
  buckets_->set(application_.buckets());
  buckets_->on_functions_changed();
}

AsyncPolicy Serving::async_policy(const std::string& function, const std::string& qualifier) const {
  return aws::lambda::async_policy(functions_, function, qualifier);
}

std::shared_ptr<const gateway::RoutingTable> Serving::routes() const {
  std::vector<gateway::Api> urls = function_url_apis(functions_);
  if (urls.empty()) return application_.routes();
  std::vector<gateway::Api> apis = application_.routes()->apis();
  apis.insert(apis.end(), urls.begin(), urls.end());
  return std::make_shared<const gateway::RoutingTable>(std::move(apis));
}

bool Serving::is_function(const std::string& arn) const {
  const auto name = aws::lambda::parse_function_name(functions_.home(), arn, {});
  return name.ok() && functions_.find(name.value()).ok();
}

std::string Serving::function_url(const aws::lambda::FunctionName& name) const {
  const std::string place = api_url_.empty() ? "http://localhost:3000" : api_url_;
  return place + "/_apis/" + function_url_id(application_.application(), name) + "/";
}

Status Serving::listen() {
  if (options_.api_port) {
    auto url =
        listen_on(*options_.api_port, [this](auto exchange) { on_api(std::move(exchange)); });
    if (!url) return std::move(url).error();
    api_url_ = std::move(*url);
  }
  if (options_.aws_port) {
    auto url =
        listen_on(*options_.aws_port, [this](auto exchange) { on_aws(std::move(exchange)); });
    if (!url) return std::move(url).error();
    aws_url_ = std::move(*url);
    hosting_.set_endpoint_url(aws_url_);
  }
  return Done{};
}

Result<std::string> Serving::listen_on(std::uint16_t port, http::Handler handler) {
  const auto got = server_.listen(
      {options_.host, port, options_.certificate_file, options_.key_file}, std::move(handler));
  if (!got) return got.error();
  return (options_.certificate_file.empty() ? "http://" : "https://") +
         callable_host(options_.host) + ":" + std::to_string(got.value());
}

void Serving::on_api(std::shared_ptr<http::Exchange> exchange) {
  // Without an endpoint other commands still have to reach us.
  if (!options_.aws_port && management_.answer(exchange)) return;
  gateway_.answer(std::move(exchange));
}

void Serving::on_aws(std::shared_ptr<http::Exchange> exchange) {
  if (!management_.answer(exchange)) endpoint_.handle(std::move(exchange));
}

void Serving::drain(Duration deadline, Callback<void(std::size_t)> done) {
  clock_control_.stop();
  schedules_.stop();
  management_.end_streams();
  server_.drain(deadline, std::move(done));
}

std::string Serving::status_json() const {
  nlohmann::ordered_json functions = nlohmann::ordered_json::array();
  for (const auto& [name, function] : application_.functions()) {
    functions.push_back({{"name", name},
                         {"logicalId", function.logical_id},
                         {"handler", function.config.handler},
                         {"callable", function.callable},
                         {"problem", function.problem}});
  }
  nlohmann::ordered_json buckets = nlohmann::ordered_json::array();
  if (buckets_ != nullptr) {
    for (const Buckets::State& state : buckets_->states()) {
      buckets.push_back({{"name", state.name}, {"folder", state.folder.string()}});
    }
  }
  const nlohmann::ordered_json status = {
      {"pid", ::getpid()},
      {"template", application_.application().template_file.string()},
      {"apiUrl", api_url_},
      {"awsUrl", aws_url_},
      {"running", hosting_.invoker().running()},
      {"environments", hosting_.invoker().environments()},
      {"functions", functions},
      {"schedules", schedules_json(schedules_.states(), 1)},
      {"buckets", buckets}};
  return status.dump(2);
}

void Serving::notice(std::string_view text) {
  log_.write({LogRecord::Kind::kNotice, hosting_.clock().wall(), {}, {}, text});
}

}  // namespace brume::emulator::cli
