// Which API, which stage and which route a request is for. Owns the APIs and their routers.
//
// A request names its API in one of these ways, tried in this order:
//   host    <api id or logical id>.execute-api.<anything>: the stage stands in the path of REST
//           APIs and of named stages; <url id>.lambda-url.<anything>
//   domain  a custom domain name of the template, also with `.localhost` behind it, with its base
//           paths
//   path    /_apis/<api id or logical id>/…, then as with the host; also function URLs, by their
//           own id or by their function's
//   port    anything else: all APIs together, each by its first stage and without the stage in the
//           path, as `sam local start-api` does. Of several APIs the one with the most specific
//           route serves it, then the root stack's, then the one that stands first in the
//           template. Function URLs have no part in this.
//
// Immutable once made; any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/services/apigateway/model/api.h"
#include "emulator/services/apigateway/route/router.h"
#include "emulator/template/model/diagnostic.h"

namespace brume::emulator::gateway {

struct Destination {
  enum class By { kHost, kDomain, kPath, kPort };
  enum class Missing {
    kNothing,
    kRoute,  // REST: 403 "Missing Authentication Token"; HTTP API: 404 "Not Found"
    kStage,  // REST: 403 "Forbidden"; HTTP API: 404 "Not Found"
    kApi,    // no API has this name: 404
  };

  By by = By::kPort;
  Missing missing = Missing::kNothing;
  // Whose route it is, or whose refusal; null when there is no API to speak for (kApi, kStage).
  const Api* api = nullptr;
  ApiKind kind = ApiKind::kHttp;  // in whose words to refuse, also without an api
  RouteMatch match = {};
  // Encoded, after stage and base path, begins with "/". Refers to the path asked for.
  std::string_view path = "/";
  // Of the custom domain's mapping that was used: "/v1", or empty. Refers to the table.
  std::string_view base_path = {};
};

class RoutingTable {
 public:
  explicit RoutingTable(std::vector<Api> apis);
  RoutingTable(RoutingTable&&) noexcept = default;
  RoutingTable& operator=(RoutingTable&&) noexcept = default;

  // `host`: without its port. `path`: as sent, without its query.
  // REQUIRES: `path` begins with "/" and outlives the destination
  Destination find(std::string_view host, std::string_view method, std::string_view path) const;

  const std::vector<Api>& apis() const { return apis_; }
  // REQUIRES: the api is one of apis()
  const Router& router(const Api& api) const;
  // Whether the one port serves this stage without being asked for it.
  bool on_port(const Api& api) const;

  // Two routes that mean the same requests on the one port.
  struct Collision {
    const Api* served;
    const Route* served_route;
    const Api* hidden;
    const Route* hidden_route;
  };
  const std::vector<Collision>& collisions() const { return collisions_; }

 private:
  struct DomainMapping {
    std::string base_path;
    std::size_t place;
  };
  Destination at_stage(std::string_view id, std::string_view method, Destination found) const;
  Destination at_domain(std::string_view host, std::string_view method,
                        std::string_view path) const;
  Destination at_port(std::string_view method, std::string_view path) const;
  Destination best_on_port(std::string_view method, std::string_view path) const;
  void find_collisions();

  std::vector<Api> apis_;
  std::vector<Router> routers_;                  // by place in apis_
  std::vector<std::vector<std::string>> ranks_;  // by place, then by route; smaller wins
  std::vector<std::size_t> port_;                // the places that the one port serves
  std::map<std::string, std::vector<std::size_t>, std::less<>> by_id_;      // its stages
  std::map<std::string, std::vector<DomainMapping>, std::less<>> domains_;  // longest path first
  std::vector<Collision> collisions_;
};

// Where the one port serves this API for itself: "/_apis/ServerlessRestApi/Prod".
std::string own_path(const Api& api);
// Its host name, without a port: "serverlessrestapi.execute-api.localhost".
std::string own_host(const Api& api);

// Collisions, as warnings.
Diagnostics collision_diagnostics(const RoutingTable& table);

}  // namespace brume::emulator::gateway
