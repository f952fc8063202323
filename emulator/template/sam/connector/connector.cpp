#include "emulator/template/sam/connector/connector.h"

#include <vector>

#include "emulator/template/sam/connector/depends_on.h"
#include "emulator/template/sam/connector/expand_connector.h"
#include "emulator/template/sam/core/property_types.h"
#include "emulator/template/sam/core/resources.h"

namespace brume::emulator::sam {
namespace {

// Source: the AWS::Serverless::Connector page of the SAM specification.
constexpr PropertyShape kConnectorShapes[] = {{"Source", kDictionary, true},
                                              {"Destination", kDictionary | kListOfMaps, true},
                                              {"Permissions", kListOfStrings, true}};

// Adds what a link made, with the attributes of `resource` where it is the connector.
void keep(const Owner& owner, const Value* resource, const ConnectorRun& run, ConnectorMade made) {
  Value result = resource == nullptr ? Value::map({{"Type", made.type}})
                                     : with_attributes(*resource, made.type);
  Value metadata = run.metadata();
  if (const Value* own = result.find("Metadata"); own != nullptr && own->is_map()) {
    Value merged = *own;
    merged.set("aws:sam:connectors", metadata.members().front().value);
    metadata = std::move(merged);
  }
  result.set("Metadata", std::move(metadata));
  result.set("Properties", std::move(made.properties));
  owner.context.make(owner.origin, made.id, std::move(result));
  run.let_wait();
}

}  // namespace

bool make_connector(const Owner& owner, const std::string& connector_id,
                    const ConnectorLink& link) {
  ConnectorRun one(owner, connector_id, link);
  auto made = one.run();
  if (!made) return false;
  keep(owner, nullptr, one, std::move(*made));
  return true;
}

void expand_connector(Context& context, const Value::Member& resource) {
  const Owner owner(context, resource.key);
  const Value properties = checked_properties(context, resource, kConnectorShapes,
                                              "AWS::Serverless::Connector", resource.key);
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
  std::vector<ConnectorMade> made;
  for (const ConnectorLink& link : links) {
    auto one = runs.emplace_back(owner, resource.key, link).run();
    if (!one) return;
    made.push_back(std::move(*one));
  }
  for (std::size_t i = 0; i < runs.size(); ++i) {
    context.connectors[resource.key].push_back(made[i].id);
    keep(owner, &resource.value, runs[i], std::move(made[i]));
  }
}

void settle_connectors(Context& context) {
  if (context.connectors.empty()) return;
  context.each_current([&](const std::string&, Value& resource) {
    replace_connectors(resource, context.connectors);
  });
}

}  // namespace brume::emulator::sam
