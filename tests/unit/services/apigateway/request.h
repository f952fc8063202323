// One request to one route, for the tests of everything that reads RequestFacts.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "emulator/services/apigateway/event/http_event.h"

namespace brume::emulator::gateway::testing {

struct Request {
  explicit Request(ApiKind kind, PayloadFormat format = PayloadFormat::kV1) {
    api.id = "abcdef1234";
    api.kind = kind;
    api.stage = kind == ApiKind::kRest ? "Prod" : "$default";
    route.method = "GET";
    route.path = "/items";
    route.resource_id = "05c7jb";
    route.integration.payload_format = format;
    head.method = "GET";
    head.target = "/items";
    head.headers.add("Host", "abcdef1234.execute-api.localhost:3000");
    head.remote_address = "127.0.0.1";
    head.local_port = 3000;
  }

  RequestFacts facts() const {
    return {.head = head,
            .api = api,
            .route = route,
            .path_parameters = path_parameters,
            .base_path = base_path,
            .path = head.path(),
            .request_id = "66da07c1-0000-4000-8000-000000000001",
            .extended_request_id = "TWegAcC4EowCHnA=",
            .trace_root = "Root=1-5e9f0c65-1de4d666d4dd26aced652b6c",
            // 21 April 2020, 15:08:21.067
            .at = WallTime(std::chrono::milliseconds(1587481701067)),
            .authorizer = authorizer,
            .api_key = {},
            .api_key_id = {},
            .access_key = access_key};
  }
  std::string event(std::string_view body = {}) const { return http_event(facts(), body); }

  http::RequestHead head;
  Api api;
  Route route;
  std::vector<std::pair<std::string, std::string>> path_parameters;
  std::string authorizer, access_key, base_path;
};

}  // namespace brume::emulator::gateway::testing
