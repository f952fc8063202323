// AWS::Serverless::SimpleTable -> AWS::DynamoDB::Table with one key.
#include "emulator/template/sam/core/property_types.h"
#include "emulator/template/sam/core/resources.h"
#include "emulator/template/sam/core/type_checks.h"

namespace brume::emulator::sam {
namespace {

// Source: the AWS::Serverless::SimpleTable page of the SAM specification.
constexpr PropertyShape kSimpleTableShapes[] = {{"PointInTimeRecoverySpecification"},
                                                {"PrimaryKey", kMapOfTexts},
                                                {"ProvisionedThroughput", kMapOfNumbers},
                                                {"TableName", kText | kMap},
                                                {"Tags", kMap},
                                                {"SSESpecification", kMap}};

std::string_view attribute_type(const Value& type) {
  const std::string name = type.is_string() ? type.as_string() : "";
  if (name == "String") return "S";
  if (name == "Number") return "N";
  if (name == "Binary") return "B";
  return {};
}

// {AttributeName, AttributeType}; null after a rejection.
Value key_of(Context& context, const std::string& id, const Value* primary) {
  if (!is_truthy(primary)) {
    return Value::map({{"AttributeName", "id"}, {"AttributeType", "S"}});
  }
  for (const std::string name : {"Name", "Type"}) {
    const Value* value = primary->find(name);
    if (value != nullptr && !value->is_null()) continue;
    context.reject(id, *primary, "Property 'PrimaryKey." + name + "' is required.");
    return {};
  }
  const Value& type = *primary->find("Type");
  const std::string_view letter = attribute_type(type);
  if (letter.empty()) {
    context.reject(id, type, "Invalid 'Type' \"" + (type.is_scalar() ? type.text() : "") + "\".",
                   "String, Number or Binary");
    return {};
  }
  return Value::map({{"AttributeName", *primary->find("Name")}, {"AttributeType", letter}});
}

}  // namespace

void expand_simple_table(Context& context, const Value::Member& resource) {
  const Value properties = checked_properties(context, resource, kSimpleTableShapes,
                                              "AWS::Serverless::SimpleTable", resource.key);
  const Value key = key_of(context, resource.key, properties.find("PrimaryKey"));
  if (key.is_null()) return;
  const Value hash =
      Value::map({{"AttributeName", *key.find("AttributeName")}, {"KeyType", "HASH"}});
  Value made = Value::map(
      {{"AttributeDefinitions", Value::list({key})}, {"KeySchema", Value::list({hash})}});
  made.place_as(properties);
  for (const std::string_view name : {"PointInTimeRecoverySpecification", "ProvisionedThroughput",
                                      "SSESpecification", "TableName"}) {
    const Value* value = properties.find(name);
    if (is_truthy(value)) made.set(name, *value);
  }
  if (!is_truthy(properties.find("ProvisionedThroughput"))) {
    made.set("BillingMode", "PAY_PER_REQUEST");
  }
  const Value* tags = properties.find("Tags");
  if (tags != nullptr && tags->is_map() && !tags->members().empty()) {
    Value::List list;
    for (const Value::Member& tag : tags->members()) {
      list.push_back(Value::map({{"Key", tag.key}, {"Value", tag.value}}));
    }
    made.set("Tags", Value(std::move(list)));
  }
  Value table = with_attributes(resource.value, "AWS::DynamoDB::Table");
  table.set("Properties", std::move(made));
  context.make(resource.key, resource.key, std::move(table));
}

}  // namespace brume::emulator::sam
