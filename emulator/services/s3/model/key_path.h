// Which keys lie in a bucket's folder under their own name. Pure.
//
// A key that is a plain path is the path, relative to the folder, and the other way round. All
// others – empty segments, `..`, what begins with a dot, control characters, bytes that are no
// UTF-8, the names of unfinished files – lie aside, see bucket_folder.h.
#pragma once

#include <cstddef>
#include <string_view>

#include "emulator/base/result.h"

namespace brume::emulator::storage {

inline constexpr std::size_t kMaxKeyBytes = 1024;
inline constexpr std::size_t kMaxSegmentBytes = 255;  // of ext4, xfs, btrfs, tmpfs

bool is_plain_path(std::string_view key);
// Names that editors, browsers and rsync give to what they have not finished; and dot files.
bool is_unfinished_name(std::string_view segment);

// InvalidArgument, KeyTooLongError. A key is UTF-8, of at least one byte.
Status check_key(std::string_view key);

}  // namespace brume::emulator::storage
