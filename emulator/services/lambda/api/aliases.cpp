#include <nlohmann/json.hpp>

#include "emulator/aws/protocol/request_json.h"
#include "emulator/services/lambda/api/context.h"
#include "emulator/services/lambda/api/errors.h"
#include "emulator/services/lambda/api/operations.h"
#include "emulator/services/lambda/api/page.h"
#include "emulator/services/lambda/api/shapes.h"

namespace brume::emulator::aws::lambda {
namespace {

Error no_alias(const Context& context, const std::string& function, const std::string& alias) {
  return not_found("Cannot find alias arn: " + context.home().function_arn(function, alias));
}

std::string weight_text(const std::string& version, const nlohmann::json& weight) {
  return "'{" + version + "=" + weight.dump() + "}'";
}

// Source: CreateAlias, AliasRoutingConfiguration.
void read_routing(RequestJson& request, Alias& alias) {
  constexpr const char* kMember = "routingConfig.additionalVersionWeights";
  const nlohmann::json* const routing = request.find("RoutingConfig");
  if (routing == nullptr) return;
  alias.weights.clear();
  if (!routing->is_object() || !routing->contains("AdditionalVersionWeights")) return;
  for (const auto& [version, weight] : routing->at("AdditionalVersionWeights").items()) {
    if (!is_version_number(version)) {
      request.refuse(weight_text(version, weight), kMember,
                     "Map keys must satisfy constraint: [Member must have length less than or "
                     "equal to 1024, Member must have length greater than or equal to 1, Member "
                     "must satisfy regular expression pattern: [0-9]+, Member must not be null]");
    }
    const double share = weight.is_number() ? weight.get<double>() : -1;
    if (share < 0.0 || share > 1.0) {
      request.refuse(weight_text(version, weight), kMember,
                     "Map value must satisfy constraint: [Member must have value less than or "
                     "equal to 1.0, Member must have value greater than or equal to 0.0, Member "
                     "must not be null]");
    }
    alias.weights[version] = share;
  }
}

// Source: "Implementing Lambda function versions in weighted aliases": at most two versions, both
// published.
Status check_routing(const Alias& alias) {
  if (alias.weights.empty()) return Done{};
  if (alias.weights.size() > 1) {
    return invalid_parameter(
        "Number of items in AdditionalVersionWeights cannot be greater than 1");
  }
  if (alias.weights.contains(alias.version)) {
    return invalid_parameter("Invalid function version " + alias.version + ". Function version " +
                             alias.version + " is already included in routing configuration.");
  }
  if (alias.version == kLatest) {
    return invalid_parameter(
        "$LATEST is not supported for an alias pointing to more than 1 version");
  }
  return Done{};
}

// What CreateAlias and UpdateAlias share: everything but the name.
Status read_alias_request(RequestJson& request, AliasRecord& into) {
  if (auto version = request.text("FunctionVersion", 1024)) {
    if (!is_version_number(*version) && *version != kLatest) {
      request.refuse("'" + *version + "'", "FunctionVersion",
                     "Member must satisfy regular expression pattern: (\\$LATEST|[0-9]+)");
    }
    into.alias.version = *version;
  }
  if (auto description = request.text("Description", 256)) into.description = *description;
  read_routing(request, into.alias);
  Status valid = request.verdict();
  return valid ? check_routing(into.alias) : std::move(valid);
}

Answer set_alias(Context& context, const std::string& function, AliasRecord alias, int status) {
  alias.revision_id = context.ids.uuid();
  const std::string body = to_text(alias_json(context.home(), function, alias));
  Status set = context.functions.set_alias(function, std::move(alias));
  if (!set) return std::move(set).error();
  return Success{status, body};
}

}  // namespace

Answer create_alias(Context& context, const Call& call, const PathParameters& path) {
  auto name = context.named(call, path);
  if (!name) return name.error();
  auto request = RequestJson::parse(call.body);
  if (!request) return std::move(request).error();
  request->require("Name");
  request->require("FunctionVersion");
  AliasRecord alias;
  alias.alias.name = request->text("Name").value_or("");
  if (request->has("Name") && !is_alias_name(alias.alias.name)) {
    request->refuse("'" + alias.alias.name + "'", "Name",
                    "Member must satisfy regular expression pattern: "
                    "(?!^[0-9]+$)([a-zA-Z0-9-_]+)");
  }
  Status valid = read_alias_request(*request, alias);
  if (!valid) return std::move(valid).error();
  auto there = std::as_const(context.functions).find({name->name, alias.alias.version});
  if (!there) return std::move(there).error();
  if (context.record(*name).aliases.contains(alias.alias.name)) {
    return conflict("Alias already exists: " +
                    context.home().function_arn(name->name, alias.alias.name));
  }
  return set_alias(context, name->name, std::move(alias), 201);
}

Answer update_alias(Context& context, const Call& call, const PathParameters& path) {
  auto name = context.existing(call, path);
  if (!name) return name.error();
  auto request = RequestJson::parse(call.body);
  if (!request) return std::move(request).error();
  const auto& aliases = context.functions.all().find(name->name)->second.aliases;
  const auto found = aliases.find(path.at("Name"));
  if (found == aliases.end()) {
    return not_found("Alias not found: " +
                     context.home().function_arn(name->name, path.at("Name")));
  }
  AliasRecord alias = found->second;
  const std::string revision = request->text("RevisionId").value_or("");
  Status valid = read_alias_request(*request, alias);
  if (valid) valid = Context::check_revision(revision, alias.revision_id, "Function/GetAlias");
  if (!valid) return std::move(valid).error();
  return set_alias(context, name->name, std::move(alias), 200);
}

Answer get_alias(Context& context, const Call& call, const PathParameters& path) {
  auto name = context.existing(call, path);
  if (!name) return name.error();
  const auto& aliases = context.functions.all().find(name->name)->second.aliases;
  const auto found = aliases.find(path.at("Name"));
  if (found == aliases.end()) return no_alias(context, name->name, path.at("Name"));
  return Success{200, to_text(alias_json(context.home(), name->name, found->second))};
}

Answer list_aliases(Context& context, const Call& call, const PathParameters& path) {
  auto name = context.existing(call, path);
  if (!name) return name.error();
  const std::string version = call.query("FunctionVersion");
  Entries entries;
  for (const auto& [alias, record] : context.functions.all().find(name->name)->second.aliases) {
    const AliasRecord& each = record;
    if (!version.empty() && each.alias.version != version) continue;
    entries[alias] = [&] { return alias_json(context.home(), name->name, each); };
  }
  return page_of(entries, call, "Aliases");
}

// Deleting what there is not succeeds, as on AWS.
Answer delete_alias(Context& context, const Call& call, const PathParameters& path) {
  auto name = context.existing(call, path);
  if (!name) return name.error();
  context.functions.remove_alias(name->name, path.at("Name"));
  return Success{204};
}

}  // namespace brume::emulator::aws::lambda
