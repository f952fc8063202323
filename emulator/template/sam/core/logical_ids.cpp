#include "emulator/template/sam/core/logical_ids.h"

#include <algorithm>

#include "emulator/template/model/logical_hash.h"

namespace brume::emulator::sam {

bool is_alphanumeric(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
}

std::string id_part(std::string_view text) {
  return is_alphanumeric(text) ? std::string(text) : logical_hash(Value(text));
}

}  // namespace brume::emulator::sam
