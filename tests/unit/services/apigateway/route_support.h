// What the routing tests share: an API from route keys, and a match as one line of text.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/services/apigateway/route/router.h"

namespace brume::emulator::gateway {

// "GET /items/{id}" or "$default" each.
inline Api api_of(ApiKind kind, const std::vector<std::string>& keys) {
  Api api;
  api.kind = kind;
  for (const std::string& key : keys) {
    Route route;
    const std::size_t space = key.find(' ');
    route.method = space == std::string::npos ? "ANY" : key.substr(0, space);
    route.path = space == std::string::npos ? key : key.substr(space + 1);
    api.routes.push_back(route);
  }
  return api;
}

// "GET /items/{id} id=5", or "-" for no route.
inline std::string matched(const Router& router, std::string_view method, std::string_view path) {
  const RouteMatch match = router.match(method, path);
  if (match.route == nullptr) return "-";
  std::string text = route_key(*match.route);
  for (const auto& [name, value] : match.path_parameters) text += " " + name + "=" + value;
  return text;
}

}  // namespace brume::emulator::gateway
