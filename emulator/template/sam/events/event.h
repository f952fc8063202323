// An entry under a function's `Events`, on its way to the resources it stands for. One file an
// event family; a new type is one line in kTypes (event.cpp).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/template/sam/core/property_types.h"
#include "emulator/template/sam/core/sam_function.h"

namespace brume::emulator::sam {

struct EventType;

struct Event {
  Function& function;
  std::string name;  // its key under Events
  std::string id;    // function's logical id and name: what it makes begins so
  const EventType* type;
  Value properties;               // those that fit the type
  Value site;                     // where it stands
  Value destination_policy = {};  // of the role, for a mapping's destination on failure

  const Value* find(std::string_view property) const {
    const Value* value = properties.find(property);
    return value == nullptr || value->is_null() ? nullptr : value;
  }
  // SAM's rejection of the event; `shown` is how SAM calls it: its name or its id.
  void reject(const Value& where, const std::string& text) { reject_as(name, where, text); }
  void reject_as(const std::string& shown, const Value& where, const std::string& text);

  // Adds a resource; what has no place of its own gets the event's.
  Value& make(const std::string& logical_id, std::string_view resource_type, Value properties);
  // Lets `principal` call the function; `prefix` + "Permission" + `suffix` is its id.
  std::string permit(std::string_view principal, Value details, const std::string& suffix = {});
  // Copies the named properties that are given.
  void copy(std::span<const std::string_view> names, Value& to) const;
};

struct EventType {
  std::string_view name;
  std::span<const PropertyShape> shapes;
  void (*expand)(Event& event);
  // Whether what the event refers to is there. False after a rejection.
  bool (*link)(Event& event) = nullptr;
};

// Checks `Events` and gives those that can be expanded, in SAM's order: by their paths or names.
std::vector<Event> read_events(Function& function);

bool link_api(Event& event);        // api.cpp
bool link_bucket(Event& event);     // bucket.cpp
bool link_user_pool(Event& event);  // others.cpp

// The family's expansions.
void expand_stream(Event& event);       // stream.cpp: Kinesis, DynamoDB, SQS
void expand_schedule(Event& event);     // rule.cpp
void expand_rule(Event& event);         // rule.cpp: CloudWatchEvent, EventBridgeRule
void expand_scheduler(Event& event);    // scheduler.cpp: ScheduleV2
void expand_bucket(Event& event);       // bucket.cpp: S3
void expand_topic(Event& event);        // topic.cpp: SNS
void expand_msk(Event& event);          // broker.cpp
void expand_mq(Event& event);           // broker.cpp
void expand_kafka(Event& event);        // broker.cpp: SelfManagedKafka
void expand_document_db(Event& event);  // broker.cpp
void expand_api(Event& event);          // api.cpp: Api
void expand_http_api(Event& event);     // http_api.cpp: HttpApi
void expand_logs(Event& event);         // others.cpp: CloudWatchLogs
void expand_alexa(Event& event);        // others.cpp: AlexaSkill
void expand_iot(Event& event);          // others.cpp: IoTRule
void expand_user_pool(Event& event);    // others.cpp: Cognito

// Shapes that families share or that are long.
std::span<const PropertyShape> kinesis_shapes();
std::span<const PropertyShape> queue_shapes();
std::span<const PropertyShape> broker_shapes(std::string_view type);

// DeadLetterConfig of rules and schedules: the queue's ARN, of a queue made for it if it has none.
// With a rule, the queue gets a policy that lets the rule send. Null after a rejection.
Value dead_letter_arn(Event& event, bool for_rule);

// A mapping from `source` to the function with the event's properties.
void make_mapping(Event& event, const std::string& logical_id, Value properties);

}  // namespace brume::emulator::sam
