// A mock integration's templates and responses -> what it always answers.
// Source: "Mock integrations for REST APIs" in the API Gateway developer guide.
// Loading only; any thread.
#pragma once

#include <optional>
#include <string_view>

#include "emulator/services/apigateway/model/api.h"
#include "emulator/template/model/value.h"

namespace brume::emulator::gateway {

// `written`: the integration, in OpenAPI's or CloudFormation's spelling. kUnsupported when what it
// answers depends on the request. Nothing when AWS finds no status code or no response for it.
std::optional<Integration> read_mock(const Value& written);
// What AWS answers then.
Integration misconfigured_mock();

// 200 for `{"statusCode": 200}`, with or without quotes; nothing for any other template.
std::optional<int> status_of_template(std::string_view request_template);
// Whether the text has directives or references of Velocity in it.
bool is_velocity(std::string_view text);

}  // namespace brume::emulator::gateway
