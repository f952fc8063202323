// Texts cut into parts, as headers and lists write them. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace brume::emulator {

// "a,b" -> "a", "b"; "" -> "": one part more than there are separators.
std::vector<std::string_view> split(std::string_view text, char separator);
// Without spaces and tabs around it.
std::string_view trimmed(std::string_view text);
// "a, b" -> "a", "b": without spaces around them, and none empty.
std::vector<std::string> comma_separated(std::string_view text);
// "text/html" of "Text/HTML; charset=utf-8": without parameters, in lower case.
std::string media_type(std::string_view content_type);

}  // namespace brume::emulator
