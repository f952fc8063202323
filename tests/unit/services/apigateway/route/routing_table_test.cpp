#include "emulator/services/apigateway/route/routing_table.h"

#include <doctest/doctest.h>

#include "tests/unit/services/apigateway/route_support.h"

using namespace brume::emulator;
using namespace brume::emulator::gateway;

namespace {

Api named(Api api, const std::string& logical_id, const std::string& id, const std::string& stage) {
  api.logical_id = logical_id;
  api.id = id;
  api.stage = stage;
  return api;
}

Api rest_api(const std::string& logical_id, const std::string& id, const std::string& stage,
             const std::vector<std::string>& keys) {
  return named(api_of(ApiKind::kRest, keys), logical_id, id, stage);
}

Api http_api(const std::string& logical_id, const std::string& id, const std::string& stage,
             const std::vector<std::string>& keys) {
  return named(api_of(ApiKind::kHttp, keys), logical_id, id, stage);
}

RoutingTable shop() {
  std::vector<Api> apis;
  apis.push_back(rest_api("Orders", "orders", "Prod", {"GET /orders/{id}", "GET /"}));
  apis.push_back(rest_api("Orders", "orders", "Test", {"GET /orders/{id}", "GET /"}));
  apis.push_back(http_api("Web", "web", "$default", {"GET /hello", "$default"}));
  apis.push_back(http_api("Web", "web", "dev", {"GET /hello"}));
  apis.back().domains = {{"api.example.com", "/web"}, {"*.wild.example.com", ""}};
  apis.front().domains = {{"api.example.com", "/web/orders"}};
  apis.push_back(
      named(api_of(ApiKind::kFunctionUrl, {"$default"}), "Hello", "hellourl", "$default"));
  return RoutingTable(std::move(apis));
}

// "Orders/Prod GET /orders/{id} at /orders/5", or what is missing.
std::string found(const RoutingTable& table, std::string_view host, std::string_view path,
                  std::string_view method = "GET") {
  const Destination to = table.find(host, method, path);
  std::string text = to.api == nullptr ? "-" : to.api->logical_id + "/" + to.api->stage;
  switch (to.missing) {
    case Destination::Missing::kNothing:
      text += " " + route_key(*to.match.route) + " at " + std::string(to.path);
      break;
    case Destination::Missing::kRoute:
      text += " no route";
      break;
    case Destination::Missing::kStage:
      text += " no stage";
      break;
    case Destination::Missing::kApi:
      text += " no api";
      break;
  }
  if (!to.base_path.empty()) text += " under " + std::string(to.base_path);
  return text;
}

}  // namespace

TEST_CASE("by host the stage of a REST API stands in the path") {
  const RoutingTable table = shop();
  CHECK(found(table, "orders.execute-api.localhost", "/Prod/orders/5") ==
        "Orders/Prod GET /orders/{id} at /orders/5");
  CHECK(found(table, "ORDERS.Execute-API.us-east-1.localhost", "/Test") ==
        "Orders/Test GET / at /");
  CHECK(found(table, "orders.execute-api.eu-west-1.amazonaws.com", "/Test/") ==
        "Orders/Test GET / at /");
  CHECK(found(table, "orders.execute-api.localhost", "/Prod/gone") == "Orders/Prod no route");
  CHECK(found(table, "orders.execute-api.localhost", "/orders/5") == "- no stage");
  CHECK(found(table, "orders.execute-api.localhost", "/") == "- no stage");
  CHECK(table.find("orders.execute-api.localhost", "GET", "/").kind == ApiKind::kRest);
  CHECK(found(table, "nobody.execute-api.localhost", "/Prod") == "- no api");
}

TEST_CASE("by host a named stage of an HTTP API goes before $default") {
  const RoutingTable table = shop();
  CHECK(found(table, "web.execute-api.localhost", "/hello") == "Web/$default GET /hello at /hello");
  CHECK(found(table, "web.execute-api.localhost", "/dev/hello") == "Web/dev GET /hello at /hello");
  CHECK(found(table, "web.execute-api.localhost", "/dev/x") == "Web/dev no route");
  CHECK(found(table, "web.execute-api.localhost", "/%24default/x") ==
        "Web/$default $default at /%24default/x");
}

TEST_CASE("a function URL is reached by its host name and by path") {
  const RoutingTable table = shop();
  CHECK(found(table, "hellourl.lambda-url.us-east-1.localhost", "/a//b") ==
        "Hello/$default $default at /a//b");
  CHECK(found(table, "localhost", "/_apis/hellourl/a") == "Hello/$default $default at /a");
  CHECK(found(table, "localhost", "/_apis/Hello") == "Hello/$default $default at /");
}

TEST_CASE("by path each API and stage is reached, whatever the port serves") {
  const RoutingTable table = shop();
  CHECK(found(table, "127.0.0.1", "/_apis/orders/Test/orders/5") ==
        "Orders/Test GET /orders/{id} at /orders/5");
  CHECK(found(table, "127.0.0.1", "/_apis/Web/hello") == "Web/$default GET /hello at /hello");
  CHECK(found(table, "127.0.0.1", "/_apis/nobody/hello") == "- no api");
  CHECK(found(table, "127.0.0.1", "/_apis/orders") == "- no stage");
  CHECK(own_path(table.apis()[1]) == "/_apis/Orders/Test");
  CHECK(own_path(table.apis()[2]) == "/_apis/Web");
  CHECK(own_host(table.apis()[0]) == "orders.execute-api.localhost");
  CHECK(own_host(table.apis()[4]) == "hellourl.lambda-url.localhost");
}

