// Small things done to texts of headers and fields. Pure.
#pragma once

#include <string>
#include <string_view>

namespace brume::emulator::aws::s3 {

std::string lower_case(std::string_view text);    // ASCII letters
std::string_view trimmed(std::string_view text);  // without spaces and tabs around it

}  // namespace brume::emulator::aws::s3
