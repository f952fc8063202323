#include "emulator/cli/emulator_client.h"

#include <httplib.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include <nlohmann/json.hpp>

namespace brume::emulator::cli {
namespace {

// A disk may be slow to take in what is large.
constexpr std::chrono::seconds kTransferPatience{600};

httplib::Client http_client(const std::string& url) {
  httplib::Client client(url);
  client.set_tcp_nodelay(true);
  client.enable_server_certificate_verification(false);  // of this machine's own
  client.set_connection_timeout(2);
  client.set_read_timeout(15);
  return client;
}

// Of S3's errors, which are XML.
std::string between(const std::string& text, std::string_view open, std::string_view close) {
  const std::size_t from = text.find(open);
  const std::size_t to = text.find(close, from);
  if (from == std::string::npos || to == std::string::npos) return {};
  return text.substr(from + open.size(), to - from - open.size());
}

Result<std::string> body_of(const httplib::Result& result, const std::string& url) {
  if (!result) {
    return Error{Error::Code::kUnavailable,
                 "cannot reach the emulator at " + url + ": " + httplib::to_string(result.error())};
  }
  if (result->status / 100 != 2) {
    const auto said = nlohmann::json::parse(result->body, nullptr, false);
    const auto message = said.is_object() ? said.find("message") : said.end();
    if (said.is_object() && message != said.end() && message->is_string()) {
      const bool ours = result->status == 400;
      return Error{ours ? Error::Code::kInvalidArgument : Error::Code::kUnavailable,
                   message->get<std::string>()};
    }
    const std::string s3 = between(result->body, "<Message>", "</Message>");
    if (!s3.empty()) {
      return Error{Error::Code::kUnavailable,
                   s3 + " (" + between(result->body, "<Code>", "</Code>") + ")"};
    }
    return Error{Error::Code::kUnavailable, "the emulator at " + url + " answers " +
                                                std::to_string(result->status) + ": " +
                                                result->body};
  }
  return result->body;
}

}  // namespace

std::string url_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    char code[4];
    std::snprintf(code, sizeof code, "%%%02X", static_cast<unsigned char>(c));
    out += code;
  }
  return out;
}

std::string url_escaped_path(std::string_view text) {
  std::string out;
  while (true) {
    const std::size_t slash = text.find('/');
    out += url_escaped(text.substr(0, slash));
    if (slash == std::string_view::npos) return out;
    out += '/';
    text.remove_prefix(slash + 1);
  }
}

EmulatorClient::EmulatorClient(app::RunningEmulator running) : running_(std::move(running)) {}

Result<EmulatorClient> EmulatorClient::find(const std::filesystem::path& template_file) {
  const std::filesystem::path folder = app::state_folder(template_file);
  auto running = app::find_running(folder);
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
  return body_of(http_client(url()).Get(path.c_str()), url());
}

Result<std::string> EmulatorClient::post(const std::string& path, const std::string& body) const {
  return body_of(http_client(url()).Post(path.c_str(), body, "application/json"), url());
}

Status EmulatorClient::put(const std::string& path, std::FILE* file, std::size_t size) const {
  auto client = http_client(running_.aws_url);
  client.set_read_timeout(kTransferPatience);
  client.set_write_timeout(kTransferPatience);
  bool shorter = false;
  const auto send = [file, &shorter](std::size_t, std::size_t left, httplib::DataSink& sink) {
    char buffer[64 * 1024];
    const std::size_t got = std::fread(buffer, 1, std::min(left, sizeof buffer), file);
    shorter = got == 0;
    return !shorter && sink.write(buffer, got);
  };
  const auto result = size == 0 ? client.Put(path, "", "application/octet-stream")
                                : client.Put(path, size, send, "application/octet-stream");
  if (shorter) return Error{Error::Code::kInvalidArgument, "the file became shorter meanwhile"};
  auto body = body_of(result, running_.aws_url);
  if (!body) return std::move(body).error();
  return Done{};
}

Status EmulatorClient::erase(const std::string& path) const {
  auto body = body_of(http_client(running_.aws_url).Delete(path), running_.aws_url);
  if (!body) return std::move(body).error();
  return Done{};
}

Status EmulatorClient::stream(const std::string& path,
                              const std::function<bool(std::string_view)>& on_data) const {
  return stream_of("GET", path, {}, on_data);
}

Status EmulatorClient::post_stream(const std::string& path, const std::string& body,
                                   const std::function<bool(std::string_view)>& on_data) const {
  return stream_of("POST", path, body, on_data);
}

Status EmulatorClient::stream_of(const std::string& method, const std::string& path,
                                 const std::string& sent,
                                 const std::function<bool(std::string_view)>& on_data) const {
  auto client = http_client(url());
  client.set_read_timeout(std::chrono::hours(24 * 365));  // nothing may happen for long
  bool stopped = false;
  bool good = false;
  std::string refusal;
  httplib::Request request;
  request.method = method;
  request.path = path;
  request.body = sent;
  request.response_handler = [&](const httplib::Response& head) {
    good = head.status / 100 == 2;
    return true;
  };
  request.content_receiver = [&](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
    if (!good) {
      refusal.append(data, size);
      return true;
    }
    stopped = !on_data({data, size});
    return !stopped;
  };
  auto result = client.send(request);
  if (stopped) return Done{};
  if (result && !good) result->body = std::move(refusal);
  auto body = body_of(result, url());
  if (!body) return std::move(body).error();
  return Done{};
}

}  // namespace brume::emulator::cli
