// The router's tree against the rules as they are written down: every route is tried on its own,
// and those that match are compared two by two.
#include <doctest/doctest.h>

#include <random>

#include "tests/unit/services/apigateway/route_support.h"

using namespace brume::emulator::gateway;

namespace {

std::vector<std::string> split(std::string text, bool rest_api) {
  std::vector<std::string> parts;
  std::size_t begin = 1;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find('/', begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  if (text == "/") parts.clear();
  if (rest_api) std::erase(parts, std::string());
  return parts;
}

bool is_greedy(const std::string& part) {
  return part.ends_with("+}");
}
bool is_parameter(const std::string& part) {
  return part.starts_with("{");
}

bool fits(const Route& route, const std::string& path, bool rest_api) {
  if (route.path == "$default") return true;
  const auto have = split(path, rest_api);
  const auto want = split(route.path, rest_api);
  for (std::size_t i = 0; i < want.size(); ++i) {
    if (i >= have.size()) return false;
    if (is_greedy(want[i])) return i + 1 < have.size() || !have[i].empty();
    if (is_parameter(want[i]) ? have[i].empty() : have[i] != want[i]) return false;
  }
  return have.size() == want.size();
}

// One letter a segment, in the order of precedence.
std::string specificity(const Route& route) {
  std::string letters;
  for (const std::string& part : split(route.path, false)) {
    letters += is_greedy(part) ? 'c' : is_parameter(part) ? 'b' : 'a';
  }
  return letters;
}

// A smaller rank goes first. Two routes that match and rank equal have the same key.
std::string rank(const Route& route, bool rest_api) {
  if (route.path == "$default") return "9";
  const std::string any = route.method == "ANY" ? "1" : "0";
  const std::string letters = specificity(route);
  if (rest_api) return letters + "-" + any;
  return (letters.ends_with('c') ? "1" : "0") + any + letters;
}

const Route* reference(const Api& api, const std::string& method, const std::string& path) {
  const bool rest_api = api.kind == ApiKind::kRest;
  const Route* best = nullptr;
  for (const Route& route : api.routes) {
    if (route.path != "$default" && route.method != "ANY" && route.method != method) continue;
    if (!fits(route, path, rest_api)) continue;
    if (best == nullptr || rank(route, rest_api) <= rank(*best, rest_api)) best = &route;
  }
  return best;
}

using Engine = std::mt19937;

template <typename T>
const T& one_of(Engine& engine, const std::vector<T>& items) {
  return items[engine() % items.size()];
}

std::string random_template(Engine& engine) {
  std::string path;
  for (auto count = engine() % 5; count > 0; --count) {
    path += "/" + one_of<std::string>(engine, {"a", "b", "c", "{x" + std::to_string(count) + "}"});
  }
  if (engine() % 4 == 0) path += "/{proxy+}";
  return path.empty() ? "/" : path;
}

std::string random_path(Engine& engine) {
  std::string path;
  for (auto count = engine() % 6; count > 0; --count) {
    path += "/" + one_of<std::string>(engine, {"a", "b", "c", "d", "a", "b", "c", ""});
  }
  return path.empty() ? "/" : path;
}

void compare(std::uint32_t seed) {
  Engine engine(seed);
  Api api;
  api.kind = engine() % 2 == 0 ? ApiKind::kRest : ApiKind::kHttp;
  for (auto count = 1 + engine() % 12; count > 0; --count) {
    Route route;
    route.method = one_of<std::string>(engine, {"GET", "POST", "ANY"});
    route.path = random_template(engine);
    api.routes.push_back(route);
  }
  if (api.kind == ApiKind::kHttp && engine() % 4 == 0) {
    api.routes.push_back({.method = "ANY", .path = "$default", .integration = {}});
  }
  const Router router(api);
  for (int request = 0; request < 50; ++request) {
    const std::string method = one_of<std::string>(engine, {"GET", "POST", "PUT"});
    const std::string path = random_path(engine);
    const Route* expected = reference(api, method, path);
    const Route* found = router.match(method, path).route;
    INFO("seed ", seed, ": ", method, " ", path, " found ", found ? route_key(*found) : "-",
         " expected ", expected ? route_key(*expected) : "-");
    REQUIRE(found == expected);
    const auto candidates = router.explain(method, path);
    REQUIRE(candidates.size() == api.routes.size());
    REQUIRE((candidates.front().matches ? candidates.front().route : nullptr) == expected);
  }
}

}  // namespace

TEST_CASE("the tree finds what trying every route finds") {
  for (std::uint32_t seed = 1; seed <= 2000; ++seed) compare(seed);
}
