// Bytes as "%C3" in URLs and forms. Pure.
#pragma once

#include <string>
#include <string_view>

namespace brume::emulator {

// "a%20b" -> "a b"; what is not an escape stays as it is, and any bytes may come out.
// `plus_is_space`: as forms and queries have it.
std::string percent_decode(std::string_view text, bool plus_is_space = false);

// RFC 3986, and SigV4: letters, digits, "-._~" and what `also_kept` lists stay. For a path, and for
// S3's keys, that is "/".
std::string percent_encode(std::string_view text, std::string_view also_kept = {});

// As HTML forms do it, which is also how S3 writes keys in notifications: letters, digits, "-_.*"
// and slashes stay, a space is "+".
std::string form_encode(std::string_view text);

}  // namespace brume::emulator
