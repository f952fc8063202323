// RequestModel and RequestParameters of Api events: what a method's body and parameters must be.
#pragma once

#include "emulator/template/sam/events/api_event.h"

namespace brume::emulator::sam {

// False after a rejection. `api_properties`: of the API, for its Models.
bool add_request_model(Event& event, OpenApi& document, const RouteOfEvent& route,
                       const Value& api_properties);
bool add_request_parameters(Event& event, OpenApi& document, const RouteOfEvent& route);

}  // namespace brume::emulator::sam
