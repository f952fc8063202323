// Texts and numbers one behind the other in a column of a table, without the cost of JSON. Pure.
//
// Ours alone reads it: what is cut off reads as empty and zero.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/services/s3/model/object.h"

namespace brume::emulator::storage {

class Packer {
 public:
  Packer& number(std::uint64_t value);
  Packer& text(std::string_view value);
  Packer& pairs(const std::vector<std::pair<std::string, std::string>>& pairs);
  std::string finish() { return std::move(out_); }

 private:
  std::string out_;
};

class Unpacker {
 public:
  explicit Unpacker(std::string_view packed) : rest_(packed) {}
  std::uint64_t number();
  std::string text();
  std::vector<std::pair<std::string, std::string>> pairs();
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

std::string packed(const Attributes& attributes);
Attributes unpacked_attributes(std::string_view packed);
std::string packed(const std::vector<Part>& parts);
std::vector<Part> unpacked_parts(std::string_view packed);

}  // namespace brume::emulator::storage