TEST_CASE("a custom domain leads to the mapping with the longest base path") {
  const RoutingTable table = shop();
  CHECK(found(table, "api.example.com", "/web/hello") == "Web/dev GET /hello at /hello under /web");
  CHECK(found(table, "API.example.com.localhost", "/web/orders/orders/1") ==
        "Orders/Prod GET /orders/{id} at /orders/1 under /web/orders");
  CHECK(found(table, "api.example.com", "/web/orders") ==
        "Orders/Prod GET / at / under /web/orders");
  CHECK(found(table, "api.example.com", "/website") == "- no stage");
  CHECK(found(table, "a.wild.example.com", "/hello") == "Web/dev GET /hello at /hello");
}

TEST_CASE("the one port serves the first stage of each API, the most specific route first") {
  const RoutingTable table = shop();
  CHECK(found(table, "localhost", "/orders/5") == "Orders/Prod GET /orders/{id} at /orders/5");
  CHECK(found(table, "localhost", "/hello") == "Web/$default GET /hello at /hello");
  CHECK(found(table, "localhost", "/anything") == "Web/$default $default at /anything");
  CHECK(found(table, "192.168.0.1", "/") == "Orders/Prod GET / at /");
  CHECK(table.on_port(table.apis()[0]));
  CHECK_FALSE(table.on_port(table.apis()[1]));
  CHECK_FALSE(table.on_port(table.apis()[4]));
}

TEST_CASE("slashes that lead a REST API's path are one, in what functions see, too") {
  const RoutingTable table = shop();
  CHECK(found(table, "orders.execute-api.localhost", "/Prod//orders/5") ==
        "Orders/Prod GET /orders/{id} at /orders/5");
  CHECK(found(table, "localhost", "///orders/5") == "Orders/Prod GET /orders/{id} at /orders/5");
}

TEST_CASE("a nested stack's API does not hide the root's on the one port") {
  std::vector<Api> apis;
  apis.push_back(rest_api("Child-Api", "child", "Prod", {"GET /items/{id}", "GET /own"}));
  apis.back().nested = true;
  apis.push_back(rest_api("Api", "root", "Prod", {"GET /items/{name}"}));
  const RoutingTable table(std::move(apis));
  CHECK(found(table, "localhost", "/items/1") == "Api/Prod GET /items/{name} at /items/1");
  CHECK(found(table, "localhost", "/own") == "Child-Api/Prod GET /own at /own");
  CHECK(found(table, "localhost", "/none") == "Api/Prod no route");
}

TEST_CASE("a function URL that nobody has is refused as one") {
  const Destination to = shop().find("nobody.lambda-url.us-east-1.localhost", "GET", "/");
  CHECK(to.missing == Destination::Missing::kApi);
  CHECK(to.kind == ApiKind::kFunctionUrl);
}

TEST_CASE("what no API has is refused in the words of the first") {
  std::vector<Api> apis;
  apis.push_back(rest_api("A", "a", "Prod", {"GET /a"}));
  apis.push_back(http_api("B", "b", "$default", {"POST /b/{x}"}));
  const RoutingTable table(std::move(apis));
  CHECK(found(table, "localhost", "/c") == "A/Prod no route");
  CHECK(table.find("localhost", "GET", "/c").kind == ApiKind::kRest);
  // A preflight belongs to the API that has the path.
  CHECK(found(table, "localhost", "/b/1", "OPTIONS") == "B/$default no route");
  CHECK(found(RoutingTable({}), "localhost", "/c") == "- no api");
}

TEST_CASE("collisions on the port name who is served and who is hidden") {
  std::vector<Api> apis;
  apis.push_back(rest_api("A", "a", "Prod", {"ANY /x/{id}", "GET /same", "GET /own"}));
  apis.push_back(http_api("B", "b", "$default", {"GET /x/{name}", "GET /same", "POST /own"}));
  apis.push_back(rest_api("A", "a", "Test", {"GET /same"}));
  const RoutingTable table(std::move(apis));
  REQUIRE(table.collisions().size() == 2);
  CHECK(found(table, "localhost", "/x/1") == "B/$default GET /x/{name} at /x/1");
  CHECK(found(table, "localhost", "/x/1", "PUT") == "A/Prod ANY /x/{id} at /x/1");
  CHECK(found(table, "localhost", "/same") == "A/Prod GET /same at /same");
  const Diagnostics said = collision_diagnostics(table);
  CHECK(said[0].message ==
        "`ANY /x/{id}` of `A` is hidden on the one port by `GET /x/{name}` of `B` for GET");
  CHECK(said[1].message == "`GET /same` of `B` is hidden on the one port by `GET /same` of `A`");
  CHECK(said[1].hint == "it is served under /_apis/B and by the host name b.execute-api.localhost");
}

TEST_CASE("a table that is moved still finds its routes") {
  RoutingTable first = shop();
  const RoutingTable second = std::move(first);
  CHECK(found(second, "localhost", "/hello") == "Web/$default GET /hello at /hello");
  const auto candidates = second.router(second.apis()[2]).explain("GET", "/hello");
  CHECK(candidates.front().route == &second.apis()[2].routes[0]);
}
