#include "emulator/template/resolve/ref_and_getatt.h"

#include <algorithm>
#include <charconv>

#include "emulator/template/model/logical_hash.h"
#include "emulator/template/resolve/resource_attributes_table.h"
#include "emulator/text/ascii.h"

namespace brume::emulator {
namespace {

// One of 3 to 63 characters, as S3 wants it.
std::string bucket_name(std::string_view logical_id) {
  constexpr std::size_t kMin = 3, kMax = 63, kHash = 10;
  const std::string name = lower_case(logical_id);
  if (name.size() < kMin) return "local-" + name;
  if (name.size() <= kMax) return name;
  return name.substr(0, kMax - kHash - 1) + "-" + sam::logical_hash(Value(logical_id));
}

// The qualifier where it is said only if it is not the usual one.
std::string_view unusual(std::string_view qualifier) {
  return qualifier == "default" ? std::string_view() : qualifier;
}

// What a word of the table stands for; `name` and `context.qualifier` are what they are by now.
std::string word_value(std::string_view word, std::string_view name,
                       const PhysicalContext& context) {
  const std::string_view qualifier = context.qualifier;
  if (word == "name") return std::string(name);
  if (word == "machine") return std::string(name.substr(0, name.rfind(':')));
  if (word == "/name") return (name.starts_with('/') ? "" : "/") + std::string(name);
  if (word == "qualifier") return std::string(qualifier);
  if (word == ":qualifier") return qualifier.empty() ? "" : ":" + std::string(qualifier);
  if (word == "qualifier/" || word == "qualifier|") {
    const std::string_view said = unusual(qualifier);
    return said.empty() ? "" : std::string(said) + word.back();
  }
  if (word == "scheme") return qualifier == "WEBSOCKET" ? "wss" : "https";
  if (word == "hash") return sam::logical_hash(Value(context.logical_id));
  if (word == "root") return sam::logical_hash(Value(std::string(context.logical_id) + "/"));
  if (word == "id") return std::string(context.logical_id);
  if (word == "id-") return lower_case(context.logical_id);
  if (word == "bucket") return bucket_name(context.logical_id);
  if (word == "region") return std::string(context.region);
  if (word == "account") return std::string(context.account);
  if (word == "stack") return std::string(context.stack_name);
  return {};
}

std::string filled(std::string_view text, std::string_view name, const PhysicalContext& context) {
  std::string result;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    result += text.substr(0, open);
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find('}', open);
    result += word_value(text.substr(open + 1, close - open - 1), name, context);
    text.remove_prefix(close + 1);
  }
  return result;
}

// Functions, secrets and buses may be named by their ARNs.
std::string_view without_arn(std::string_view name) {
  for (const std::string_view marker : {":function:", ":secret:", ":event-bus/"}) {
    const std::size_t arn = name.find(marker);
    if (arn != std::string_view::npos) return name.substr(arn + marker.size());
  }
  return name;
}

// A pattern of the type's, with its names.
std::string of_type(const PhysicalType& type, std::string_view pattern, PhysicalContext context) {
  context.qualifier =
      context.qualifier.empty() ? type.qualifier_fallback : without_arn(context.qualifier);
  const std::string name = context.name.empty()
                               ? filled(type.fallback, {}, context) + std::string(context.suffix)
                               : std::string(without_arn(context.name));
  return filled(pattern, name, context);
}

// The member or the item of that name or number.
const Value* step(const Value& value, std::string_view name) {
  if (!value.is_list()) return value.find(name);
  std::size_t index = 0;
  const auto end = std::from_chars(name.data(), name.data() + name.size(), index);
  const bool number = end.ec == std::errc() && end.ptr == name.data() + name.size();
  return number && index < value.items().size() ? &value.items()[index] : nullptr;
}

}  // namespace

std::string_view qualifier_property(std::string_view type) {
  const PhysicalType* known = find_physical_type(type);
  return known == nullptr ? std::string_view() : known->qualifier_property;
}

std::string_view name_property(std::string_view type) {
  const PhysicalType* known = find_physical_type(type);
  return known == nullptr ? std::string_view() : known->name_property;
}

std::string physical_ref(std::string_view type, const PhysicalContext& context) {
  const PhysicalType* known = find_physical_type(type);
  if (known == nullptr) return "local-" + std::string(context.logical_id);
  return of_type(*known, known->ref, context);
}

std::optional<std::string> physical_attribute(std::string_view type, std::string_view attribute,
                                              const PhysicalContext& context) {
  const PhysicalType* known = find_physical_type(type);
  if (known == nullptr) {
    const std::string id(context.logical_id);
    if (!attribute.ends_with("Arn")) return "local-" + id + "." + std::string(attribute);
    std::string service = "local";  // "AWS::Batch::JobQueue" -> "batch"
    const std::size_t begin = type.find("::");
    if (begin != std::string_view::npos) {
      service = lower_case(type.substr(begin + 2, type.find("::", begin + 2) - begin - 2));
    }
    return filled("arn:aws:" + service + ":{region}:{account}:local-{id}", {}, context);
  }
  for (const PhysicalAttribute& each : known->attributes) {
    if (each.name == attribute) return of_type(*known, each.text, context);
  }
  return std::nullopt;
}

std::vector<std::string_view> attributes_of(std::string_view type) {
  std::vector<std::string_view> names;
  if (const PhysicalType* known = find_physical_type(type)) {
    for (const PhysicalAttribute& attribute : known->attributes) names.push_back(attribute.name);
  }
  return names;
}

const Value* property_at(const Value& properties, std::string_view path) {
  while (!path.empty()) {
    std::string_view way = path.substr(0, path.find('|'));
    path.remove_prefix(std::min(path.size(), way.size() + 1));
    const Value* at = &properties;
    while (at != nullptr && !way.empty()) {
      const std::string_view name = way.substr(0, way.find('.'));
      at = step(*at, name);
      way.remove_prefix(std::min(way.size(), name.size() + 1));
    }
    if (at != nullptr) return at;
  }
  return nullptr;
}

std::string_view name_suffix(std::string_view type, const Value& properties) {
  const std::string_view property = type == "AWS::SQS::Queue"   ? "FifoQueue"
                                    : type == "AWS::SNS::Topic" ? "FifoTopic"
                                                                : "";
  const Value* fifo = property.empty() ? nullptr : properties.find(property);
  return fifo != nullptr && fifo->is_scalar() && fifo->text() == "true" ? ".fifo" : "";
}

}  // namespace brume::emulator
