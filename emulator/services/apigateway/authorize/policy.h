// The IAM policy of a Lambda authorizer's answer: does it allow execute-api:Invoke on an ARN?
// Deny goes before Allow; wildcards in actions and resources as in IAM. Conditions are not
// evaluated: an Allow under a condition allows nothing, a Deny under one denies.
//
// Immutable once read. Source: API Gateway, "Output from a Lambda authorizer".
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"

namespace brume::emulator::gateway {

class Policy {
 public:
  enum class Verdict { kAllow, kExplicitDeny, kImplicitDeny };

  // kInvalidArgument, saying what is wrong, for an invalid policy document.
  static Result<Policy> read(const nlohmann::json& document);

  Verdict judge(std::string_view arn) const;
  // It has a Condition, which is not evaluated.
  bool has_condition() const { return has_condition_; }

 private:
  struct Statement {
    bool allows = false;
    bool conditional = false;
    std::vector<std::string> resources = {};
    std::vector<std::string> other_than = {};  // NotResource
  };

  static Result<Statement> read_statement(const nlohmann::json& written, bool& applies);

  std::vector<Statement> statements_;
  bool has_condition_ = false;
};

}  // namespace brume::emulator::gateway
