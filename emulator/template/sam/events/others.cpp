// CloudWatchLogs, AlexaSkill, IoTRule and Cognito events.
#include "emulator/template/intrinsic.h"
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
  constexpr std::string_view kSame[] = {"AwsIotSqlVersion"};
  event.copy(kSame, payload);
  event.make(event.id, "AWS::IoT::TopicRule",
             Value::map({{"TopicRulePayload", std::move(payload)}}));
}

void expand_user_pool(Event& event) {
  const Value& given = *event.find("UserPool");
  const auto call = as_intrinsic(given);
  Value* pool = nullptr;
  std::string id;
  if (call && call->name == "Ref") {
    if (!call->argument->is_string()) {
      event.reject_as(event.id, given, "Ref in Userpool is not a string.");
      return;
    }
    id = call->argument->as_string();
    pool = event.function.context.resource(id);
  }
  if (pool == nullptr) {
    event.reject(given, "Cognito events must reference a Cognito UserPool in the same template.");
    return;
  }
  event.make(event.function.id + "CognitoPermission", "AWS::Lambda::Permission",
             Value::map({{"Action", "lambda:InvokeFunction"},
                         {"FunctionName", event.function.target()},
                         {"Principal", "cognito-idp.amazonaws.com"},
                         {"SourceArn", get_att(id, "Arn")}}));
  if (pool->find("Properties") == nullptr) pool->set("Properties", Value::map());
  Value& properties = *pool->find("Properties");
  if (properties.find("LambdaConfig") == nullptr) properties.set("LambdaConfig", Value::map());
  Value& config = *properties.find("LambdaConfig");
  if (!config.is_map()) {
    event.function.context.reject_as(event.function.id, id, config,
                                     "Property 'LambdaConfig' should be a map.");
    return;
  }
  const Value& triggers = *event.find("Trigger");
  for (const Value& trigger : triggers.is_list() ? triggers.items() : Value::List{triggers}) {
    if (config.find(trigger.as_string()) != nullptr) {
      event.reject_as(event.id, trigger,
                      "Cognito trigger \"" + trigger.as_string() + "\" defined multiple times.");
      return;
    }
    config.set(trigger.as_string(), event.function.arn()).place_all(event.site.at());
  }
}

}  // namespace brume::emulator::sam
