#include "emulator/text/arn.h"

namespace brume::emulator {
namespace {

// The text up to the next colon, which goes from `rest`; absent without a colon.
std::optional<std::string_view> take_arn_part(std::string_view& rest) {
  const std::size_t colon = rest.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view part = rest.substr(0, colon);
  rest.remove_prefix(colon + 1);
  return part;
}

}  // namespace

std::optional<Arn> Arn::parse(std::string_view text) {
  std::string_view rest = text;
  if (take_arn_part(rest) != "arn") return std::nullopt;
  const auto partition = take_arn_part(rest);
  const auto service = take_arn_part(rest);
  const auto region = take_arn_part(rest);
  const auto account = take_arn_part(rest);
  if (!account || partition->empty() || service->empty() || rest.empty()) return std::nullopt;
  return Arn{std::string(*partition), std::string(*service), std::string(*region),
             std::string(*account), std::string(rest)};
}

std::string Arn::text() const {
  return "arn:" + partition + ":" + service + ":" + region + ":" + account + ":" + resource;
}

std::string short_name_of_arn(std::string_view text) {
  const auto arn = Arn::parse(text);
  if (!arn) return std::string(text);
  const std::string& resource = arn->resource;
  const std::size_t slash = resource.find('/');
  if (slash == std::string::npos) return arn->service + " " + resource;
  const std::string kind = resource.substr(0, slash);
  std::string name = resource.substr(slash + 1);
  const std::size_t next = name.find('/');
  // schedule/GROUP/NAME, but table/NAME/stream/LABEL
  if (next != std::string::npos) {
    name = kind == "schedule" ? name.substr(next + 1) : name.substr(0, next);
  }
  return kind + " " + name;
}

}  // namespace brume::emulator
