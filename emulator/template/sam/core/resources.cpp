#include "emulator/template/sam/core/resources.h"

#include <algorithm>

#include "emulator/template/sam/core/type_checks.h"

namespace brume::emulator::sam {
namespace {

constexpr std::string_view kAttributes[] = {"DependsOn", "DeletionPolicy",      "UpdatePolicy",
                                            "Condition", "UpdateReplacePolicy", "Metadata"};

// The types made by SAM that have a list of tags.
constexpr std::string_view kTagged[] = {"AWS::ApiGateway::ApiKey",
                                        "AWS::ApiGateway::DomainName",
                                        "AWS::ApiGateway::DomainNameAccessAssociation",
                                        "AWS::ApiGateway::DomainNameV2",
                                        "AWS::ApiGateway::RestApi",
                                        "AWS::ApiGateway::Stage",
                                        "AWS::ApiGateway::UsagePlan",
                                        "AWS::Events::Rule",
                                        "AWS::IAM::Role",
                                        "AWS::Lambda::EventSourceMapping",
                                        "AWS::Lambda::Function",
                                        "AWS::SNS::Topic",
                                        "AWS::SQS::Queue"};

}  // namespace

void propagate_tags(Context& context, const std::string& origin, const Value* tags) {
  if (!is_truthy(tags) || !tags->is_map()) return;
  const Value list = key_value_list(*tags);
  context.each_made(origin, [&](Value& resource) {
    const std::string& type = resource.find("Type")->as_string();
    if (std::find(std::begin(kTagged), std::end(kTagged), type) == std::end(kTagged)) return;
    resource.find("Properties")->set("Tags", list);
  });
}

Value with_attributes(const Value& sam_resource, std::string_view type) {
  Value made = Value::map({{"Type", type}});
  made.place_as(sam_resource);
  for (const std::string_view attribute : kAttributes) {
    if (const Value* value = sam_resource.find(attribute)) made.set(attribute, *value);
  }
  return made;
}

Value key_value_list(const Value& tags) {
  Value::List list;
  for (const Value::Member& tag : tags.members()) {
    list.push_back(
        Value::map({{"Key", tag.key}, {"Value", is_truthy(&tag.value) ? tag.value : Value("")}}));
  }
  return list;
}

Value tag_list(const Value* tags, std::string_view sam_tag) {
  Value::List list{Value::map({{"Key", sam_tag}, {"Value", "SAM"}})};
  if (tags != nullptr && tags->is_map()) {
    for (const Value::Member& tag : tags->members()) {
      list.push_back(
          Value::map({{"Key", tag.key}, {"Value", tag.value.is_null() ? Value("") : tag.value}}));
    }
  }
  return list;
}

}  // namespace brume::emulator::sam
