// Objects as S3 sees them: what a version of a key is, apart from its bytes.
//
// Plain data. Source: S3 API reference, Object, ObjectVersion, Checksum, ObjectPart.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "emulator/base/clock.h"

namespace brume::emulator::storage {

// The version of what was written while versioning was off or suspended.
inline constexpr const char* kNullVersion = "null";

struct Checksum {
  enum class Algorithm { kCrc32, kCrc32c, kCrc64Nvme, kSha1, kSha256 };
  Algorithm algorithm = Algorithm::kCrc64Nvme;
  std::string value;       // base64; a composite one of N parts ends in "-N"
  bool composite = false;  // of the parts' checksums, not of the whole
};

// An object's attributes, as a writer sets them and a reader gets them.
struct Attributes {
  // Content-Type, Cache-Control, x-amz-meta-… by lower-case name, as a GET answers them.
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string storage_class = "STANDARD";
  std::vector<std::pair<std::string, std::string>> tags = {};
};

// Of a multipart upload, and of an object that was made of one.
struct Part {
  int number = 0;  // 1..10000
  std::uint64_t size = 0;
  std::string etag;  // hex, no quotes
  WallTime last_modified{};
  std::optional<Checksum> checksum = {};
};

// One version of a key, or a delete marker.
struct Object {
  std::string key;
  std::string version_id = kNullVersion;
  bool latest = true;
  bool delete_marker = false;
  std::uint64_t size = 0;
  std::string etag;  // hex, no quotes; "…-3" of three parts; empty of a delete marker
  WallTime last_modified{};
  Attributes attributes = {};
  std::optional<Checksum> checksum = {};
  std::vector<Part> parts = {};  // of a multipart object, else empty; not filled in by listings
};

}  // namespace brume::emulator::storage
