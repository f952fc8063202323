#include "emulator/services/apigateway/route_rows.h"

namespace brume::emulator::gateway {
namespace {

std::string target_of(const Integration& to) {
  switch (to.kind) {
    case Integration::Kind::kLambda:
      return to.function;
    case Integration::Kind::kMock:
      return "(mock)";
    case Integration::Kind::kHttpProxy:
      return to.uri;
    case Integration::Kind::kUnsupported:
      return "501: " + to.unsupported + " is not emulated";
  }
  return {};
}

// Where the route is called, as far as it stands in the path.
std::string path_of(const RoutingTable& table, const Api& api, const Route& route) {
  const std::string path = route.path == "$default" ? "/*" : route.path;
  if (api.kind == ApiKind::kFunctionUrl) return own_path(api) + "/*";
  return table.on_port(api) ? path : own_path(api) + path;
}

std::vector<Cell> row_of(const RoutingTable& table, const Api& api, const Route& route) {
  const bool any = route.method.empty() || route.path == "$default";
  std::vector<Cell> row{{any ? "ANY" : route.method, Cell::Look::kVerb},
                        {path_of(table, api, route)},
                        {target_of(route.integration), Cell::Look::kTarget}};
  if (api.kind == ApiKind::kFunctionUrl) {
    row.push_back({"function URL", Cell::Look::kRemark});
  } else if (!route.authorizer.empty()) {
    row.push_back({"authorizer " + route.authorizer, Cell::Look::kRemark});
  }
  return row;
}

}  // namespace

std::vector<std::vector<Cell>> route_rows(const RoutingTable& table) {
  std::vector<std::vector<Cell>> rows;
  for (const Api& api : table.apis()) {
    for (const Route& route : api.routes) {
      // The answer to a browser's preflight is not a route that somebody wrote.
      const bool preflight =
          route.method == "OPTIONS" && route.integration.kind == Integration::Kind::kMock;
      if (!preflight) rows.push_back(row_of(table, api, route));
    }
  }
  return rows;
}

}  // namespace brume::emulator::gateway
