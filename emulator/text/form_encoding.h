// Text encoded as HTML forms do it, which is also how S3 writes keys in notifications.
#pragma once

#include <string>
#include <string_view>

namespace brume::emulator {

// Letters, digits and "-_.*" stay, and so do slashes; a space is "+"; other bytes "%C3".
std::string form_encoded(std::string_view text);

}  // namespace brume::emulator
