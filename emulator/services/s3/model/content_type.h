// The content type by a file's extension, for files without one of their own. Pure.
#pragma once

#include <string_view>

namespace brume::emulator::storage {

// "image/jpeg" of "photos/Cat.JPG"; S3's own "binary/octet-stream" when it is not known.
std::string_view content_type_of(std::string_view path);

}  // namespace brume::emulator::storage
