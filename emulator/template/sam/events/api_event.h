// What Api and HttpApi events share: the API they refer to, and their authorizers' checks.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/template/sam/api/open_api.h"
#include "emulator/template/sam/core/type_checks.h"
#include "emulator/template/sam/events/event.h"

namespace brume::emulator::sam {

struct ApiTarget {
  std::string id;
  Value* properties = nullptr;  // of the API resource; nullptr: it has none
};

// Who has an event that is a route: a function or a state machine, which SAM rejects in different
// words.
struct ApiCaller {
  Context& context;
  const std::string& origin;
  const Value& reference;  // RestApiId or ApiId
  const Value* auth;       // of the event; nullptr: none
  std::function<bool(const Value& where, const std::string& text)> reject;  // always false
  std::string event;                                                        // its name
};
ApiCaller caller_of(Event& event, std::string_view reference);

// The logical id that RestApiId or ApiId holds; empty: an intrinsic of another kind.
std::string api_id_of(const Value& reference);
// The REST API. The answer names its stage in the permission's id; nothing after a rejection.
std::optional<std::string> find_api(const ApiCaller& caller, ApiTarget& target);

// "Unable to set Authorizer [x] on API method [get] for path [/] because …"
struct RouteOfEvent {
  std::string method, path;
  std::string text(const std::string& subject, const std::string& reason) const {
    return "Unable to set " + subject + " on API method [" + method + "] for path [" + path + "]" +
           reason;
  }
};
// Whether the event may name this authorizer. False after a rejection.
bool check_event_authorizer(const ApiCaller& caller, const RouteOfEvent& route,
                            const Value& authorizer, const Value& api_auth, ApiKind kind);
// `Auth` of a REST API's event. False after a rejection or an abort.
bool secure_route(const ApiCaller& caller, OpenApi& document, const RouteOfEvent& route,
                  const Value& api_properties);

// The URI that calls the function; the partition is the kind's.
Value function_uri(const Function& function, ApiKind kind, bool streams = false);
// Lets API Gateway call the function for this route, of any stage.
void permit_route(Event& event, const RouteOfEvent& route, ApiKind kind, const Value& api,
                  const std::string& suffix);
// The function's condition; empty: none.
std::string condition_of(const Function& function);

}  // namespace brume::emulator::sam
