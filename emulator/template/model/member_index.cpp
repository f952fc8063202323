#include "emulator/template/model/member_index.h"

#include <functional>

namespace brume::emulator {
namespace {

std::size_t hash_of(std::string_view key) {
  return std::hash<std::string_view>()(key);
}

}  // namespace

void MemberIndex::take_in(const Value::Map& map) {
  const bool erased = map.size() < known_ || (known_ > 0 && hash_of(map[known_ - 1].key) != last_);
  if (erased) {  // all may be somewhere else
    places_.clear();
    known_ = 0;
  }
  for (; known_ < map.size(); ++known_) {
    last_ = hash_of(map[known_].key);
    places_.emplace(last_, known_);
  }
}

const Value::Member* MemberIndex::find(const Value::Map& map, std::string_view key) {
  take_in(map);
  const auto [from, to] = places_.equal_range(hash_of(key));
  for (auto each = from; each != to; ++each) {
    const Value::Member& member = map[each->second];
    if (member.key == key) return &member;
  }
  return nullptr;
}

}  // namespace brume::emulator
