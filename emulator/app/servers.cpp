#include "emulator/app/servers.h"

namespace brume::emulator::app {
namespace {

// As a person would type it: the address one can call when listening on all of them.
std::string callable_host(const std::string& host) {
  if (host == "0.0.0.0") return "127.0.0.1";
  if (host == "::") return "[::1]";
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

}  // namespace

// Clients sign by the machine's clock, wherever the emulator's has been moved.
Servers::Servers(const Kernel& kernel, Services& services, Management& management,
                 Addresses& addresses, ServerOptions options)
    : services_(services),
      management_(management),
      addresses_(addresses),
      options_(std::move(options)),
      server_(kernel.loop, kernel.loop, kernel.loop),
      endpoint_(kernel.loop, kernel.ids,
                {options_.verify_signatures, options_.secrets, options_.host,
                 [&kernel](std::string_view text) { kernel.notice(text); }}) {
  for (const auto& service : services_) service->add_apis(endpoint_);
}

Status Servers::listen() {
  if (options_.api_port) {
    auto url =
        listen_on(*options_.api_port, [this](auto exchange) { on_api(std::move(exchange)); });
    if (!url) return std::move(url).error();
    addresses_.api_url = std::move(*url);
  }
  if (options_.aws_port) {
    auto url =
        listen_on(*options_.aws_port, [this](auto exchange) { on_aws(std::move(exchange)); });
    if (!url) return std::move(url).error();
    addresses_.aws_url = std::move(*url);
  }
  return Done{};
}

Result<std::string> Servers::listen_on(std::uint16_t port, http::Handler handler) {
  const auto got = server_.listen(
      {options_.host, port, options_.certificate_file, options_.key_file}, std::move(handler));
  if (!got) return got.error();
  return (options_.certificate_file.empty() ? "http://" : "https://") +
         callable_host(options_.host) + ":" + std::to_string(got.value());
}

void Servers::on_api(std::shared_ptr<http::Exchange> exchange) {
  // Without an endpoint other commands still have to reach the emulator.
  if (!options_.aws_port && management_.answer(exchange)) return;
  for (const auto& service : services_) {
    if (service->answer_http(exchange)) return;
  }
  exchange->respond(refusal(404, "nothing is served here"));
}

void Servers::on_aws(std::shared_ptr<http::Exchange> exchange) {
  if (!management_.answer(exchange)) endpoint_.handle(std::move(exchange));
}

void Servers::drain(Duration deadline, Callback<void(std::size_t)> done) {
  management_.end_streams();
  server_.drain(deadline, std::move(done));
}

}  // namespace brume::emulator::app
