// A route of a REST API that starts a state machine: Step Functions' own integration.
#include "emulator/template/sam/events/api_event.h"
#include "emulator/template/sam/api/implicit_api.h"
#include "emulator/template/sam/state_machine/state_machine.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::sam {
namespace {

// `linked`: SAM follows the reference before it looks at anything else, and then calls the machine
// what is wrong.
ApiCaller caller_of(const MachineEvent& event, bool linked) {
  const StateMachine& machine = event.machine;
  return {machine.context,
          machine.id,
          *event.find("RestApiId"),
          event.find("Auth"),
          [&event, linked](const Value& where, const std::string& text) {
            if (!linked) return event.reject(where, text);
            event.machine.context.reject(event.machine.id, where,
                                         "Event with id [" + event.name + "] is invalid. " + text);
            return false;
          },
          event.name};
}

// What API Gateway sends to Step Functions: the body as the execution's input. Source: the
// UnescapeMappingTemplate property of the SAM specification, for the apostrophes.
Value request_templates(const MachineEvent& event) {
  const std::string machine = "${" + event.machine.target_id + "}";
  const std::string input = "$util.escapeJavaScript($input.json('$'))";
  const std::string unescaped =
      is_truthy(event.find("UnescapeMappingTemplate")) ? R"(.replaceAll("\\'","'"))" : "";
  return Value::map({{"application/json", sub("{\"input\": \"" + input + unescaped +
                                              "\", \"stateMachineArn\": \"" + machine + "\"}")}});
}

std::string condition_of(const StateMachine& machine) {
  const Value* condition = machine.resource.find("Condition");
  return condition != nullptr && condition->is_string() ? condition->as_string() : std::string();
}

}  // namespace

bool check_machine_api(const MachineEvent& event) {
  ApiTarget target;
  return find_api(caller_of(event, true), target).has_value();
}

void expand_machine_api(const MachineEvent& event) {
  RouteOfEvent route{event.find("Method")->text(), event.find("Path")->text()};
  route.method = lower_case(route.method);
  const Value role = make_event_role(event, "apigateway.amazonaws.com", event.id + "Role");
  const ApiCaller caller = caller_of(event, false);
  ApiTarget target;
  if (!find_api(caller, target) || target.properties == nullptr) return;
  Value* body = target.properties->find("DefinitionBody");
  if (!is_truthy(target.properties->find(kManaged)) || body == nullptr ||
      !OpenApi::is_valid(body, ApiKind::kRest)) {
    return;
  }
  OpenApi document(caller.context, *body, ApiKind::kRest);
  if (caller.context.is_unseen(*body) && !document.check()) return;
  if (document.has_integration(route.path, route.method)) {
    event.reject(event.site, "API method \"" + route.method +
                                 "\" defined multiple times for path \"" + route.path + "\".");
    return;
  }
  OpenApi::Integration integration{
      sub("arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartExecution"), role,
      condition_of(event.machine)};
  integration.request_templates = request_templates(event);
  if (!document.add_integration(route.path, route.method, integration)) return;
  secure_route(caller, document, route, *target.properties);
}

}  // namespace brume::emulator::sam
