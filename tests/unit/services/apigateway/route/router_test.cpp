// What AWS does with a path, case by case. Each table says where its lines come from.
#include "emulator/services/apigateway/route/router.h"

#include <doctest/doctest.h>

#include "tests/unit/services/apigateway/route_support.h"

using namespace brume::emulator::gateway;

namespace {

struct Case {
  const char* method;
  const char* path;
  const char* matched;
};

void check_routes(ApiKind kind, const std::vector<std::string>& keys,
                  std::initializer_list<Case> cases) {
  const Api api = api_of(kind, keys);
  const Router router(api);
  for (const Case& each : cases) {
    INFO(each.method, " ", each.path);
    CHECK(matched(router, each.method, each.path) == each.matched);
  }
}

}  // namespace

// Source: "Routing API requests" in docs.aws.amazon.com/apigateway, http-api-develop-routes.
TEST_CASE("an HTTP API answers AWS's own example as AWS says") {
  check_routes(
      ApiKind::kHttp,
      {"GET /pets/dog/1", "GET /pets/dog/{id}", "GET /pets/{proxy+}", "ANY /{proxy+}", "$default"},
      {{"GET", "/pets/dog/1", "GET /pets/dog/1"},
       {"GET", "/pets/dog/2", "GET /pets/dog/{id} id=2"},
       {"GET", "/pets/cat/1", "GET /pets/{proxy+} proxy=cat/1"},
       {"POST", "/test/5", "ANY /{proxy+} proxy=test/5"},
       {"GET", "/", "$default"}});
}

// Source: observed on AWS, KensioSoftware/yulin issue 299: the method is compared before the path,
// the longest literal prefix wins among greedy routes, a greedy parameter is never empty, no 405.
TEST_CASE("an HTTP API prefers a method to ANY, even on a less specific path") {
  check_routes(ApiKind::kHttp,
               {"ANY /a/b", "GET /a/{x}", "ANY /g/{proxy+}", "GET /{proxy+}", "POST /only"},
               {{"GET", "/a/b", "GET /a/{x} x=b"},
                {"PUT", "/a/b", "ANY /a/b"},
                {"GET", "/g/x", "GET /{proxy+} proxy=g/x"},
                {"PUT", "/g/x", "ANY /g/{proxy+} proxy=x"},
                {"PUT", "/only", "-"},
                {"GET", "/only", "GET /{proxy+} proxy=only"}});
}

TEST_CASE("an HTTP API prefers the longest literal prefix among greedy routes") {
  check_routes(ApiKind::kHttp,
               {"GET /pets/{proxy+}", "GET /pets/dog/{proxy+}", "GET /{kind}/{proxy+}"},
               {{"GET", "/pets/dog/collars/1", "GET /pets/dog/{proxy+} proxy=collars/1"},
                {"GET", "/pets/dog", "GET /pets/{proxy+} proxy=dog"},
                {"GET", "/pets", "-"},
                {"GET", "/cars/1", "GET /{kind}/{proxy+} kind=cars proxy=1"}});
}

// A full match goes before a greedy one whatever their methods are: the first of AWS's tiers.
TEST_CASE("an HTTP API prefers a full match by ANY to a greedy match by method") {
  check_routes(ApiKind::kHttp, {"ANY /a/{x}", "GET /a/{proxy+}"},
               {{"GET", "/a/b", "ANY /a/{x} x=b"}, {"GET", "/a/b/c", "GET /a/{proxy+} proxy=b/c"}});
}

// Source: powertools-lambda-python pull requests 1577 and 1609 (trailing slashes are REST's alone)
// and yulin issue 299 (a parameter needs a value).
TEST_CASE("slashes count in an HTTP API") {
  check_routes(ApiKind::kHttp, {"GET /", "GET /hello", "GET /hello/{id}", "GET /files/{proxy+}"},
               {{"GET", "/", "GET /"},
                {"GET", "/hello", "GET /hello"},
                {"GET", "/hello/", "-"},
                {"GET", "/hello/5/", "-"},
                {"GET", "//hello", "-"},
                {"GET", "/hello//5", "-"},
                {"GET", "/files/", "-"},
                {"GET", "/files/a/", "GET /files/{proxy+} proxy=a/"},
                {"GET", "/files//a", "GET /files/{proxy+} proxy=/a"}});
}

