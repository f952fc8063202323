// CloudWatchLogs, AlexaSkill, IoTRule and Cognito events.
#include "emulator/template/sam/core/type_checks.h"
#include "emulator/template/sam/events/event.h"

namespace brume::emulator::sam {

void expand_logs(Event& event) {
  const Value source = Value::map(
      {{"Fn::Sub",
        Value::list({"arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:"
                     "${__LogGroupName__}:*",
                     Value::map({{"__LogGroupName__", *event.find("LogGroupName")}})})}});
  const std::string permission =
      event.permit("logs.amazonaws.com", Value::map({{"SourceArn", source}}));
  Value& filter = event.make(event.id, "AWS::Logs::SubscriptionFilter",
                             Value::map({{"DestinationArn", event.function.arn()},
                                         {"FilterPattern", *event.find("FilterPattern")},
                                         {"LogGroupName", *event.find("LogGroupName")}}));
  filter.set("DependsOn", Value::list({permission}));
}

void expand_alexa(Event& event) {
  Value details = Value::map();
  if (const Value* skill = event.find("SkillId")) details.set("EventSourceToken", *skill);
  event.permit("alexa-appkit.amazon.com", std::move(details));
}

void expand_iot(Event& event) {
  const Value source = Value::map(
      {{"Fn::Sub", Value::list({"arn:aws:iot:${AWS::Region}:${AWS::AccountId}:rule/${RuleName}",
                                Value::map({{"RuleName", ref_to(event.id)}})})}});
  event.permit("iot.amazonaws.com",
               Value::map({{"SourceArn", source}, {"SourceAccount", sub("${AWS::AccountId}")}}));
  const Value action =
      Value::map({{"Lambda", Value::map({{"FunctionArn", event.function.arn()}})}});
  Value payload = Value::map(
      {{"Sql", *event.find("Sql")}, {"RuleDisabled", false}, {"Actions", Value::list({action})}});
  const Value* version = event.find("AwsIotSqlVersion");
  if (is_truthy(version)) payload.set("AwsIotSqlVersion", *version);
  event.make(event.id, "AWS::IoT::TopicRule",
             Value::map({{"TopicRulePayload", std::move(payload)}}));
}

bool link_user_pool(Event& event) {
  const Value& given = *event.find("UserPool");
  if (const Value* id = given.find("Ref")) {
    if (!id->is_string()) {
      event.reject_as(event.id, given, "Ref in Userpool is not a string.");
      return false;
    }
    if (event.function.context.resource(id->as_string()) != nullptr) return true;
  }
  event.reject(given, "Cognito events must reference a Cognito UserPool in the same template.");
  return false;
}

void expand_user_pool(Event& event) {
  const Function& function = event.function;
  const std::string id = event.find("UserPool")->find("Ref")->as_string();
  Value& pool = *function.context.resource(id);
  const std::string& called = function.alias_id.empty() ? function.id : function.alias_id;
  event.make(called + "CognitoPermission", "AWS::Lambda::Permission",
             Value::map({{"Action", "lambda:InvokeFunction"},
                         {"FunctionName", function.target()},
                         {"Principal", "cognito-idp.amazonaws.com"},
                         {"SourceArn", get_att(id, "Arn")}}));
  Value* properties = pool.find("Properties");
  if (properties == nullptr || properties->is_null()) {
    properties = &pool.set("Properties", Value::map());
  }
  const Owner owner(function.context, function.id, id);
  if (!expect_map(owner, *properties, "Properties")) return;
  Value* config = properties->find("LambdaConfig");
  if (config == nullptr || config->is_null()) {
    config = &properties->set("LambdaConfig", Value::map());
  }
  if (!expect_map(owner, *config, "LambdaConfig")) return;
  const Value& triggers = *event.find("Trigger");
  const std::string shown = triggers.is_string() ? triggers.as_string() : python_text(triggers);
  for (const Value& trigger : triggers.is_list() ? triggers.items() : Value::List{triggers}) {
    if (config->find(trigger.as_string()) != nullptr) {
      event.reject(trigger, "Cognito trigger \"" + shown + "\" defined multiple times.");
      return;
    }
    config->set(trigger.as_string(), function.arn()).place_all(event.site.at());
  }
  expect_type(owner, pool, "AWS::Cognito::UserPool");
}

}  // namespace brume::emulator::sam
