// Models: a JSON schema with its `$ref`s put in place, as text. Loading only; any thread.
#pragma once

#include <string>

#include "emulator/services/apigateway/read/api_context.h"

namespace brume::emulator::gateway {

// `document`: what "#/definitions/X" and "#/components/schemas/X" start from. A reference to a
// model resource ("https://apigateway.amazonaws.com/restapis/<id>/models/X") is found by its name.
// What cannot be found, or refers to itself, becomes a schema that takes everything, with a
// warning.
std::string schema_text(const Value& schema, const Value& document, ApiContext& context);

// Follows "#/a/b" through the document, also where "~1" stands for "/"; nullptr when there is no
// such place.
const Value* find_reference(const Value& document, std::string_view reference);

}  // namespace brume::emulator::gateway
