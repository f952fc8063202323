#include "emulator/services/apigateway/route/router.h"

#include <algorithm>
#include <array>
#include <functional>
#include <unordered_map>

#include "emulator/services/apigateway/model/path_template.h"
#include "emulator/text/percent.h"

namespace brume::emulator::gateway {
namespace {

using SegmentKind = TemplateSegment::Kind;

constexpr std::string_view kAny = "ANY";
constexpr std::string_view kDefault = "$default";
constexpr std::size_t kParametersMax = 32;  // AWS has fewer; further ones are not captured

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>()(text);
  }
};
template <typename T>
using TextMap = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

// The routes at one place of the tree, by method.
class Methods {
 public:
  void add(const Route& route) {
    for (const Route*& known : routes_) {
      if (known->method == route.method) {
        known = &route;
        return;
      }
    }
    routes_.push_back(&route);
  }
  const Route* find(std::string_view method) const {
    for (const Route* route : routes_) {
      if (route->method == method) return route;
    }
    return nullptr;
  }

 private:
  std::vector<const Route*> routes_;
};

struct Node {
  TextMap<std::unique_ptr<Node>> literals;
  std::unique_ptr<Node> parameter;
  std::unique_ptr<Methods> greedy;
  Methods here;
};

// What the parameters on the way through the tree stand for, still encoded.
struct Captures {
  std::array<std::string_view, kParametersMax> values;
  std::size_t count = 0;
  void push(std::string_view value) {
    if (count < kParametersMax) values[count] = value;
    ++count;
  }
};

// One walk through the tree: which method is asked for and which ends count.
struct Walk {
  std::string_view method;
  bool or_any;  // REST: a resource's ANY serves what it has no method for
  bool full;
  bool greedy;
  Captures captures = {};

  const Route* pick(const Methods& methods) const {
    const Route* route = methods.find(method);
    return route == nullptr && or_any ? methods.find(kAny) : route;
  }

  // Each node is reached from one parent only: a walk costs at most the size of the tree.
  const Route* down(const Node& node, const PathCursor& cursor) {
    if (cursor.at_end()) return full ? pick(node.here) : nullptr;
    const std::string_view segment = cursor.segment();
    if (const Node* child = literal(node, segment)) {
      if (const Route* route = down(*child, cursor.next())) return route;
    }
    if (node.parameter != nullptr && !segment.empty()) {
      const std::size_t mark = captures.count;
      captures.push(segment);
      if (const Route* route = down(*node.parameter, cursor.next())) return route;
      captures.count = mark;
    }
    if (!greedy || node.greedy == nullptr || cursor.rest().empty()) return nullptr;
    const Route* route = pick(*node.greedy);
    if (route != nullptr) captures.push(cursor.rest());
    return route;
  }

  static const Node* literal(const Node& node, std::string_view segment) {
    auto found = node.literals.find(segment);
    if (found == node.literals.end() && segment.find('%') != std::string_view::npos) {
      found = node.literals.find(percent_decode(segment));
    }
    return found == node.literals.end() ? nullptr : found->second.get();
  }
};

}  // namespace

struct Router::Tree {
  explicit Tree(const Api& served) : api(served) {}

  const Api& api;
  Node root;
  TextMap<Methods> literals;                    // paths without parameters, whole
  std::vector<std::vector<std::string>> names;  // of the parameters; by the route's place
  const Route* fallback = nullptr;              // $default

  void add(const Route& route) {
    auto& parameters = names.emplace_back();
    if (route.path == kDefault) {
      fallback = &route;
      return;
    }
    Node* node = &root;
    for (const TemplateSegment& segment : template_segments(route.path, rest())) {
      if (segment.kind != SegmentKind::kLiteral) parameters.push_back(segment.text);
      if (segment.kind == SegmentKind::kGreedy) {
        if (node->greedy == nullptr) node->greedy = std::make_unique<Methods>();
        node->greedy->add(route);
        return;  // whatever follows it is refused elsewhere
      }
      auto& child =
          segment.kind == SegmentKind::kLiteral ? node->literals[segment.text] : node->parameter;
      if (child == nullptr) child = std::make_unique<Node>();
      node = child.get();
    }
    node->here.add(route);
    if (parameters.empty()) literals[route.path].add(route);
  }

  bool rest() const { return api.kind == ApiKind::kRest; }

  const Route* find(std::string_view method, std::string_view path, Captures& captures) const {
    // A literal path with the method itself wins under both rules.
    if (const auto found = literals.find(path); found != literals.end()) {
      const Route* route = found->second.find(method);
      if (route == nullptr && rest()) route = found->second.find(kAny);
      if (route != nullptr) return route;
    }
    const PathCursor cursor(path, rest());
    if (rest()) return walk({method, true, true, true}, cursor, captures);
    for (const bool greedy : {false, true}) {
      for (const std::string_view asked : {method, kAny}) {
        if (const Route* route = walk({asked, false, !greedy, greedy}, cursor, captures)) {
          return route;
        }
      }
    }
    return fallback;
  }

  const Route* walk(Walk walk, const PathCursor& cursor, Captures& captures) const {
    const Route* route = walk.down(root, cursor);
    if (route != nullptr) captures = walk.captures;
    return route;
  }
};

Router::Router(const Api& api) : api_(&api) {
  auto tree = std::make_unique<Tree>(api);
  tree->names.reserve(api.routes.size());
  for (const Route& route : api.routes) tree->add(route);
  tree_ = std::move(tree);
}

Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

RouteMatch Router::match(std::string_view method, std::string_view path) const {
  Captures captures;
  RouteMatch result;
  result.route = tree_->find(method, path, captures);
  if (result.route == nullptr || captures.count == 0) return result;
  const auto place = static_cast<std::size_t>(result.route - api_->routes.data());
  const std::vector<std::string>& names = tree_->names[place];
  result.path_parameters.reserve(captures.count);
  for (std::size_t i = 0; i < std::min(captures.count, kParametersMax); ++i) {
    const std::string_view sent = captures.values[i];
    result.path_parameters.emplace_back(names[i],
                                        tree_->rest() ? std::string(sent) : percent_decode(sent));
  }
  return result;
}

std::string route_key(const Route& route) {
  return route.path == kDefault ? route.path : route.method + " " + route.path;
}

}  // namespace brume::emulator::gateway
