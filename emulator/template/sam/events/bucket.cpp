// S3 events -> a notification of the bucket, which must stand in the same template, and the
// permission it depends on.
#include <algorithm>

#include "emulator/template/sam/core/type_checks.h"
#include "emulator/template/sam/events/event.h"

namespace brume::emulator::sam {
namespace {

// The notification needs the permission first.
bool depend(Event& event, Value& bucket, const std::string& permission) {
  Value* depends_on = bucket.find("DependsOn");
  Value::List ids;
  if (depends_on != nullptr && depends_on->is_list()) {
    ids = depends_on->items();
  } else if (depends_on != nullptr) {
    ids.push_back(*depends_on);
  }
  for (const Value& id : ids) {
    if (id.is_string()) continue;
    event.function.context.reject_as(
        event.function.id, event.id, *depends_on,
        "Invalid type for field 'DependsOn'. Expected a string or list of strings.");
    return false;
  }
  ids.emplace_back(permission);
  bucket.set("DependsOn", Value(std::move(ids)).place_all(event.site.at()));
  return true;
}

// DependsOn cannot be conditional: a tag that refers to the permission stands for it.
bool depend_by_tag(Event& event, const std::string& id, Value& bucket,
                   const std::string& permission) {
  const Value& condition = *event.function.resource.find("Condition");
  if (bucket.find("Properties") == nullptr) bucket.set("Properties", Value::map());
  Value& properties = *bucket.find("Properties");
  Value* given = properties.find("Tags");
  if (given == nullptr || given->is_null()) given = &properties.set("Tags", Value::List());
  Value& tags = *given;
  if (!tags.is_list()) {
    event.function.context.reject_as(event.function.id, id, tags,
                                     "Property 'Tags' should be a list.");
    return false;
  }
  tags.items().push_back(Value::map(
      {{"Key", "sam:ConditionalDependsOn:" + permission},
       {"Value",
        Value::map({{"Fn::If", Value::list({condition, ref_to(permission), "no dependency"})}})}}));
  tags.place_all(event.site.at());
  return true;
}

Value* notifications_of(Event& event, const std::string& id, Value& bucket) {
  const auto reject = [&](const Value& where, const std::string& text) -> Value* {
    event.function.context.reject_as(event.function.id, id, where, text);
    return nullptr;
  };
  const auto member = [](Value& map, std::string_view name, Value empty) -> Value& {
    Value* found = map.find(name);
    if (found == nullptr || found->is_null()) found = &map.set(name, std::move(empty));
    return *found;
  };
  Value& properties = member(bucket, "Properties", Value::map());
  if (!properties.is_map()) return reject(properties, "Properties should be a map.");
  Value& config = member(properties, "NotificationConfiguration", Value::map());
  if (!config.is_map()) {
    return reject(config, "Property 'NotificationConfiguration' should be a map.");
  }
  Value& list = member(config, "LambdaConfigurations", Value::List());
  if (!list.is_list()) {
    return reject(list, "Invalid type for LambdaConfigurations. Must be a list.");
  }
  return &list;
}

}  // namespace

bool link_bucket(Event& event) {
  const Value& given = *event.find("Bucket");
  if (const Value* id = given.find("Ref")) {
    if (!id->is_string()) {
      event.reject(given, "'Ref' value in S3 events is not a valid string.");
      return false;
    }
    if (event.function.context.resource(id->as_string()) != nullptr) return true;
  }
  event.reject(given, "S3 events must reference an S3 bucket in the same template.");
  return false;
}

void expand_bucket(Event& event) {
  const std::string id = event.find("Bucket")->find("Ref")->as_string();
  Value* bucket = event.function.context.resource(id);
  const Value* condition = event.function.resource.find("Condition");
  const std::string permission =
      event.permit("s3.amazonaws.com", Value::map({{"SourceAccount", ref_to("AWS::AccountId")}}));
  const bool depends = condition != nullptr ? depend_by_tag(event, id, *bucket, permission)
                                            : depend(event, *bucket, permission);
  Value* notifications = depends ? notifications_of(event, id, *bucket) : nullptr;
  if (notifications == nullptr) return;
  const Value& given = *event.find("Events");
  for (const Value& type : given.is_list() ? given.items() : Value::List{given}) {
    Value notification = Value::map({{"Event", type}, {"Function", event.function.arn()}});
    if (const Value* filter = event.find("Filter")) notification.set("Filter", *filter);
    if (condition != nullptr) {
      notification = Value::map(
          {{"Fn::If", Value::list({*condition, std::move(notification), ref_to("AWS::NoValue")})}});
    }
    notification.place_all(event.site.at(), event.site.length());
    Value::List& known = notifications->items();
    if (std::find(known.begin(), known.end(), notification) == known.end()) {
      known.push_back(std::move(notification));
    }
  }
  const Owner owner(event.function.context, event.function.id, id);
  if (expect_type(owner, *bucket, "AWS::S3::Bucket")) event.function.linked.insert(id);
}

}  // namespace brume::emulator::sam
