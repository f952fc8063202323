// `Connectors` of a resource: connectors whose source it is, as resources of their own.
#include "emulator/template/sam/connector/connector.h"

namespace brume::emulator::sam {
namespace {

constexpr std::string_view kConnectorType = "AWS::Serverless::Connector";

// A connector as it is written, at the resource that is its source.
struct Embedded {
  Context& context;
  const std::string& source;
  const Value::Member& written;

  // SAM calls what is wrong `shown`: the source, the connector, or both names in one. It stops at
  // the first mistake of each connector only.
  bool reject(const Value& where, const std::string& shown, const std::string& text) const {
    return Owner(context, source + written.key, shown).reject(where, text);
  }
};

// The source: the resource itself, with what SourceReference adds. False after a rejection.
bool set_source(const Embedded& embedded, Value& properties) {
  Value source = Value::map({{"Id", embedded.source}});
  if (const Value* reference = properties.find("SourceReference")) {
    const std::string& name = embedded.written.key;
    if (!reference->is_map()) {
      return embedded.reject(
          *reference, embedded.source,
          "Property 'Connectors." + name + ".Properties.SourceReference' should be a map.");
    }
    if (const Value* id = reference->find("Id")) {
      return embedded.reject(*id, name, "'Id' shouldn't be defined in 'SourceReference'.");
    }
    for (const Value::Member& member : reference->members()) {
      source.set(member.key, member.value);
    }
    source.place_as(*reference);
    properties.erase("SourceReference");
  }
  properties.set("Source", std::move(source));
  return true;
}

void take(const Embedded& embedded, Value::Map& connectors) {
  const Value::Member& written = embedded.written;
  const std::string id = embedded.source + written.key;
  if (!written.value.is_map()) {
    embedded.reject(written.value, id, embedded.source + "." + id + " should be a map.");
    return;
  }
  Value connector = written.value;
  connector.set("Type", kConnectorType);
  Value* properties = connector.find("Properties");
  if (properties == nullptr || !properties->is_map()) {
    embedded.reject(written.value, embedded.source,
                    "Attribute 'Connectors." + written.key + ".Properties' should be a map.");
    return;
  }
  if (!set_source(embedded, *properties)) return;
  connector.place_all(written.key_at, written.key_length);
  if (const Value* taken = embedded.context.resource(id)) {
    embedded.context.reject_taken(embedded.source, id, kConnectorType, *taken);
    return;
  }
  connectors.push_back({id, std::move(connector), written.key_at, written.key_length});
}

}  // namespace

void take_embedded_connectors(Context& context) {
  Value::Map connectors;
  for (Value::Member& resource : context.root().find("Resources")->members()) {
    const Value* found = resource.value.find("Connectors");
    if (found == nullptr) continue;
    const Value written = *found;
    resource.value.erase("Connectors");
    if (!written.is_map()) {
      const std::string attribute = resource.key + ".Connectors";
      Owner(context, attribute, resource.key)
          .reject(written, "Attribute '" + attribute + "' should be a map.");
      continue;
    }
    for (const Value::Member& member : written.members()) {
      take({context, resource.key, member}, connectors);
    }
  }
  Value::Map& resources = context.root().find("Resources")->members();
  for (Value::Member& connector : connectors) resources.push_back(std::move(connector));
}

}  // namespace brume::emulator::sam