// Source: measured on AWS, ministackorg/ministack pull request 1423.
TEST_CASE("a REST API matches resource and method as a pair") {
  check_routes(ApiKind::kRest,
               {"ANY /{proxy+}", "GET /jobs/{operation_type}", "OPTIONS /cors_only"},
               {{"GET", "/jobs/reboot", "GET /jobs/{operation_type} operation_type=reboot"},
                {"GET", "/jobs", "ANY /{proxy+} proxy=jobs"},
                {"POST", "/jobs", "ANY /{proxy+} proxy=jobs"},
                {"POST", "/jobs/reboot", "ANY /{proxy+} proxy=jobs/reboot"},
                {"GET", "/cors_only", "ANY /{proxy+} proxy=cors_only"},
                {"GET", "/", "-"}});
}

// Source: measured on AWS, floci-io/floci pull request 3399.
TEST_CASE("a REST API falls back to a less specific resource that has the method") {
  check_routes(ApiKind::kRest,
               {"GET /users/{userId}", "PATCH /users/me", "POST /roles/provision",
                "GET /roles/{roleId}", "GET /things/real", "POST /things/{proxy+}"},
               {{"GET", "/users/me", "GET /users/{userId} userId=me"},
                {"PATCH", "/users/me", "PATCH /users/me"},
                {"GET", "/users/abc123", "GET /users/{userId} userId=abc123"},
                {"POST", "/users/me", "-"},
                {"POST", "/roles/provision", "POST /roles/provision"},
                {"GET", "/roles/provision", "GET /roles/{roleId} roleId=provision"},
                {"GET", "/things/real", "GET /things/real"},
                {"POST", "/things/real", "POST /things/{proxy+} proxy=real"}});
}

// The resource decides first in a REST API: ANY of a literal goes before GET of a parameter.
TEST_CASE("a REST API prefers the more specific resource, even by ANY") {
  check_routes(ApiKind::kRest, {"ANY /a/b", "GET /a/{x}", "GET /a/b/{proxy+}", "DELETE /a/b"},
               {{"GET", "/a/b", "ANY /a/b"},
                {"DELETE", "/a/b", "DELETE /a/b"},
                {"GET", "/a/c", "GET /a/{x} x=c"},
                {"GET", "/a/b/c", "GET /a/b/{proxy+} proxy=c"}});
}

// Source: aws/chalice issue 65 and aws-sam-cli pull request 1495 (a trailing slash is no other
// resource), chalice pull request 588 (a parameter is never empty), localstack issue 11253 (nor
// are repeated slashes). FACTS: a greedy parameter drops the slash at the end.
TEST_CASE("a REST API ignores slashes at the end and repeated ones") {
  check_routes(ApiKind::kRest,
               {"GET /", "GET /hello", "GET /resource/{name}", "GET /files/{proxy+}"},
               {{"GET", "/", "GET /"},
                {"GET", "//", "GET /"},
                {"GET", "/hello/", "GET /hello"},
                {"GET", "//hello", "GET /hello"},
                {"GET", "/resource/bob/", "GET /resource/{name} name=bob"},
                {"GET", "/resource//bob", "GET /resource/{name} name=bob"},
                {"GET", "/resource/", "-"},
                {"GET", "/files/", "-"},
                {"GET", "/files/a/b/", "GET /files/{proxy+} proxy=a/b"}});
}

// Matching goes on where the first branch ends in nothing.
TEST_CASE("a dead end in the tree is left again") {
  for (const ApiKind kind : {ApiKind::kRest, ApiKind::kHttp}) {
    check_routes(kind, {"GET /a/{x}/d", "GET /{y}/b/c", "GET /a/b/{z}/e"},
                 {{"GET", "/a/b/c", "GET /{y}/b/c y=a"},
                  {"GET", "/a/b/d", "GET /a/{x}/d x=b"},
                  {"GET", "/a/b/c/e", "GET /a/b/{z}/e z=c"},
                  {"GET", "/a/b/c/f", "-"}});
  }
}

// Source: serverless-offline issue 638 (parameters arrive decoded). RFC 3986: an encoded slash
// separates nothing, an encoded letter is that letter; what is no escape stays.
TEST_CASE("a REST API hands parameters on as they were sent") {
  check_routes(ApiKind::kRest, {"GET /items/{id}", "GET /caf\xc3\xa9", "GET /files/{proxy+}"},
               {{"GET", "/items/test%7Cid", "GET /items/{id} id=test%7Cid"},
                {"GET", "/items/my-id%2F100", "GET /items/{id} id=my-id%2F100"},
                {"GET", "/items/a%2Bb+c", "GET /items/{id} id=a%2Bb+c"},
                {"GET", "/it%65ms/1", "GET /items/{id} id=1"},
                {"GET", "/caf%C3%A9", "GET /caf\xc3\xa9"},
                {"GET", "/files/x%2Fy/z%20", "GET /files/{proxy+} proxy=x%2Fy/z%20"}});
}

