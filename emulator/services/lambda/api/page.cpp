#include "emulator/services/lambda/api/page.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "emulator/services/lambda/api/errors.h"
#include "emulator/services/lambda/api/shapes.h"
#include "emulator/text/base64.h"

namespace brume::emulator::aws::lambda {
namespace {

Result<std::size_t> read_max_items(const Call& call, PageLimits limits) {
  const std::string text = call.query("MaxItems");
  if (text.empty()) return limits.page_max;
  int number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc() || end != text.data() + text.size() || number < 1) {
    return invalid_value(text, "maxItems", "Member must have value greater than or equal to 1");
  }
  if (number > limits.items_max) {
    return invalid_value(
        text, "maxItems",
        "Member must have value less than or equal to " + std::to_string(limits.items_max));
  }
  return std::min(limits.page_max, static_cast<std::size_t>(number));
}

}  // namespace

std::string padded(int number) {
  std::string digits = std::to_string(number);
  return std::string(10 - std::min<std::size_t>(10, digits.size()), '0') + digits;
}

Answer page_of(const Entries& entries, const Call& call, const char* member, PageLimits limits) {
  auto most = read_max_items(call, limits);
  if (!most) return std::move(most).error();
  auto at = entries.begin();
  const std::string marker = call.query("Marker");
  if (!marker.empty()) {
    const auto key = base64_decode_padded(marker);
    if (!key) return invalid_parameter("The Marker is not one that was returned before.");
    at = entries.upper_bound(*key);
  }
  nlohmann::ordered_json page;
  page[member] = nlohmann::ordered_json::array();
  std::string last;
  for (; at != entries.end() && page[member].size() < *most; ++at) {
    page[member].push_back(at->second());
    last = at->first;
  }
  if (at != entries.end()) page["NextMarker"] = base64_encode(last);
  return Success{200, to_text(page)};
}

}  // namespace brume::emulator::aws::lambda
