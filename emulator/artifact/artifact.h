// Where a handler's library lies, and whether it is what the template says it is.
// Reads files only, loads nothing. Any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace brume::emulator {

// "hello.handler": library `hello`, symbol `handler`. A library may have dots in its name.
struct HandlerName {
  std::string library;
  std::string symbol;
};
// Absent when there is no dot with a name on both sides of it.
std::optional<HandlerName> handler_name(std::string_view handler);

// `hello.so` or `libhello.so` in `folder`, never above it; absent when there is neither.
std::optional<std::filesystem::path> library_in(const std::filesystem::path& folder,
                                                const std::string& library);

// Why the handler cannot be called there, and what to do about it; absent when it can.
std::optional<std::string> artifact_complaint(const std::filesystem::path& folder,
                                              std::string_view handler);

}  // namespace brume::emulator
