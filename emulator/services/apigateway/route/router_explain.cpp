// Router::explain: the same rules as match(), route by route and in words.
#include <algorithm>

#include "emulator/services/apigateway/model/path_template.h"
#include "emulator/services/apigateway/route/router.h"
#include "emulator/text/percent.h"

namespace brume::emulator::gateway {
namespace {

using SegmentKind = TemplateSegment::Kind;

struct RouteCandidate {
  const Route* route;
  std::vector<TemplateSegment> segments;
  bool is_default = false;
  bool is_any = false;
  bool greedy = false;
  bool matches = false;
  std::string why = {};
};

std::string in_backticks(std::string_view text) {
  return "`" + std::string(text) + "`";
}

// Why the segments do not fit; empty when they do. `taken` gets what the parameters stand for.
std::string path_mismatch(const std::vector<TemplateSegment>& segments, PathCursor cursor,
                          bool rest_api, std::string& taken) {
  std::size_t number = 0;
  for (const TemplateSegment& segment : segments) {
    ++number;
    const std::string place = "segment " + std::to_string(number);
    if (cursor.at_end()) {
      if (segment.kind == SegmentKind::kGreedy)
        return "nothing is left for `{" + segment.text + "+}`";
      return "the path is shorter: it has no " + place;
    }
    const std::string found = percent_decode(cursor.segment());
    if (segment.kind == SegmentKind::kLiteral && cursor.segment() != segment.text &&
        found != segment.text) {
      if (found.empty()) return place + " of the path is empty, not " + in_backticks(segment.text);
      return place + " is " + in_backticks(found) + ", not " + in_backticks(segment.text);
    }
    if (segment.kind == SegmentKind::kLiteral) {
      cursor = cursor.next();
      continue;
    }
    const bool greedy = segment.kind == SegmentKind::kGreedy;
    const std::string_view value = greedy ? cursor.rest() : cursor.segment();
    if (value.empty()) return "`" + segment.text + "` cannot stand for an empty segment";
    const std::string shown = rest_api ? std::string(value) : percent_decode(value);
    taken += (taken.empty() ? "" : ", ") + segment.text + " = " + in_backticks(shown);
    if (greedy) return {};
    cursor = cursor.next();
  }
  if (cursor.at_end()) return {};
  if (cursor.rest().empty()) return "the path ends in `/`, which counts in an HTTP API";
  return "the path is longer: " + in_backticks(cursor.rest()) + " is left";
}

RouteCandidate judged(const Route& route, std::string_view method, std::string_view path,
                      bool rest_api) {
  RouteCandidate result{.route = &route, .segments = {}};
  if (route.path == "$default") {
    result.is_default = true;
    result.matches = true;
    result.why = "$default takes what no other route matches";
    return result;
  }
  result.segments = template_segments(route.path, rest_api);
  result.is_any = route.method == "ANY";
  result.greedy = !result.segments.empty() && result.segments.back().kind == SegmentKind::kGreedy;
  std::string taken;
  result.why = path_mismatch(result.segments, PathCursor(path, rest_api), rest_api, taken);
  if (!result.why.empty()) return result;
  if (!result.is_any && route.method != method) {
    result.why = "the path matches, but the method is " + route.method;
    return result;
  }
  result.matches = true;
  if (taken.empty()) {
    result.why = result.is_any ? "the path is the route's own; ANY takes every method"
                               : "the path and the method are the route's own";
  } else {
    result.why = "the path matches: " + taken +
                 (result.is_any ? "; ANY takes every method" : "; so does the method");
  }
  return result;
}

// Below 0 when `left` goes before `right`, by the first segment where their kinds differ.
int compare_segments(const RouteCandidate& left, const RouteCandidate& right) {
  const std::size_t count = std::min(left.segments.size(), right.segments.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (left.segments[i].kind != right.segments[i].kind) {
      return left.segments[i].kind < right.segments[i].kind ? -1 : 1;
    }
  }
  return 0;
}

struct Order {
  int sign = 0;             // below 0: the left one goes first
  std::string reason = {};  // why the one that goes first does
};

Order order_of(const RouteCandidate& left, const RouteCandidate& right, bool rest_api) {
  if (left.is_default != right.is_default) {
    return {left.is_default ? 1 : -1, "every other route goes before $default"};
  }
  const Order by_method{static_cast<int>(left.is_any) - static_cast<int>(right.is_any),
                        "a route with the method itself goes before ANY"};
  const Order by_segments{compare_segments(left, right),
                          "a literal goes before {param}, and that before {proxy+}"};
  const Order by_tier{static_cast<int>(left.greedy) - static_cast<int>(right.greedy),
                      "a match of the whole path goes before {proxy+}"};
  if (rest_api) return by_segments.sign != 0 ? by_segments : by_method;
  if (by_tier.sign != 0) return by_tier;
  return by_method.sign != 0 ? by_method : by_segments;
}

}  // namespace

std::vector<Router::Candidate> Router::explain(std::string_view method,
                                               std::string_view path) const {
  const bool rest_api = api_->kind == ApiKind::kRest;
  const Route* winner = match(method, path).route;
  std::vector<RouteCandidate> routes;
  for (const Route& route : api_->routes) routes.push_back(judged(route, method, path, rest_api));
  std::stable_sort(routes.begin(), routes.end(),
                   [&](const RouteCandidate& left, const RouteCandidate& right) {
                     if ((left.route == winner) != (right.route == winner))
                       return left.route == winner;
                     if (left.matches != right.matches) return left.matches;
                     return left.matches && order_of(left, right, rest_api).sign < 0;
                   });
  std::vector<Candidate> result;
  for (const RouteCandidate& each : routes) {
    Candidate candidate{each.route, each.matches, each.why};
    if (each.matches && each.route != winner) {
      const Order order = order_of(routes.front(), each, rest_api);
      candidate.why = "matches, but " + route_key(*winner) + " wins: " +
                      (order.sign < 0 ? order.reason : "it is written later with the same key");
    }
    result.push_back(std::move(candidate));
  }
  return result;
}

}  // namespace brume::emulator::gateway
