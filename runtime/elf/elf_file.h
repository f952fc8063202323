// What a shared library's file says about itself, read without loading it. Any thread.
#pragma once

#include <string>
#include <vector>

namespace brume::elf {

// Why this file cannot be loaded here ("… is built for aarch64; this machine is x86_64"), or empty.
std::string why_not_loadable(const std::string& path);

// The functions the library exports, in the file's order. Empty when it cannot be read.
std::vector<std::string> exported_functions(const std::string& path);

// It looks for other libraries beside itself ($ORIGIN in its RUNPATH), so that a copy elsewhere
// would not find them.
bool looks_beside_itself(const std::string& path);

}  // namespace brume::elf
