#include "emulator/template/resolve/dynamic_references.h"

#include <vector>

#include "emulator/template/model/value_json.h"
#include "emulator/template/parse/parse.h"

namespace brume::emulator {
namespace {

constexpr std::string_view kOpen = "{{resolve:";
constexpr std::string_view kClose = "}}";
// Of values in values.
constexpr std::size_t kDepthMax = 20;

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t colon = text.find(':');
    parts.push_back(text.substr(0, colon));
    if (colon == std::string_view::npos) return parts;
    text.remove_prefix(colon + 1);
  }
}

// "arn:aws:secretsmanager:<region>:<account>:secret:<name>" -> name; a name stays what it is.
std::string_view secret_name(std::string_view id) {
  constexpr std::string_view kMarker = ":secret:";
  const std::size_t marker = id.starts_with("arn:") ? id.find(kMarker) : std::string_view::npos;
  return marker == std::string_view::npos ? id : id.substr(marker + kMarker.size());
}

// The member of a secret that is a JSON object.
std::optional<std::string> member_of(const std::string& json, const std::string& key) {
  const SourceFiles sources{{"", json}};
  Diagnostics diagnostics;
  Reporter reporter(diagnostics);
  const auto object = parse_source(sources, 0, reporter);
  const Value* member = object ? object->find(key) : nullptr;
  if (member == nullptr) return std::nullopt;
  return member->is_map() || member->is_list() ? to_json(*member) : member->text();
}

}  // namespace

// Without the braces: "ssm:name:version", "secretsmanager:id:SecretString:key:stage:version".
std::optional<DynamicReferences::Reference> DynamicReferences::parse(std::string_view text) {
  constexpr std::size_t kArnParts = 7;
  const std::vector<std::string_view> parts = split(text);
  Reference reference;
  if (parts[0] == "ssm" || parts[0] == "ssm-secure") {
    if (parts.size() < 2 || parts.size() > 3) return std::nullopt;
    reference.id = parts[1];
    return reference;
  }
  if (parts[0] != "secretsmanager" || parts.size() < 2) return std::nullopt;
  reference.secret = true;
  const bool arn = parts[1] == "arn";
  if (arn && parts.size() < kArnParts + 1) return std::nullopt;
  const std::size_t next = arn ? kArnParts + 1 : 2;
  reference.id = arn ? parts[kArnParts] : parts[1];
  if (parts.size() > next && !parts[next].empty() && parts[next] != "SecretString") {
    return std::nullopt;
  }
  if (parts.size() > next + 1) reference.key = parts[next + 1];
  return reference;
}

void DynamicReferences::fill(Value& value, const Path& path) {
  if (value.is_string()) {
    fill_text(value, path);
  } else if (value.is_list()) {
    for (std::size_t i = 0; i < value.items().size(); ++i) fill(value.items()[i], path[i]);
  } else if (value.is_map()) {
    for (Value::Member& member : value.members()) fill(member.value, path / member.key);
  }
}

void DynamicReferences::fill_text(Value& value, const Path& path) {
  std::string_view rest = value.as_string();
  std::string result;
  bool changed = false;
  while (true) {
    const std::size_t open = rest.find(kOpen);
    const std::size_t close = open == std::string_view::npos ? open : rest.find(kClose, open);
    if (close == std::string_view::npos) break;
    const std::string_view inner = rest.substr(open + kOpen.size(), close - open - kOpen.size());
    const std::string_view written = rest.substr(open, close + kClose.size() - open);
    std::optional<std::string> text;
    if (const auto reference = parse(inner)) {
      text = answer(*reference, value, path);
    } else {
      reporter_.warning(value, path, "`" + std::string(written) + "` is no dynamic reference",
                        "{{resolve:ssm:name}} or {{resolve:secretsmanager:name:SecretString:key}}");
    }
    result += rest.substr(0, open);
    result += text ? std::string_view(*text) : written;
    changed = changed || text.has_value();
    rest.remove_prefix(close + kClose.size());
  }
  if (!changed) return;
  Value filled(result + std::string(rest));
  value = std::move(filled.place_as(value));
}

std::optional<std::string> DynamicReferences::answer(const Reference& reference, const Value& site,
                                                     const Path& path) {
  const std::string what =
      std::string(reference.secret ? "secret" : "parameter") + " `" + reference.id + "`";
  const auto text = whole(reference, path);
  if (!text) {
    const std::string_view type = reference.secret ? kSecretType : kParameterType;
    reporter_.warning(site, path, "there is no value for the " + what + ": the text stays as it is",
                      "give it in the --env-vars file: {\"" + std::string(type) + "\": {\"" +
                          reference.id + "\": \"…\"}}");
    return std::nullopt;
  }
  if (reference.key.empty()) return text;
  auto member = member_of(*text, reference.key);
  if (!member) reporter_.warning(site, path, "the " + what + " has no `" + reference.key + "`");
  return member;
}

std::optional<std::string> DynamicReferences::whole(const Reference& reference, const Path& path) {
  const auto& given = reference.secret ? given_.secrets : given_.parameters;
  if (const auto found = given.find(reference.id); found != given.end()) return found->second;
  if (auto text = made(reference, path)) return text;
  return outer_ == nullptr ? std::nullopt : outer_->whole(reference, path);
}

// From a resource of that name.
std::optional<std::string> DynamicReferences::made(const Reference& reference, const Path& path) {
  for (const std::string_view id : resolver_.resource_ids()) {
    const Value* type = resolver_.resource(id)->find("Type");
    const std::string_view wanted = reference.secret ? kSecretType : kParameterType;
    if (type == nullptr || !type->is_string() || type->as_string() != wanted) continue;
    if (!resolver_.is_created(id) || asked_.contains(std::string(id))) continue;
    const auto name = resolver_.resolve(Value::map({{"Ref", id}}), path);
    if (!name || !name->is_string()) continue;
    if (secret_name(name->as_string()) != secret_name(reference.id)) continue;
    return value_of(id, reference.secret, path);
  }
  return std::nullopt;
}

std::optional<std::string> DynamicReferences::value_of(std::string_view id, bool secret,
                                                       const Path& path) {
  const std::string kept(id);
  if (const auto known = known_.find(kept); known != known_.end()) return known->second;
  if (asked_.size() >= kDepthMax) return std::nullopt;
  const Value* properties = resolver_.resource(id)->find("Properties");
  const Value* value =
      properties == nullptr ? nullptr : properties->find(secret ? "SecretString" : "Value");
  const Value* generate =
      properties == nullptr ? nullptr : properties->find("GenerateSecretString");
  std::optional<std::string> text;
  if (value != nullptr) {
    asked_.insert(kept);
    auto resolved = resolver_.resolve(*value, path);
    if (resolved) fill(*resolved, path);
    if (resolved && resolved->is_scalar()) text = resolved->text();
    asked_.erase(kept);
  } else if (secret && generate != nullptr) {
    const auto resolved = resolver_.resolve(*generate, path);
    auto made = resolved ? generated_secret(*resolved, kept) : Result<std::string>(std::string());
    if (!made) {
      reporter_.as(rules::kValue)
          .error(*generate, path, "no secret can be generated: " + made.error().message);
    } else if (resolved) {
      text = std::move(made).value();
    }
  }
  return known_[kept] = text;
}

}  // namespace brume::emulator
