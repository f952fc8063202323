// What Api and HttpApi events share: the API they refer to, and their authorizers' checks.
#pragma once

#include <string>

#include "emulator/template/sam/events/event.h"
#include "emulator/template/sam/expect.h"
#include "emulator/template/sam/open_api.h"

namespace brume::emulator::sam {

struct ApiTarget {
  std::string id;
  Value* properties = nullptr;  // of the API resource; nullptr: it has none
};

// The logical id that RestApiId or ApiId holds; empty: an intrinsic of another kind.
std::string api_id_of(const Value& reference);

// "Unable to set Authorizer [x] on API method [get] for path [/] because …"
struct RouteOfEvent {
  std::string method, path;
  std::string text(const std::string& subject, const std::string& reason) const {
    return "Unable to set " + subject + " on API method [" + method + "] for path [" + path + "]" +
           reason;
  }
};
// Whether the event may name this authorizer. False after a rejection.
bool check_event_authorizer(Event& event, const RouteOfEvent& route, const Value& authorizer,
                            const Value& api_auth, ApiKind kind);

// The URI that calls the function; the partition is the kind's.
Value function_uri(const Function& function, ApiKind kind);
// Lets API Gateway call the function for this route, of any stage.
void permit_route(Event& event, const RouteOfEvent& route, ApiKind kind, const Value& api,
                  const std::string& suffix);
// The function's condition; empty: none.
std::string condition_of(const Function& function);

}  // namespace brume::emulator::sam
