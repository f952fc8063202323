// SNS events -> AWS::SNS::Subscription, straight to the function or through a queue.
#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sam/core/type_checks.h"
#include "emulator/template/sam/events/event.h"

namespace brume::emulator::sam {
namespace {

constexpr int kQueueBatchSize = 10;

void subscribe(Event& event, std::string_view protocol, Value endpoint) {
  Value properties = Value::map({{"Endpoint", std::move(endpoint)},
                                 {"Protocol", protocol},
                                 {"TopicArn", *event.find("Topic")}});
  constexpr std::string_view kSame[] = {"Region", "FilterPolicy", "FilterPolicyScope",
                                        "RedrivePolicy"};
  event.copy(kSame, properties);
  event.make(event.id, "AWS::SNS::Subscription", std::move(properties));
}

struct Queue {
  Value arn;
  Value url;
};

// The queue receives from the topic, and the function reads the queue.
void connect_queue(Event& event, const Queue& queue, const std::string& policy_id,
                   const Value& batch_size) {
  const Value statement = Value::map(
      {{"Action", "sqs:SendMessage"},
       {"Effect", "Allow"},
       {"Principal", "*"},
       {"Resource", queue.arn},
       {"Condition",
        Value::map({{"ArnEquals", Value::map({{"aws:SourceArn", *event.find("Topic")}})}})}});
  event.make(policy_id, "AWS::SQS::QueuePolicy",
             Value::map({{"PolicyDocument", Value::map({{"Version", "2012-10-17"},
                                                        {"Statement", Value::list({statement})}})},
                         {"Queues", Value::list({queue.url})}}));
  subscribe(event, "sqs", queue.arn);
  event.function.managed_policies.emplace_back(
      "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole");
  make_mapping(
      event, event.id + "EventSourceMapping",
      Value::map({{"EventSourceArn", queue.arn}, {"BatchSize", batch_size}, {"Enabled", true}}));
}

// The logical id in {"Ref": id} or a GetAtt; empty: another value.
std::string topic_id(const Value& topic) {
  const auto call = as_intrinsic(topic);
  if (!call) return {};
  if (call->name == "Ref" && call->argument->is_string()) return call->argument->as_string();
  if (call->name != "Fn::GetAtt") return {};
  const auto target = get_att_target(*call->argument);
  return target ? target->id : std::string();
}

// FifoTopic of a topic that stands in the template; null: not given.
Value fifo_of(Event& event) {
  const Value* topic = event.function.context.resource(topic_id(*event.find("Topic")));
  const Value* properties = topic == nullptr ? nullptr : topic->find("Properties");
  const Value* fifo = properties == nullptr ? nullptr : properties->find("FifoTopic");
  return fifo == nullptr ? Value() : event.function.context.with_parameters(*fifo);
}

}  // namespace

void expand_topic(Event& event) {
  const Value* through = event.find("SqsSubscription");
  if (!is_truthy(through)) {
    event.permit("sns.amazonaws.com", Value::map({{"SourceArn", *event.find("Topic")}}));
    subscribe(event, "lambda", event.function.arn());
    return;
  }
  if (through->is_bool()) {
    const std::string id = event.id + "Queue";
    Value properties = Value::map();
    Value fifo = fifo_of(event);
    if (is_truthy(&fifo)) properties.set("FifoQueue", std::move(fifo));
    event.make(id, "AWS::SQS::Queue", std::move(properties));
    connect_queue(event, {get_att(id, "Arn"), ref_to(id)}, event.id + "QueuePolicy",
                  kQueueBatchSize);
    return;
  }
  const Value* arn = through->find("QueueArn");
  const Value* url = through->find("QueueUrl");
  if (!is_truthy(arn) || !is_truthy(url)) {
    event.reject(*through, "No QueueARN or QueueURL provided.");
    return;
  }
  const Value* policy = through->find("QueuePolicyLogicalId");
  const Value* batch_size = through->find("BatchSize");
  connect_queue(
      event, {*arn, *url},
      is_truthy(policy) && policy->is_string() ? policy->as_string() : event.id + "QueuePolicy",
      is_truthy(batch_size) ? *batch_size : Value(kQueueBatchSize));
}

}  // namespace brume::emulator::sam
