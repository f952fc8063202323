#include "emulator/services/s3/objects/row_codec.h"

#include <algorithm>

namespace brume::emulator::storage {
namespace {

constexpr std::uint64_t kNoChecksum = 0;  // else the algorithm and one

void pack_part(Packer& packer, const Part& part) {
  packer.number(static_cast<std::uint64_t>(part.number)).number(part.size).text(part.etag);
  packer.number(static_cast<std::uint64_t>(part.last_modified.time_since_epoch().count()));
  if (!part.checksum) {
    packer.number(kNoChecksum);
  } else {
    packer.number(static_cast<std::uint64_t>(part.checksum->algorithm) + 1)
        .text(part.checksum->value);
  }
}

Part unpack_part(Unpacker& unpacker) {
  Part part;
  part.number = static_cast<int>(unpacker.number());
  part.size = unpacker.number();
  part.etag = unpacker.text();
  part.last_modified = WallTime(Duration(static_cast<std::int64_t>(unpacker.number())));
  const std::uint64_t algorithm = unpacker.number();
  if (algorithm != kNoChecksum) {
    part.checksum = Checksum{static_cast<Checksum::Algorithm>(algorithm - 1), unpacker.text()};
  }
  return part;
}

}  // namespace

// Seven bits a byte, the lowest first; the highest bit says that more follow.
Packer& Packer::number(std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out_ += static_cast<char>(0x80 | (value & 0x7F));
  out_ += static_cast<char>(value);
  return *this;
}

Packer& Packer::text(std::string_view value) {
  number(value.size());
  out_ += value;
  return *this;
}

Packer& Packer::pairs(const std::vector<std::pair<std::string, std::string>>& pairs) {
  number(pairs.size());
  for (const auto& [name, value] : pairs) text(name).text(value);
  return *this;
}

std::uint64_t Unpacker::number() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; !rest_.empty() && shift < 64; shift += 7) {
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) break;
  }
  return value;
}

std::string Unpacker::text() {
  const std::size_t size = std::min<std::size_t>(number(), rest_.size());
  std::string value(rest_.substr(0, size));
  rest_.remove_prefix(size);
  return value;
}

std::vector<std::pair<std::string, std::string>> Unpacker::pairs() {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (std::uint64_t left = number(); left > 0 && !rest_.empty(); --left) {
    std::string name = text();
    pairs.emplace_back(std::move(name), text());
  }
  return pairs;
}

std::string packed(const Attributes& attributes) {
  Packer packer;
  packer.text(attributes.storage_class).pairs(attributes.headers).pairs(attributes.tags);
  return packer.finish();
}

Attributes unpacked_attributes(std::string_view packed) {
  Unpacker unpacker(packed);
  Attributes attributes;
  attributes.storage_class = unpacker.text();
  attributes.headers = unpacker.pairs();
  attributes.tags = unpacker.pairs();
  return attributes;
}

std::string packed(const std::vector<Part>& parts) {
  Packer packer;
  for (const Part& part : parts) pack_part(packer, part);
  return packer.finish();
}

std::vector<Part> unpacked_parts(std::string_view packed) {
  std::vector<Part> parts;
  Unpacker unpacker(packed);
  while (!unpacker.at_end()) parts.push_back(unpack_part(unpacker));
  return parts;
}

}  // namespace brume::emulator::storage
