// Finds the route of a request in one API, as API Gateway does. Pure; immutable once made.
//
// Precedence. HTTP APIs: a full match before one that ends in `{proxy+}` before `$default`; then a
// method before ANY; then segment by segment a literal before `{param}` before `{proxy+}`. REST
// APIs: segment by segment first, then a method before ANY; a resource without the method is no
// match. Nothing here is a 405: what has no route has none for any reason.
// Sources: AWS's page on routes of HTTP APIs for the three tiers; what others measured on AWS for
// the rest (router_test.cpp says which).
//
// Paths. Segments are compared decoded, but a `%2F` separates none; bad escapes stand for
// themselves; case matters. REST APIs ignore a trailing slash and repeated ones; for HTTP APIs both
// are empty segments, which no literal and no `{param}` matches.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/services/apigateway/model/api.h"

namespace brume::emulator::gateway {

struct RouteMatch {
  const Route* route = nullptr;  // null: no route; the caller answers 404 or 403
  // In the order of the template: {"id", "a b"}. Decoded for HTTP APIs, as sent for REST APIs.
  std::vector<std::pair<std::string, std::string>> path_parameters;
};

class Router {
 public:
  // Of routes with the same method and path the last one counts.
  // REQUIRES: the api outlives the router and keeps its routes where they are
  explicit Router(const Api& api);
  ~Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;

  // `path` is encoded, begins with "/", and has no query, stage or base path any more. Allocates
  // nothing for a path without parameters.
  RouteMatch match(std::string_view method, std::string_view path) const;

  // One route that was looked at and why it won or lost, for `brume explain`.
  struct Candidate {
    const Route* route;
    bool matches;
    std::string why;  // "matches, but GET /items/{id} is more specific"
  };
  // Every route, the winner first, then those that match, then the others.
  std::vector<Candidate> explain(std::string_view method, std::string_view path) const;

 private:
  struct Tree;
  const Api* api_;
  std::unique_ptr<const Tree> tree_;
};

// "GET /items/{id}"; "$default".
std::string route_key(const Route& route);

}  // namespace brume::emulator::gateway
