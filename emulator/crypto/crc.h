// The reflected CRCs that S3 knows: CRC-32, CRC-32C and CRC-64/NVME. CRC-32 is also that of zlib,
// Ethernet and event streams. CRC-32C and CRC-64/NVME have no library in Debian and are worked out
// here. Pure.
#pragma once

#include <cstdint>
#include <string_view>

namespace brume::emulator {

// Goes on from `crc`, which is 0 at first.
std::uint32_t crc32(std::uint32_t crc, std::string_view bytes);
std::uint32_t crc32c(std::uint32_t crc, std::string_view bytes);
std::uint64_t crc64nvme(std::uint64_t crc, std::string_view bytes);

// Of two texts one behind the other, from the CRC of each.
std::uint32_t crc32_joined(std::uint32_t first, std::uint32_t second, std::uint64_t second_bytes);
std::uint32_t crc32c_joined(std::uint32_t first, std::uint32_t second, std::uint64_t second_bytes);
std::uint64_t crc64nvme_joined(std::uint64_t first, std::uint64_t second,
                               std::uint64_t second_bytes);

}  // namespace brume::emulator
