// RoutingTable: routes of different APIs that mean the same requests on the one port, and how to
// reach each API by itself.
#include <unordered_map>

#include "emulator/services/apigateway/read/api_parts.h"
#include "emulator/services/apigateway/route/routing_table.h"
#include "emulator/template/model/any_case_property.h"
#include "emulator/template/model/rules.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::gateway {
namespace {

bool share_methods(const Route& left, const Route& right) {
  return left.method == right.method || left.method == "ANY" || right.method == "ANY";
}

}  // namespace

void RoutingTable::find_collisions() {
  struct Seen {
    std::size_t place;
    std::size_t route;
  };
  std::unordered_map<std::string, std::vector<Seen>> by_shape;
  for (const std::size_t place : port_) {
    const Api& api = apis_[place];
    for (std::size_t i = 0; i < api.routes.size(); ++i) {
      auto& known = by_shape[path_shape(api.routes[i].path)];
      for (const Seen& seen : known) {
        const Api& other = apis_[seen.place];
        const Route& earlier = other.routes[seen.route];
        if (seen.place == place || !share_methods(earlier, api.routes[i])) continue;
        const bool later_wins = ranks_[place][i] < ranks_[seen.place][seen.route];
        if (later_wins) {
          collisions_.push_back({&api, &api.routes[i], &other, &earlier});
        } else {
          collisions_.push_back({&other, &earlier, &api, &api.routes[i]});
        }
      }
      known.push_back({place, i});
    }
  }
}

namespace {

// A function may have several URLs: theirs is the URL's own id.
std::string own_name(const Api& api) {
  return api.kind == ApiKind::kFunctionUrl ? api.id : api.logical_id;
}

}  // namespace

std::string own_path(const Api& api) {
  std::string path = "/_apis/" + own_name(api);
  if (api.stage != "$default") path += "/" + api.stage;
  return path;
}

std::string own_host(const Api& api) {
  const bool url = api.kind == ApiKind::kFunctionUrl;
  return lower_case(own_name(api)) + (url ? ".lambda-url.localhost" : ".execute-api.localhost");
}

Diagnostics collision_diagnostics(const RoutingTable& table) {
  Diagnostics diagnostics;
  for (const RoutingTable::Collision& each : table.collisions()) {
    Diagnostic diagnostic;
    diagnostic.rule = rules::kRoute;
    diagnostic.severity = Diagnostic::Severity::kWarning;
    diagnostic.at = each.hidden_route->at;
    diagnostic.message = "`" + route_key(*each.hidden_route) + "` of `" + each.hidden->logical_id +
                         "` is hidden on the one port by `" + route_key(*each.served_route) +
                         "` of `" + each.served->logical_id + "`";
    const bool partly = each.hidden_route->method == "ANY" && each.served_route->method != "ANY";
    if (partly) diagnostic.message += " for " + each.served_route->method;
    diagnostic.hint = "it is served under " + own_path(*each.hidden) + " and by the host name " +
                      own_host(*each.hidden);
    diagnostics.push_back(std::move(diagnostic));
  }
  return diagnostics;
}

}  // namespace brume::emulator::gateway
