// What differs between two answers, for a person: by the paths of their JSON where both are JSON,
// as texts otherwise. A text that is JSON itself, as the body of an answer to HTTP, is looked into.
//
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace brume::emulator::cli {

struct AnswerDifference {
  std::string path;  // "$.items[2].total", "$.body => $.message"; "answer" for texts
  std::string was;   // JSON or text; empty: it was not there
  std::string is;
};

// In the order of the paths, at most kMaxDifferences of them. Numbers compare by value, members
// without regard to their order.
std::vector<AnswerDifference> answer_differences(std::string_view was, std::string_view is);
inline constexpr std::size_t kMaxDifferences = 100;

// A line or two each, values cut to what a line can bear.
std::string difference_text(const std::vector<AnswerDifference>& differences);

}  // namespace brume::emulator::cli
