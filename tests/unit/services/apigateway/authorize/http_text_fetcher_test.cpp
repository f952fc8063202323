// Against an independent server, cpp-httplib's, on the loopback.
#include "emulator/services/apigateway/authorize/http_text_fetcher.h"

#include <doctest/doctest.h>
#include <httplib.h>

#include <optional>
#include <thread>

using namespace brume::emulator;
using namespace brume::emulator::gateway;

namespace {

class Issuer {
 public:
  Issuer() {
    port_ = server_.bind_to_any_port("127.0.0.1");
    server_.Get("/.well-known/openid-configuration",
                [this](const httplib::Request&, httplib::Response& response) {
                  response.set_content("{\"jwks_uri\":\"" + url() + "/keys\"}", "application/json");
                });
    server_.Get("/keys", [](const httplib::Request&, httplib::Response& response) {
      response.set_content("{\"keys\":[]}", "application/json");
    });
    server_.Get("/large", [](const httplib::Request&, httplib::Response& response) {
      response.set_content(std::string(kMaxFetchedBytes + 1, 'x'), "text/plain");
    });
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }
  ~Issuer() {
    server_.stop();
    thread_.join();
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
};

Result<std::string> fetched(const std::string& url) {
  Loop loop;
  HttpTextFetcher fetcher(loop);
  std::optional<Result<std::string>> answer;
  fetcher.get(url, [&answer](Result<std::string> text) { answer.emplace(std::move(text)); });
  while (!answer) loop.run_once(true);
  return std::move(*answer);
}

}  // namespace

TEST_CASE("an issuer's keys are found by discovery over real HTTP") {
  const Issuer issuer;
  Loop loop;
  HttpTextFetcher fetcher(loop);
  IssuerKeys keys(loop, &fetcher);
  std::optional<Result<IssuerKeys::Keys>> found;
  keys.find(issuer.url() + "/", "any",
            [&found](Result<IssuerKeys::Keys> set) { found.emplace(std::move(set)); });
  while (!found) loop.run_once(true);
  REQUIRE(found->ok());
  CHECK(found->value()->empty());
}

TEST_CASE("what cannot be fetched says why") {
  const Issuer issuer;
  CHECK(fetched(issuer.url() + "/keys").ok());
  CHECK(fetched(issuer.url() + "/none").error().message.find("status 404") != std::string::npos);
  CHECK(fetched(issuer.url() + "/large").error().message.find("too large") != std::string::npos);
  CHECK(fetched("file:///etc/passwd").error().message.find("no http") != std::string::npos);
  CHECK_FALSE(fetched("http://127.0.0.1:1/keys").ok());
}
