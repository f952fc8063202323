// What CreateEventSourceMapping and UpdateEventSourceMapping say, checked and put into the JSON
// that GetEventSourceMapping shows. Pure.
// Source: EventSourceMappingConfiguration; recordings for defaults and texts.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "emulator/aws/protocol/request_json.h"
#include "emulator/base/result.h"

namespace brume::emulator::aws::lambda {

// Of a source's ARN, "sqs", "dynamodb", "kinesis", "kafka", "mq"; empty: no source of mappings.
std::string source_service(std::string_view arn);

// The members that every mapping of that service has, with their defaults.
nlohmann::ordered_json default_mapping(const std::string& service);
// The members that are there, over what `mapping` has. `service` may be empty: unrecognized.
Status read_mapping(RequestJson& request, const std::string& service,
                    nlohmann::ordered_json& mapping);

}  // namespace brume::emulator::aws::lambda
