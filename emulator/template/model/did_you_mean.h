// "did you mean …?": the known name nearest to a misspelt one.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace brume::emulator {

// How many single-character edits (insert, delete, replace, swap neighbours) lie between two names.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The nearest name within about a third of the word's length, ignoring case.
std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> names);

// "did you mean `Timeout`?" or, when nothing is near, "" – or the list of names when it is short.
std::string suggestion(std::string_view word, std::span<const std::string_view> names);

}  // namespace brume::emulator
