// Event patterns: whether AWS takes one, and whether anything can ever match it. The same language
// is spoken by rules of EventBridge and by filters of event source mappings.
//
// Source: "Creating Amazon EventBridge event patterns" and the "Event filtering" pages of Lambda.
// Pure; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "emulator/template/model/report.h"
#include "emulator/template/model/value.h"

namespace brume::emulator::pattern {

inline constexpr std::size_t kPatternBytesMax = 4096;

// A pattern that is written as text, with every value at the place of the text. Nothing when it is
// no JSON.
std::optional<Value> read_pattern(const Value& text);

// Reports each mistake at its place. Functions (`{"Ref": …}`) in the pattern pass.
// REQUIRES: the reporter's rule is the one to report under
void check_pattern(const Value& pattern, const Path& path, Reporter& reporter);

// Warns of fields at the top that no event has; `fields` are those it can have.
void check_fields(const Value& pattern, std::span<const std::string_view> fields, const Path& path,
                  Reporter& reporter);

// Of every event on a bus.
std::span<const std::string_view> event_fields();

}  // namespace brume::emulator::pattern
