// The Lambda API's answers as JSON: records in AWS's shapes. Pure.
// Source: Lambda API reference, data types.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "emulator/services/lambda/api/function_name.h"
#include "emulator/services/lambda/api/function_record.h"

namespace brume::emulator::aws::lambda {

// "2026-11-21T07:32:00.123+0000", as LastModified.
std::string timestamp(WallTime at);
double epoch_seconds(WallTime at);

// FunctionConfiguration. `qualifier`: as asked for; it becomes part of the ARN.
nlohmann::ordered_json configuration_json(const VersionRecord& version, std::string_view qualifier);
// Without what lists do not show. Source: ListFunctions "returns a subset of the
// FunctionConfiguration fields".
nlohmann::ordered_json listed_configuration_json(const VersionRecord& version,
                                                 std::string_view qualifier);
nlohmann::ordered_json alias_json(const Home& home, const std::string& function,
                                  const AliasRecord& alias);
// FunctionUrlConfig. `qualifier` empty: the function's own.
nlohmann::ordered_json url_json(const std::string& arn, const std::string& url,
                                const UrlRecord& record);
nlohmann::ordered_json event_invoke_json(const std::string& arn, const EventInvokeRecord& record);

// Text that is always valid JSON, whatever bytes the strings hold.
std::string to_text(const nlohmann::ordered_json& json);
// Of text that is JSON because it came out of a parser.
nlohmann::ordered_json from_text(const std::string& text);

}  // namespace brume::emulator::aws::lambda
