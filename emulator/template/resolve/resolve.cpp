#include "emulator/template/resolve/resolve.h"

#include <algorithm>
#include <set>

#include "emulator/template/model/did_you_mean.h"
#include "emulator/template/model/value_json.h"

namespace brume::emulator {
namespace {

// Calls inside calls; a template that nests deeper is not meant for reading.
constexpr std::size_t kCallDepthMax = 200;
// What the results of all functions together may take in memory, inner ones and outer ones.
constexpr std::size_t kMadeBytesMax = 6 * 1024 * 1024;

}  // namespace

Resolver::Resolver(const Value& root, const ParameterValues& parameters, ResolveOptions options,
                   Reporter& reporter)
    : root_(root), parameters_(parameters), options_(std::move(options)), reporter_(reporter) {
  if (const Value* resources = root.find("Resources");
      resources != nullptr && resources->is_map()) {
    for (const Value::Member& member : resources->members()) {
      resources_.try_emplace(member.key, &member.value);
    }
  }
}

const Value* Resolver::resource(std::string_view logical_id) const {
  const auto found = resources_.find(logical_id);
  return found == resources_.end() ? nullptr : found->second;
}

std::vector<std::string_view> Resolver::resource_ids() const {
  std::vector<std::string_view> ids;
  for (const auto& [id, value] : resources_) ids.push_back(id);
  return ids;
}

Resolver::Outcome Resolver::fail(const Value& where, const Path& path, std::string message,
                                 std::string hint) {
  reporter_.as(rules::kIntrinsic).error(where, path, std::move(message), std::move(hint));
  return std::nullopt;
}

Resolver::Outcome Resolver::lacks(const Value& where, const Path& path, std::string message,
                                  std::string hint) {
  reporter_.as(rules::kReference).error(where, path, std::move(message), std::move(hint));
  return std::nullopt;
}

void Resolver::need_extensions(const Value& site, const Path& path, const std::string& what) {
  if (options_.extensions) return;
  fail(site, path, what + " needs AWS::LanguageExtensions",
       "add `Transform: AWS::LanguageExtensions`, before AWS::Serverless-2016-10-31");
}

Resolver::Outcome Resolver::resolve(const Value& value, const Path& path) {
  if (value.is_list()) {
    Value::List list;
    list.reserve(value.items().size());
    bool failed = false;
    for (std::size_t i = 0; i < value.items().size(); ++i) {
      auto item = resolve(value.items()[i], path[i]);
      failed = failed || !item;
      if (item && !is_no_value(*item)) list.push_back(std::move(*item));
    }
    if (failed) return std::nullopt;
    Value result(std::move(list));
    result.place_as(value);
    return result;
  }
  if (!value.is_map()) return value;
  if (is_no_value(value)) return value;
  const auto intrinsic = as_intrinsic(value);
  // A map with the one member `Condition` may be an IAM statement's; only Ref and Fn:: are calls.
  if (intrinsic && intrinsic->name != "Condition") return call(*intrinsic, value, path);
  Value::Map map;
  map.reserve(value.members().size());
  bool failed = false;
  for (const Value::Member& member : value.members()) {
    auto resolved = resolve(member.value, path / member.key);
    failed = failed || !resolved;
    if (resolved && !is_no_value(*resolved)) {
      map.push_back({member.key, std::move(*resolved), member.key_at, member.key_length});
    }
  }
  if (failed) return std::nullopt;
  Value result(std::move(map));
  result.place_as(value);
  return result;
}

bool Resolver::afford(const Value& result, const Value& site, const Path& path) {
  if (made_bytes_ > kMadeBytesMax) return false;
  made_bytes_ += result.weight();
  if (made_bytes_ <= kMadeBytesMax) return true;
  fail(site, path,
       "the template's functions make more than " + std::to_string(kMadeBytesMax >> 20) + " MiB");
  return false;
}

Resolver::Outcome Resolver::call(const IntrinsicCall& call, const Value& site, const Path& path) {
  if (made_bytes_ > kMadeBytesMax) return std::nullopt;
  if (depth_ >= kCallDepthMax) {
    return fail(site, path, "functions are nested deeper than " + std::to_string(kCallDepthMax));
  }
  ++depth_;
  const Path here = path / call.name;
  Outcome result;
  if (call.name == "Ref") {
    result = call.argument->is_string()
                 ? ref(call.argument->as_string(), site, path)
                 : fail(site, path, "`Ref` takes the name of a parameter or a resource");
  } else if (call.name == "Fn::GetAtt") {
    result = get_att(*call.argument, site, path);
  } else if (call.name == "Fn::Sub") {
    result = sub(*call.argument, site, path);
  } else if (call.name == "Fn::If") {
    result = choose(*call.argument, site, path);
  } else if (call.name == "Fn::FindInMap") {
    result = find_in_map(*call.argument, site, path);
  } else {
    result = call_text(call, site, here);
  }
  --depth_;
  if (result && !afford(*result, site, path)) return std::nullopt;
  // What a reader of the result complains about is where the person wrote the call.
  if (result) result->place_as(site);
  return result;
}

Resolver::Outcome Resolver::call_text(const IntrinsicCall& call, const Value& site,
                                      const Path& path) {
  if (call.name == "Fn::Join") return join(*call.argument, path);
  if (call.name == "Fn::Split") return split(*call.argument, path);
  if (call.name == "Fn::Select") return select(*call.argument, path);
  if (call.name == "Fn::Base64") return base64(*call.argument, path);
  if (call.name == "Fn::Cidr") return cidr(*call.argument, path);
  if (call.name == "Fn::Length" || call.name == "Fn::ToJsonString") {
    need_extensions(site, path, "`" + std::string(call.name) + "`");
  }
  if (call.name == "Fn::Length") return length(*call.argument, path);
  if (call.name == "Fn::GetAZs") return get_azs(*call.argument, path);
  if (call.name == "Fn::ImportValue") return import_value(*call.argument, path);
  if (call.name == "Fn::ToJsonString") {
    auto value = resolve(*call.argument, path);
    if (!value) return std::nullopt;
    if (!value->is_list() && !value->is_map()) {
      return fail(*call.argument, path, "`Fn::ToJsonString` takes a list or a map");
    }
    return Value(to_json(*value));
  }
  if (call.name == "Fn::Transform") {
    reporter_.warning(site, path, "this macro cannot run here: its value is left out",
                      "only `AWS::Include` with a local file is expanded");
    return Value::map({{"Ref", "AWS::NoValue"}});
  }
  const auto names = intrinsic_names();
  if (std::find(names.begin(), names.end(), call.name) != names.end()) {
    return fail(site, path, "`" + std::string(call.name) + "` has a meaning in conditions only",
                "choose a value with `Fn::If`");
  }
  return fail(site, path, "there is no function `" + std::string(call.name) + "`",
              suggestion(call.name, names));
}

bool Resolver::is_created(std::string_view logical_id) {
  const Value* value = resource(logical_id);
  const Value* name = value == nullptr ? nullptr : value->find("Condition");
  if (name == nullptr || !name->is_string()) return value != nullptr;
  const Path resources = Path() / "Resources";
  const Path path = resources / logical_id;
  return condition(name->as_string(), *name, path / "Condition").value_or(false);
}

void Resolver::depend(const Value& where, std::string_view logical_id) {
  const auto found = resources_.find(logical_id);
  if (found == resources_.end() || current_.empty()) return;
  auto& edges = edges_[current_];
  // Of one place in memory if of one name: both are keys of `resources_`.
  const bool known = std::any_of(edges.begin(), edges.end(), [&](const Edge& edge) {
    return edge.to.data() == found->first.data();
  });
  if (known) return;
  Value place;
  place.place_as(where);
  edges.push_back({found->first, std::move(place)});
}

// Depth first, without recursion: a chain of thousands of resources must not use up the stack.
void Resolver::report_cycles() {
  enum class Mark { kNew, kOpen, kDone };
  std::map<std::string_view, Mark> marks;
  std::set<std::string_view> told;  // members of circles reported already
  for (const auto& [start, ignored] : edges_) {
    if (marks[start] != Mark::kNew) continue;
    std::vector<std::pair<std::string_view, std::size_t>> chain{{start, 0}};
    marks[start] = Mark::kOpen;
    while (!chain.empty()) {
      auto& [at, next] = chain.back();
      const auto edges = edges_.find(at);
      if (edges == edges_.end() || next == edges->second.size()) {
        marks[at] = Mark::kDone;
        chain.pop_back();
        continue;
      }
      const Edge& edge = edges->second[next++];
      Mark& mark = marks[edge.to];
      if (mark == Mark::kNew) {
        mark = Mark::kOpen;
        chain.emplace_back(edge.to, 0);
        continue;
      }
      if (mark == Mark::kDone) continue;
      if (told.contains(edge.to) && told.contains(chain.back().first)) continue;
      std::string names;  // as CloudFormation puts it
      std::string way;
      const auto first = std::find_if(chain.begin(), chain.end(),
                                      [&](const auto& link) { return link.first == edge.to; });
      for (auto link = first; link != chain.end(); ++link) {
        names += (names.empty() ? "" : ", ") + std::string(link->first);
        way += std::string(link->first) + " -> ";
        told.insert(link->first);
      }
      const Path resources = Path() / "Resources";
      reporter_.as(rules::kCircular)
          .error(edge.where, resources / chain.back().first,
                 "Circular dependency between resources: [" + names + "]",
                 way + std::string(edge.to));
    }
  }
}

}  // namespace brume::emulator
