// What SAM's policy templates allow. A plain table, good for any thread.
#pragma once

#include <span>
#include <string_view>

namespace brume::emulator::sam {

// One statement of a template. Names in `${…}` are those of parameters, in any case.
struct PolicyStatement {
  std::string_view policy = {};      // "": of the template of the statement before
  std::string_view parameters = {};  // between spaces
  std::string_view service = {};     // of the actions and ARNs
  std::string_view actions = {};     // between spaces; "=" before: a text, not a list
  // "*", or what follows the account in ARNs; "=" before: the whole text, "[": a list even of one.
  std::string_view resources = {"*"};
  std::string_view condition = {};  // "key service rest-of-ARN" of StringEquals, or ""
};

// The statements of a template; none if SAM has no such template.
std::span<const PolicyStatement> policy_statements(std::string_view policy);

}  // namespace brume::emulator::sam
