// AWS::Serverless::Application -> AWS::CloudFormation::Stack: a template beside this one, in S3, or
// of the Serverless Application Repository, which nobody asks here.
#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sam/core/property_types.h"
#include "emulator/template/sam/core/resources.h"
#include "emulator/template/sam/core/type_checks.h"

namespace brume::emulator::sam {
namespace {

// Source: the AWS::Serverless::Application page of the SAM specification.
constexpr PropertyShape kApplicationShapes[] = {
    {"Location", kText | kMap, true},   {"TemplateUrl", kText}, {"Parameters", kMap},
    {"NotificationARNs", kListOfTexts}, {"Tags", kMap},         {"TimeoutInMinutes", kNumber}};

constexpr std::string_view kApplicationCreatedBy = "lambda:createdBy";
struct Key {
  std::string_view property, tag;
};
constexpr Key kKeys[] = {{"ApplicationId", "serverlessrepo:applicationId"},
                         {"SemanticVersion", "serverlessrepo:semanticVersion"}};

// What SAM would ask the repository for. False after a rejection.
bool check_location(const Owner& owner, const Value& location) {
  for (const Key& key : kKeys) {
    if (location.find(key.property) != nullptr) continue;
    return owner.reject(
        location, "Resource is missing the required [" + std::string(key.property) + "] property.");
  }
  const Value& id = *location.find("ApplicationId");
  const Value& version = *location.find("SemanticVersion");
  if (id.is_null()) return owner.reject(location, "Property 'ApplicationId' is required.");
  const auto unresolved = [&](const Value& where, const std::string& name) {
    return owner.reject(where, "Property '" + name +
                                   "' cannot be resolved. Only FindInMap and Ref intrinsic "
                                   "functions are supported.");
  };
  if (id.is_map()) return unresolved(id, "ApplicationId");
  if (!is_truthy(&version)) {
    return owner.reject(version, "Property 'SemanticVersion' cannot be blank.");
  }
  if (version.is_map()) return unresolved(version, "SemanticVersion");
  for (const Key& key : kKeys) {
    const std::string name(key.property);
    const Value& value = *location.find(name);
    if (!expect_text(owner, value, "Location." + name)) return false;
  }
  for (const Key& key : kKeys) {
    const Value& value = *location.find(key.property);
    if (!value.as_string().starts_with("{{resolve:")) continue;
    return owner.reject(value,
                        "Serverless Application Repostiory does not support dynamic "
                        "reference in '" +
                            std::string(key.property) + "' property.");
  }
  return true;
}

Value tag(std::string_view name, const Value& value) {
  return Value::map({{"Key", name}, {"Value", is_truthy(&value) ? value : Value("")}});
}

// SAM's tags, the repository's, then the template's. False after a rejection.
bool set_tags(const Owner& owner, const Value* tags, const Value& location, Value& made) {
  Value::List list{tag(kApplicationCreatedBy, "SAM")};
  for (const Key& key : kKeys) {
    const Value* value = location.find(key.property);
    if (value != nullptr && !value->is_null()) list.push_back(tag(key.tag, *value));
  }
  if (tags != nullptr && tags->is_map()) {
    for (const std::string_view reserved : {kApplicationCreatedBy, kKeys[0].tag, kKeys[1].tag}) {
      const Value* found = tags->find(reserved);
      if (found == nullptr) continue;
      return owner.reject(*found, std::string(reserved) +
                                      " is a reserved Tag key name and cannot be set on your "
                                      "resource. Please change the tag key in the input.");
    }
    for (const Value::Member& member : tags->members()) {
      list.push_back(tag(member.key, member.value));
    }
  }
  made.set("Tags", Value(std::move(list)));
  return true;
}

}  // namespace

void expand_application(Context& context, const Value::Member& resource) {
  const Owner owner(context, resource.key);
  const Value& written = context.properties(resource.value);
  const Value* given = written.find("Location");
  if (given == nullptr) {
    owner.reject(written, "Resource is missing the required [Location] property.");
    return;
  }
  Value location = *given;
  const bool repository = location.is_map();
  if (repository) {
    for (const Key& key : kKeys) {
      Value* value = location.find(key.property);
      if (value != nullptr) *value = context.with_mappings(context.with_parameters(*value));
    }
    if (!check_location(owner, location)) return;
    context.note_once("applications of the Serverless Application Repository are not fetched: `" +
                          resource.key + "` stays empty",
                      location);
  }
  const Value properties = checked_properties(context, resource, kApplicationShapes,
                                              "AWS::Serverless::Application", resource.key);
  if (context.rejections_of(resource.key) > 0) return;
  Value made = Value::map();
  made.place_as(properties);
  for (const std::string_view name : {"Parameters", "NotificationARNs", "TimeoutInMinutes"}) {
    const Value* value = properties.find(name);
    if (value != nullptr && !value->is_null()) made.set(name, *value);
  }
  made.set("TemplateURL", repository ? Value("") : location);
  if (!set_tags(owner, properties.find("Tags"), location, made)) return;
  Value stack = Value::map({{"Type", "AWS::CloudFormation::Stack"}});
  if (const Value* depends_on = resource.value.find("DependsOn")) {
    stack.set("DependsOn", *depends_on);
  }
  stack.set("Properties", std::move(made));
  context.make(resource.key, resource.key, std::move(stack));
}

}  // namespace brume::emulator::sam
