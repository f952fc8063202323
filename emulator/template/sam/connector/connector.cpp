#include "emulator/template/sam/connector/connector.h"

#include <vector>

#include "emulator/template/sam/connector/run.h"
#include "emulator/template/sam/resources.h"
#include "emulator/template/sam/shape.h"

namespace brume::emulator::sam {
namespace {

// Source: the AWS::Serverless::Connector page of the SAM specification.
constexpr PropertyShape kShapes[] = {{"Source", kDictionary, true},
                                     {"Destination", kDictionary | kListOfMaps, true},
                                     {"Permissions", kListOfStrings, true}};

// Adds what the links made, with the attributes of `resource` where it is the connector.
void keep(const Owner& owner, const Value* resource, const ConnectorRun& run,
          std::vector<ConnectorMade>& made) {
  for (ConnectorMade& each : made) {
    Value result = resource == nullptr ? Value::map({{"Type", each.type}})
                                       : with_attributes(*resource, each.type);
    Value metadata = run.metadata();
    if (const Value* own = result.find("Metadata"); own != nullptr && own->is_map()) {
      Value merged = *own;
      merged.set("aws:sam:connectors", metadata.members().front().value);
      metadata = std::move(merged);
    }
    result.set("Metadata", std::move(metadata));
    result.set("Properties", std::move(each.properties));
    owner.context.make(owner.origin, each.id, std::move(result));
  }
  run.let_wait();
}

}  // namespace

bool make_connector(const Owner& owner, const std::string& connector_id,
                    const ConnectorLink& link) {
  std::vector<ConnectorMade> made;
  ConnectorRun one(owner, connector_id, link);
  if (!one.run(made)) return false;
  keep(owner, nullptr, one, made);
  return true;
}

void expand_connector(Context& context, const Value::Member& resource) {
  const Owner owner(context, resource.key);
  const Value properties =
      checked_properties(context, resource, kShapes, "AWS::Serverless::Connector", resource.key);
  const Value* source = properties.find("Source");
  const Value* destination = properties.find("Destination");
  const Value* permissions = properties.find("Permissions");
  if (source == nullptr || destination == nullptr || permissions == nullptr) return;
  const bool many = destination->is_list();
  const Value all = many ? *destination : Value::list({*destination});
  if (all.items().empty()) {
    owner.reject(*destination, "'Destination' is an empty list");
    return;
  }
  std::vector<ConnectorLink> links;
  for (std::size_t i = 0; i < all.items().size(); ++i) {
    links.push_back({*source, all.items()[i], *permissions,
                     many ? "Destination" + std::to_string(i) : std::string()});
  }
  std::vector<ConnectorRun> runs;
  std::vector<std::vector<ConnectorMade>> made;
  for (const ConnectorLink& link : links) {
    if (!runs.emplace_back(owner, resource.key, link).run(made.emplace_back())) return;
  }
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    for (const ConnectorMade& each : made[i]) ids.push_back(each.id);
    keep(owner, &resource.value, runs[i], made[i]);
  }
  // Whoever waits for the connector waits for all that it makes.
  context.each_current(
      [&](const std::string&, Value& each) { replace_depends_on(each, resource.key, ids); });
}

}  // namespace brume::emulator::sam
