// MemberIndex: finds members of one large map by their keys without looking at all of them. What
// is added behind it has seen, and what is erased, it notices by itself.
//
// Belongs to whoever holds the map. No key of the map is changed while it lives.
#pragma once

#include <cstddef>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "emulator/template/model/value.h"

namespace brume::emulator {

class MemberIndex {
 public:
  // The member of that key; nullptr: there is none. REQUIRES: always the same map
  const Value::Member* find(const Value::Map& map, std::string_view key);
  Value::Member* find(Value::Map& map, std::string_view key) {
    return const_cast<Value::Member*>(find(std::as_const(map), key));
  }

 private:
  void take_in(const Value::Map& map);

  std::unordered_multimap<std::size_t, std::size_t> places_;  // by the keys' hashes
  std::size_t known_ = 0;                                     // members taken in
  std::size_t last_ = 0;                                      // the hash of the last of them
};

}  // namespace brume::emulator
