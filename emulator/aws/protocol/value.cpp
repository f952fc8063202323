#include "emulator/aws/protocol/value.h"

#include <algorithm>

namespace brume::emulator::aws {

Members::Members(std::initializer_list<Member> members) : members_(members) {}

void Members::add(std::string name, Value value) {
  members_.push_back({std::move(name), std::move(value)});
}

const Value* Members::find(std::string_view name) const {
  const auto last = std::find_if(members_.rbegin(), members_.rend(),
                                 [&](const Member& member) { return member.name == name; });
  return last == members_.rend() ? nullptr : &last->value;
}

bool Members::operator==(const Members&) const = default;

const Members* Value::members() const {
  if (const auto* const structure = get<Structure>()) return structure;
  return get<Map>();
}

}  // namespace brume::emulator::aws
