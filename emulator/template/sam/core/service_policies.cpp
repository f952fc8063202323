#include "emulator/template/sam/core/service_policies.h"

namespace brume::emulator::sam {

Value service_may_assume(std::string_view service) {
  const Value statement =
      Value::map({{"Action", Value::list({"sts:AssumeRole"})},
                  {"Effect", "Allow"},
                  {"Principal", Value::map({{"Service", Value::list({service})}})}});
  return Value::map({{"Version", "2012-10-17"}, {"Statement", Value::list({statement})}});
}

Value send_policy(const std::string& type, const std::string& id, const Value& arn) {
  struct Kind {
    std::string_view type, suffix, action;
  };
  constexpr Kind kKinds[] = {
      {"SQS", "SQSPolicy", "sqs:SendMessage"},
      {"SNS", "SNSPolicy", "sns:publish"},
      {"EventBridge", "EventBridgePolicy", "events:PutEvents"},
      {"Lambda", "LambdaPolicy", "lambda:InvokeFunction"},
  };
  Value::List statements;
  std::string suffix = "S3Policy";
  for (const Kind& kind : kKinds) {
    if (kind.type != type) continue;
    suffix = kind.suffix;
    statements.push_back(
        Value::map({{"Action", kind.action}, {"Effect", "Allow"}, {"Resource", arn}}));
  }
  if (statements.empty()) {
    const Value objects = Value::map({{"Fn::Join", Value::list({"/", Value::list({arn, "*"})})}});
    statements.push_back(
        Value::map({{"Action", "s3:PutObject"}, {"Effect", "Allow"}, {"Resource", objects}}));
    statements.push_back(
        Value::map({{"Action", "s3:ListBucket"}, {"Effect", "Allow"}, {"Resource", arn}}));
  }
  return Value::map({{"PolicyName", id + suffix},
                     {"PolicyDocument", Value::map({{"Statement", std::move(statements)}})}});
}

}  // namespace brume::emulator::sam
