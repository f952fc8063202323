#include "emulator/cli/emulator_client.h"

#include <httplib.h>

namespace brume::emulator::cli {
namespace {

httplib::Client client_of(const std::string& url) {
  httplib::Client client(url);
  client.set_tcp_nodelay(true);
  client.enable_server_certificate_verification(false);  // of this machine's own
  client.set_connection_timeout(2);
  client.set_read_timeout(15);
  return client;
}

Result<std::string> body_of(const httplib::Result& result, const std::string& url) {
  if (!result) {
    return Error{Error::Code::kUnavailable,
                 "cannot reach the emulator at " + url + ": " + httplib::to_string(result.error())};
  }
  if (result->status / 100 != 2) {
    return Error{Error::Code::kUnavailable, "the emulator at " + url + " answers " +
                                                std::to_string(result->status) + ": " +
                                                result->body};
  }
  return result->body;
}

}  // namespace

EmulatorClient::EmulatorClient(RunningEmulator running) : running_(std::move(running)) {}

Result<EmulatorClient> EmulatorClient::find(const std::filesystem::path& template_file) {
  const std::filesystem::path folder = state_folder(template_file);
  auto running = find_running(folder);
  if (!running) {
    return Error{Error::Code::kNotFound,
                 "no emulator runs here (looked in " + folder.string() +
                     ")\n  `brume start` starts one; -t names its template"};
  }
  return EmulatorClient(std::move(*running));
}

const std::string& EmulatorClient::url() const {
  return running_.aws_url.empty() ? running_.api_url : running_.aws_url;
}

Result<std::string> EmulatorClient::get(const std::string& path) const {
  return body_of(client_of(url()).Get(path.c_str()), url());
}

Result<std::string> EmulatorClient::post(const std::string& path, const std::string& body) const {
  return body_of(client_of(url()).Post(path.c_str(), body, "application/json"), url());
}

Result<EmulatorClient::Invoked> EmulatorClient::invoke(const std::string& function,
                                                       const std::string& payload,
                                                       const std::string& client_context) const {
  auto client = client_of(running_.aws_url);
  client.set_read_timeout(std::chrono::seconds(1000));  // a function may take 900
  httplib::Headers headers{{"X-Amz-Log-Type", "Tail"}};
  if (!client_context.empty()) headers.emplace("X-Amz-Client-Context", client_context);
  const auto result = client.Post(("/2015-03-31/functions/" + function + "/invocations").c_str(),
                                  headers, payload, "application/json");
  auto body = body_of(result, running_.aws_url);
  if (!body) return std::move(body).error();
  return Invoked{std::move(*body), result->get_header_value("x-amzn-RequestId"),
                 result->get_header_value("X-Amz-Log-Result"),
                 result->has_header("X-Amz-Function-Error")};
}

Status EmulatorClient::stream(const std::string& path,
                              const std::function<bool(std::string_view)>& on_data) const {
  auto client = client_of(url());
  client.set_read_timeout(std::chrono::hours(24 * 365));  // nothing may happen for long
  bool stopped = false;
  const auto result = client.Get(path.c_str(), [&](const char* data, std::size_t size) {
    stopped = !on_data({data, size});
    return !stopped;
  });
  if (stopped) return Done{};
  auto body = body_of(result, url());
  if (!body) return std::move(body).error();
  return Done{};
}

}  // namespace brume::emulator::cli
