// JSON schema, draft 4, as API Gateway's models have it: compiled once, then asked. `$ref` has been
// resolved before (read/inline_schema_refs.h).
//
// Every validating keyword of draft 4 but `format`, which API Gateway does not check either.
// Keywords of later drafts are named by unsupported() and take everything.
// Immutable once compiled; one thread at a time. Source: JSON Schema Validation, draft 4 (2013).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"

namespace brume::emulator::gateway {

struct SchemaNode;

class JsonSchema {
 public:
  // kInvalidArgument, saying what is wrong, when it is not a schema.
  static Result<JsonSchema> compile(std::string_view text);
  JsonSchema(JsonSchema&&) noexcept;
  JsonSchema& operator=(JsonSchema&&) noexcept;
  ~JsonSchema();

  // Nothing but the empty text when the document is JSON and fits; else what does not, in words.
  std::string complaint(std::string_view document) const;

  // Keywords that it uses and that are not understood.
  const std::vector<std::string>& unsupported() const { return unsupported_; }

 private:
  JsonSchema(std::unique_ptr<SchemaNode> root, std::vector<std::string> unsupported);

  std::unique_ptr<SchemaNode> root_;
  std::vector<std::string> unsupported_;
};

}  // namespace brume::emulator::gateway
