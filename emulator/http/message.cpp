#include "emulator/http/message.h"

#include <algorithm>
#include <utility>

#include "emulator/text/ascii.h"

namespace brume::emulator::http {
namespace {

// An answer has about so many, and a client's simplest request fewer.
constexpr std::size_t kUsualHeaders = 4;

}  // namespace
const std::string* Headers::find(std::string_view name) const {
  for (const Header& header : headers_) {
    if (equal_ignoring_case(header.name, name)) return &header.value;
  }
  return nullptr;
}

std::vector<std::string_view> Headers::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const Header& header : headers_) {
    if (equal_ignoring_case(header.name, name)) values.emplace_back(header.value);
  }
  return values;
}

void Headers::add(std::string name, std::string value) {
  if (headers_.empty()) headers_.reserve(kUsualHeaders);
  headers_.push_back({std::move(name), std::move(value)});
}

void Headers::set(std::string_view name, std::string value) {
  erase(name);
  add(std::string(name), std::move(value));
}

void Headers::erase(std::string_view name) {
  std::erase_if(headers_, [&](const Header& h) { return equal_ignoring_case(h.name, name); });
}

std::string_view RequestHead::path() const {
  return std::string_view(target).substr(0, target.find('?'));
}

std::string_view RequestHead::query() const {
  const std::size_t mark = target.find('?');
  return mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark + 1);
}

std::string_view RequestHead::host() const {
  const std::string* const value = headers.find("Host");
  if (value == nullptr) return {};
  // The port's colon stands after an IPv6 address's bracket.
  const std::size_t bracket = value->rfind(']');
  const std::size_t colon = value->find(':', bracket == std::string::npos ? 0 : bracket);
  return std::string_view(*value).substr(0, colon);
}

}  // namespace brume::emulator::http
