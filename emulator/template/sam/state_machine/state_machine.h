// AWS::Serverless::StateMachine -> AWS::StepFunctions::StateMachine, its role, version and alias,
// and what starts it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/template/sam/core/context.h"

namespace brume::emulator::sam {

// What the parts of one state machine's expansion share.
struct StateMachine {
  Context& context;
  const std::string& id;
  const Value& resource;
  const Value& properties;     // those that fit the type
  std::string target_id = id;  // what events start: itself, or its alias

  const Value* find(std::string_view property) const {
    const Value* value = properties.find(property);
    return value == nullptr || value->is_null() ? nullptr : value;
  }
  // Both a state machine and its alias are referred to by their ARN.
  Value arn() const { return ref_to(target_id); }
};

void expand_state_machine(Context& context, const Value::Member& resource);

// definition.cpp: DefinitionString or DefinitionS3Location, and DefinitionSubstitutions. False
// after a rejection.
bool set_definition(const StateMachine& machine, Value& made);

struct MachineEventType;
struct MachineEvent {
  const StateMachine& machine;
  std::string name;  // its key under Events
  std::string id;    // the machine's logical id and name: what it makes begins so
  const MachineEventType* type;
  Value properties;  // those that fit the type
  Value site;        // where it stands

  const Value* find(std::string_view property) const {
    const Value* value = properties.find(property);
    return value == nullptr || value->is_null() ? nullptr : value;
  }
  // SAM calls an event by its name, or by its id, as it happens. Always false.
  bool reject(const Value& where, const std::string& text) const;
  bool reject_by_id(const Value& where, const std::string& text) const;
  Value& make(const std::string& logical_id, std::string_view resource_type, Value made) const;
  void copy(std::initializer_list<std::string_view> names, Value& to) const;
};

// events.cpp: checks `Events`, then makes what they stand for.
std::vector<MachineEvent> read_machine_events(const StateMachine& machine);
void expand_machine_events(const std::vector<MachineEvent>& events);

// The role with which `service` starts the machine for an event: its ARN. `policy_lead` begins the
// name of its policy.
Value make_event_role(const MachineEvent& event, std::string_view service,
                      const std::string& policy_lead, Value::List policies = {});

// api_event.cpp. The check comes before anything of the machine is made.
bool check_machine_api(const MachineEvent& event);
void expand_machine_api(const MachineEvent& event);

}  // namespace brume::emulator::sam
