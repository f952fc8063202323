#include "emulator/services/s3/protocol/ranges.h"

#include <charconv>

#include "emulator/services/s3/protocol/errors.h"

namespace brume::emulator::aws::s3 {
namespace {

// Either may be absent: "bytes=5-", "bytes=-5".
struct RangeBounds {
  std::optional<std::uint64_t> first = {};
  std::optional<std::uint64_t> last = {};
};

bool read_number(std::string_view text, std::optional<std::uint64_t>& into) {
  if (text.empty()) return true;
  std::uint64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc() || end != text.data() + text.size()) return false;
  into = number;
  return true;
}

std::optional<RangeBounds> read_written(std::string_view header) {
  constexpr std::string_view kUnit = "bytes=";
  if (!header.starts_with(kUnit)) return std::nullopt;
  header.remove_prefix(kUnit.size());
  const std::size_t dash = header.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  RangeBounds written;
  if (!read_number(header.substr(0, dash), written.first)) return std::nullopt;
  if (!read_number(header.substr(dash + 1), written.last)) return std::nullopt;
  if (!written.first && !written.last) return std::nullopt;
  if (written.first && written.last && *written.first > *written.last) return std::nullopt;
  return written;
}

}  // namespace

std::string Range::content_range(std::uint64_t whole) const {
  return "bytes " + std::to_string(first) + "-" + std::to_string(last) + "/" +
         std::to_string(whole);
}

Result<std::optional<Range>> read_range(std::string_view header, std::uint64_t size) {
  const std::optional<RangeBounds> written = read_written(header);
  if (!written) return std::optional<Range>();
  if (!written->first) {
    if (*written->last == 0 || size == 0) return refuse("InvalidRange");
    const std::uint64_t count = std::min(*written->last, size);
    return std::optional<Range>(Range{size - count, size - 1});
  }
  if (*written->first >= size) return refuse("InvalidRange");
  const std::uint64_t last = written->last ? std::min(*written->last, size - 1) : size - 1;
  return std::optional<Range>(Range{*written->first, last});
}

Result<Range> read_copy_range(std::string_view header, std::uint64_t size) {
  const std::optional<RangeBounds> written = read_written(header);
  if (!written || !written->first || !written->last) {
    return refuse("InvalidArgument",
                  "The x-amz-copy-source-range value must be of the form bytes=first-last where "
                  "first and last are the zero-based offsets of the first and last bytes to copy");
  }
  if (*written->last >= size) {
    return refuse("InvalidArgument", "Range specified is not valid for source object of size: " +
                                         std::to_string(size));
  }
  return Range{*written->first, *written->last};
}

}  // namespace brume::emulator::aws::s3