TEST_CASE("segments are compared decoded, and handed on so by an HTTP API") {
  for (const ApiKind kind : {ApiKind::kHttp}) {
    check_routes(kind, {"GET /items/{id}", "GET /caf\xc3\xa9", "GET /a+b", "GET /files/{proxy+}"},
                 {{"GET", "/items/a%20b", "GET /items/{id} id=a b"},
                  {"GET", "/items/a%2Fb", "GET /items/{id} id=a/b"},
                  {"GET", "/items/a+b", "GET /items/{id} id=a+b"},
                  {"GET", "/items/a%2Bb", "GET /items/{id} id=a+b"},
                  {"GET", "/items/100%", "GET /items/{id} id=100%"},
                  {"GET", "/items/%zz%4", "GET /items/{id} id=%zz%4"},
                  {"GET", "/items/%25%34%31", "GET /items/{id} id=%41"},
                  {"GET", "/it%65ms/1", "GET /items/{id} id=1"},
                  {"GET", "/items%2F1", "-"},
                  {"GET", "/caf%C3%A9", "GET /caf\xc3\xa9"},
                  {"GET", "/a+b", "GET /a+b"},
                  {"GET", "/a b", "-"},
                  {"GET", "/files/x%2Fy/z", "GET /files/{proxy+} proxy=x/y/z"}});
  }
}

TEST_CASE("case matters in paths and methods") {
  check_routes(ApiKind::kHttp, {"GET /Items", "ANY /any"},
               {{"GET", "/items", "-"},
                {"get", "/Items", "-"},
                {"GET", "/Items", "GET /Items"},
                {"PROPFIND", "/any", "ANY /any"},
                {"HEAD", "/Items", "-"}});
}

TEST_CASE("a function URL takes everything") {
  check_routes(ApiKind::kFunctionUrl, {"$default"},
               {{"GET", "/", "$default"}, {"DELETE", "/a//b/%2F?", "$default"}});
}

TEST_CASE("routes that differ only in a parameter's name keep their own names") {
  check_routes(ApiKind::kHttp, {"GET /pets/{id}", "POST /pets/{petId}"},
               {{"GET", "/pets/1", "GET /pets/{id} id=1"},
                {"POST", "/pets/1", "POST /pets/{petId} petId=1"}});
}

TEST_CASE("of two routes with the same key the later one counts") {
  Api api = api_of(ApiKind::kHttp, {"GET /a", "GET /a"});
  const Router router(api);
  CHECK(router.match("GET", "/a").route == &api.routes[1]);
}

TEST_CASE("explain names the winner first and says why the others lost") {
  const Api api = api_of(ApiKind::kHttp, {"$default", "GET /{proxy+}", "POST /items/{id}",
                                          "GET /orders", "ANY /items/{id}", "GET /items/{id}"});
  std::string text;
  for (const Router::Candidate& each : Router(api).explain("GET", "/items/5")) {
    text += route_key(*each.route) + (each.matches ? " + " : " - ") + each.why + "\n";
  }
  CHECK(text ==
        "GET /items/{id} + the path matches: id = `5`; so does the method\n"
        "ANY /items/{id} + matches, but GET /items/{id} wins: a route with the method itself goes "
        "before ANY\n"
        "GET /{proxy+} + matches, but GET /items/{id} wins: a match of the whole path goes before "
        "{proxy+}\n"
        "$default + matches, but GET /items/{id} wins: every other route goes before $default\n"
        "POST /items/{id} - the path matches, but the method is POST\n"
        "GET /orders - segment 1 is `items`, not `orders`\n");
}

TEST_CASE("explain says where a path ends too early or goes on") {
  const Api api =
      api_of(ApiKind::kHttp, {"GET /a", "GET /a/b/c", "GET /a/b/{proxy+}", "GET /a/{x}/"});
  std::string text;
  for (const Router::Candidate& each : Router(api).explain("GET", "/a/b")) text += each.why + "\n";
  CHECK(text ==
        "the path is longer: `b` is left\n"
        "the path is shorter: it has no segment 3\n"
        "nothing is left for `{proxy+}`\n"
        "the path is shorter: it has no segment 3\n");
  const Api slash = api_of(ApiKind::kHttp, {"GET /a"});
  CHECK(Router(slash).explain("GET", "/a/")[0].why ==
        "the path ends in `/`, which counts in an HTTP API");
}
