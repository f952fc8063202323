// Short ways to a member of a resolved map whose name is spelt in one of several ways: OpenAPI
// extensions say "timeoutInMillis", CloudFormation "TimeoutInMillis".
// Pure. No thread of its own.
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/template/model/value.h"

namespace brume::emulator::gateway {

using Names = std::initializer_list<std::string_view>;

// The first member of one of these names that is not null; nullptr when there is none.
const Value* find_member(const Value& map, Names names);
// Its text; empty when it is absent or no scalar.
std::string member_text(const Value& map, Names names);
std::optional<int> member_int(const Value& map, Names names);
bool member_bool(const Value& map, Names names);
// The scalars of a list; a single scalar is a list of one.
std::vector<std::string> member_texts(const Value& map, Names names);
// The members of a map that are scalars.
std::map<std::string, std::string> member_map(const Value& map, Names names);

// "'text'" -> text, as mapping expressions write constants; nothing for anything else.
std::optional<std::string> constant(std::string_view expression);

}  // namespace brume::emulator::gateway
