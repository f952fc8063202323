// Against an independent server, cpp-httplib's, on the loopback.
#include "emulator/services/apigateway/proxy/http_client.h"

#include <doctest/doctest.h>
#include <httplib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <optional>
#include <thread>

using namespace brume::emulator;
using namespace brume::emulator::gateway;

namespace {

class Backend {
 public:
  Backend() {
    server_.set_keep_alive_max_count(1);
    server_.Post("/echo", [](const httplib::Request& request, httplib::Response& response) {
      response.status = 201;
      response.set_content(request.body, "application/octet-stream");
    });
    server_.Get("/away", [](const httplib::Request&, httplib::Response& response) {
      response.set_redirect("/else%20where/%C3%A9?x=%2F");
    });
    server_.Get("/large", [](const httplib::Request&, httplib::Response& response) {
      response.set_content(std::string(kProxiedBytesMax + 1, 'x'), "text/plain");
    });
    server_.Get(R"(/.*)", [](const httplib::Request& request, httplib::Response& response) {
      response.set_header("X-Seen", request.get_header_value("X-Sent"));
      response.set_header("X-Two", "a");
      response.headers.emplace("X-Two", "b");
      response.set_content(request.target, "text/plain");
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }
  ~Backend() {
    server_.stop();
    thread_.join();
  }

  OutboundRequest request(const std::string& method, const std::string& target) const {
    return {method, "http://127.0.0.1:" + std::to_string(port_), target, {}, "", 5000};
  }

 private:
  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
};

Result<http::Response> answer_to(OutboundRequest request) {
  Loop loop;
  std::optional<Result<http::Response>> answer;
  send_outbound(loop, std::move(request),
                [&](Result<http::Response> result) { answer = std::move(result); });
  while (!answer) loop.run_once(true);
  return *std::move(answer);
}

}  // namespace

TEST_CASE("a request goes out as it is and its answer comes back whole") {
  const Backend backend;
  OutboundRequest request = backend.request("GET", "/a%20b%2Fc?x=%2B&y");
  request.headers.add("X-Sent", "yes");
  auto answer = answer_to(std::move(request));
  REQUIRE(answer);
  CHECK(answer->status == 200);
  CHECK(answer->body == "/a%20b%2Fc?x=%2B&y");
  CHECK(*answer->headers.find("X-Seen") == "yes");
  CHECK(answer->headers.all("X-Two").size() == 2);
  CHECK_FALSE(answer->headers.has("Connection"));
  CHECK_FALSE(answer->headers.has("Content-Length"));
}

TEST_CASE("bodies pass byte for byte, redirects are not followed") {
  const Backend backend;
  OutboundRequest post = backend.request("POST", "/echo");
  post.body = std::string("\0\xff\r\n", 4);
  auto echoed = answer_to(std::move(post));
  REQUIRE(echoed);
  CHECK(echoed->status == 201);
  CHECK(echoed->body == std::string("\0\xff\r\n", 4));
  auto away = answer_to(backend.request("GET", "/away"));
  REQUIRE(away);
  CHECK(away->status == 302);
  CHECK(*away->headers.find("Location") == "/else%20where/%C3%A9?x=/");
}

TEST_CASE("an answer above the limit is refused") {
  const Backend backend;
  auto answer = answer_to(backend.request("GET", "/large"));
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == Error::Code::kUnavailable);
  CHECK(answer.error().message.find("too large") != std::string::npos);
}

TEST_CASE("nobody there, silence and a wrong address are errors that name the server") {
  CHECK_FALSE(answer_to({"GET", "http://127.0.0.1:1", "/", {}, "", 1000}));
  CHECK_FALSE(answer_to({"GET", "http://127.0.0.1:99999999999", "/", {}, "", 1000}));
  // A socket that listens and never accepts.
  const int silent = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  REQUIRE(::bind(silent, any, size) == 0);
  REQUIRE(::listen(silent, 1) == 0);
  REQUIRE(::getsockname(silent, any, &size) == 0);
  const std::string origin = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  auto answer = answer_to({"GET", origin, "/", {}, "", 50});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().message.starts_with(origin + ": "));
  ::close(silent);
}
