#include "emulator/template/model/did_you_mean.h"

#include <algorithm>
#include <vector>

#include "emulator/text/ascii.h"

namespace brume::emulator {
namespace {

// A longer list is no help to a reader.
constexpr std::size_t kNamesListedMax = 8;
// Longer words are never compared: the table would grow with their product.
constexpr std::size_t kWordLengthMax = 128;
// Nor are more names than anyone wrote by hand.
constexpr std::size_t kNamesComparedMax = 2000;

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replace});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> names) {
  if (word.size() > kWordLengthMax) return std::nullopt;
  const std::string wanted = lower_case(word);
  std::optional<std::string_view> best;
  std::size_t best_distance = wanted.size() / 3 + 2;
  for (const std::string_view name : names.first(std::min(names.size(), kNamesComparedMax))) {
    if (name.size() > kWordLengthMax) continue;
    const auto [shorter, longer] = std::minmax({name.size(), wanted.size()});
    if (longer - shorter >= best_distance) continue;
    const std::size_t distance = edit_distance(wanted, lower_case(name));
    if (distance < best_distance && distance < std::max<std::size_t>(name.size(), 2)) {
      best = name;
      best_distance = distance;
    }
  }
  return best;
}

std::string suggestion(std::string_view word, std::span<const std::string_view> names) {
  if (const auto name = nearest(word, names)) return "did you mean `" + std::string(*name) + "`?";
  if (names.empty() || names.size() > kNamesListedMax) return {};
  std::string text;
  for (const std::string_view name : names) {
    text += (text.empty() ? "known here: `" : ", `") + std::string(name) + "`";
  }
  return text;
}

}  // namespace brume::emulator
