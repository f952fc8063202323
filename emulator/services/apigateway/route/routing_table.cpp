#include "emulator/services/apigateway/route/routing_table.h"

#include <algorithm>
#include <array>
#include <optional>

#include "emulator/base/check.h"
#include "emulator/services/apigateway/model/path_template.h"
#include "emulator/template/model/any_case_property.h"
#include "emulator/text/ascii.h"
#include "emulator/text/percent.h"

namespace brume::emulator::gateway {
namespace {

constexpr std::string_view kOwnPaths = "/_apis/";
constexpr std::string_view kDefaultStage = "$default";
constexpr std::array<std::string_view, 6> kRoutedMethods{"GET",   "POST",   "PUT",
                                                         "PATCH", "DELETE", "HEAD"};

// Smaller goes first: whole paths before greedy ones before $default, then segment by segment,
// then a method before ANY.
std::string rank_of(const Route& route, ApiKind kind) {
  if (route.path == "$default") return "2";
  std::string letters;
  for (const TemplateSegment& segment : template_segments(route.path, kind == ApiKind::kRest)) {
    letters += static_cast<char>('a' + static_cast<int>(segment.kind));
  }
  const bool greedy = letters.ends_with('c');
  return (greedy ? "1" : "0") + letters + (route.method == "ANY" ? "1" : "0");
}

// Takes "/first" off the path; what is left begins with "/".
std::string_view take_segment(std::string_view& path) {
  const std::size_t end = std::min(path.find('/', 1), path.size());
  const std::string_view segment = path.substr(1, end - 1);
  path = end == path.size() ? "/" : path.substr(end);
  return segment;
}

// "abc.execute-api.us-east-1.localhost" -> "abc"
std::optional<std::string> id_in_host(std::string_view host) {
  const std::size_t dot = host.find('.');
  if (dot == std::string_view::npos || dot == 0) return std::nullopt;
  const std::string rest = lower_case(host.substr(dot));
  if (rest.starts_with(".execute-api.") || rest.starts_with(".lambda-url.")) {
    return lower_case(host.substr(0, dot));
  }
  return std::nullopt;
}

bool under(std::string_view path, std::string_view base) {
  return path.starts_with(base) && (path.size() == base.size() || path[base.size()] == '/');
}

// "//items" behind the stage or base path of a REST API is "/items", to functions too.
void drop_leading_slashes(Destination& found) {
  if (found.kind != ApiKind::kRest) return;
  while (found.path.starts_with("//")) found.path.remove_prefix(1);
}

Destination refused(Destination found, Destination::Missing missing) {
  found.missing = missing;
  return found;
}

}  // namespace

RoutingTable::RoutingTable(std::vector<Api> apis) : apis_(std::move(apis)) {
  routers_.reserve(apis_.size());
  for (std::size_t place = 0; place < apis_.size(); ++place) {
    const Api& api = apis_[place];
    routers_.emplace_back(api);
    auto& ranks = ranks_.emplace_back();
    for (const Route& route : api.routes) ranks.push_back(rank_of(route, api.kind));
    const bool further_stage = std::any_of(port_.begin(), port_.end(), [&](std::size_t other) {
      return apis_[other].logical_id == api.logical_id;
    });
    if (api.kind != ApiKind::kFunctionUrl && !further_stage) port_.push_back(place);
    by_id_[lower_case(api.id)].push_back(place);
    for (const Api::Domain& domain : api.domains) {
      domains_[domain.name].push_back({domain.base_path, place});
    }
  }
  // The root stack's go first: where two APIs have the same route, a nested stack's is hidden.
  std::stable_partition(port_.begin(), port_.end(),
                        [&](std::size_t place) { return !apis_[place].nested; });
  // A logical id is a second name where it is nobody's id.
  for (std::size_t place = 0; place < apis_.size(); ++place) {
    const std::string name = lower_case(apis_[place].logical_id);
    if (name == lower_case(apis_[place].id)) continue;
    const auto found = by_id_.find(name);
    if (found == by_id_.end()) by_id_[name] = by_id_[lower_case(apis_[place].id)];
  }
  for (auto& [name, mappings] : domains_) {
    std::stable_sort(mappings.begin(), mappings.end(), [](const auto& left, const auto& right) {
      return left.base_path.size() > right.base_path.size();
    });
  }
  find_collisions();
}

Destination RoutingTable::find(std::string_view host, std::string_view method,
                               std::string_view path) const {
  Destination found;
  found.path = path;
  if (const auto id = id_in_host(host)) {
    found.by = Destination::By::kHost;
    // In whose words to refuse, should there be none of that id.
    if (lower_case(host).find(".lambda-url.") != std::string::npos) {
      found.kind = ApiKind::kFunctionUrl;
    }
    return at_stage(*id, method, std::move(found));
  }
  if (!domains_.empty()) {
    Destination mapped = at_domain(host, method, path);
    if (mapped.by == Destination::By::kDomain) return mapped;
  }
  if (path.starts_with(kOwnPaths)) {
    found.by = Destination::By::kPath;
    take_segment(found.path);
    const std::string id = lower_case(take_segment(found.path));
    return at_stage(id, method, std::move(found));
  }
  return at_port(method, path);
}

Destination RoutingTable::at_stage(std::string_view id, std::string_view method,
                                   Destination found) const {
  const auto stages = by_id_.find(id);
  if (stages == by_id_.end()) return refused(std::move(found), Destination::Missing::kApi);
  found.kind = apis_[stages->second.front()].kind;
  std::string_view rest = found.path;
  const std::string asked = percent_decode(take_segment(rest));
  std::optional<std::size_t> place;
  for (const std::size_t each : stages->second) {
    const std::string& stage = apis_[each].stage;
    if (stage == asked && stage != kDefaultStage) {
      place = each;  // a stage that is named goes before $default
      found.path = rest;
      break;
    }
    if (stage == kDefaultStage) place = each;
  }
  if (!place) return refused(std::move(found), Destination::Missing::kStage);
  found.api = &apis_[*place];
  drop_leading_slashes(found);
  found.match = routers_[*place].match(method, found.path);
  if (found.match.route == nullptr) found.missing = Destination::Missing::kRoute;
  return found;
}

// `by` stays kPort when the host is no custom domain.
Destination RoutingTable::at_domain(std::string_view host, std::string_view method,
                                    std::string_view path) const {
  Destination found;
  std::string name = lower_case(host);
  auto domain = domains_.find(name);
  constexpr std::string_view kLocal = ".localhost";
  if (domain == domains_.end() && name.ends_with(kLocal)) {
    name.resize(name.size() - kLocal.size());
    domain = domains_.find(name);
  }
  if (domain == domains_.end() && name.find('.') != std::string::npos) {
    domain = domains_.find("*" + name.substr(name.find('.')));
  }
  if (domain == domains_.end()) return found;
  found.by = Destination::By::kDomain;
  found.path = path;
  for (const DomainMapping& mapping : domain->second) {
    if (!under(path, mapping.base_path)) continue;
    found.base_path = mapping.base_path;
    found.path = path.substr(mapping.base_path.size());
    if (found.path.empty()) found.path = "/";
    found.api = &apis_[mapping.place];
    found.kind = found.api->kind;
    drop_leading_slashes(found);
    found.match = routers_[mapping.place].match(method, found.path);
    if (found.match.route == nullptr) found.missing = Destination::Missing::kRoute;
    return found;
  }
  found.kind = apis_[domain->second.front().place].kind;
  return refused(std::move(found), Destination::Missing::kStage);
}

// The most specific route of all APIs; without an api when there is none.
Destination RoutingTable::best_on_port(std::string_view method, std::string_view path) const {
  Destination found;
  found.path = path;
  const std::string* best = nullptr;
  for (const std::size_t place : port_) {
    RouteMatch match = routers_[place].match(method, path);
    if (match.route == nullptr) continue;
    const auto route = static_cast<std::size_t>(match.route - apis_[place].routes.data());
    const std::string& rank = ranks_[place][route];
    if (best != nullptr && *best <= rank) continue;
    best = &rank;
    found.api = &apis_[place];
    found.kind = found.api->kind;
    found.match = std::move(match);
  }
  return found;
}

// Which API answers for a path that none has: for OPTIONS the one that has the path under another
// method, since it may be a preflight; else the first.
Destination RoutingTable::at_port(std::string_view method, std::string_view path) const {
  Destination found = best_on_port(method, path);
  drop_leading_slashes(found);
  if (found.api != nullptr) return found;
  found.missing = port_.empty() ? Destination::Missing::kApi : Destination::Missing::kRoute;
  if (port_.empty()) return found;
  found.api = &apis_[port_.front()];
  if (method == "OPTIONS") {
    for (const std::string_view other : kRoutedMethods) {
      const Destination served = best_on_port(other, path);
      if (served.api == nullptr) continue;
      found.api = served.api;
      break;
    }
  }
  found.kind = found.api->kind;
  return found;
}

const Router& RoutingTable::router(const Api& api) const {
  const auto place = static_cast<std::size_t>(&api - apis_.data());
  BRUME_CHECK(place < routers_.size());
  return routers_[place];
}

bool RoutingTable::on_port(const Api& api) const {
  const auto place = static_cast<std::size_t>(&api - apis_.data());
  return std::find(port_.begin(), port_.end(), place) != port_.end();
}

}  // namespace brume::emulator::gateway
