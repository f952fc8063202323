// Resolver: the functions on texts and lists.
#include <array>
#include <charconv>
#include <cstdint>

#include "emulator/template/resolve/resolve.h"

#include "emulator/text/base64.h"

namespace brume::emulator {
namespace {

// Source: CloudFormation's limit for Fn::Cidr.
constexpr std::int64_t kCidrCountMax = 256;

std::optional<std::int64_t> to_int(const Value& value) {
  if (value.is_int()) return value.as_int();
  if (!value.is_string()) return {};
  const std::string& text = value.as_string();
  std::int64_t number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || end.ec != std::errc() || end.ptr != text.data() + text.size()) return {};
  return number;
}

struct Network {
  std::uint32_t address;
  int prefix;
};

// "10.0.0.0/16"
std::optional<Network> to_network(std::string_view text) {
  Network network{0, 0};
  const char* at = text.data();
  const char* const end = at + text.size();
  for (int part = 0; part < 5; ++part) {
    int number = 0;
    const auto parsed = std::from_chars(at, end, number);
    const int limit = part < 4 ? 255 : 32;
    if (parsed.ec != std::errc() || number < 0 || number > limit) return {};
    at = parsed.ptr;
    if (part == 4) {
      network.prefix = number;
    } else {
      network.address = network.address << 8 | static_cast<std::uint32_t>(number);
      if (at == end || *at++ != (part < 3 ? '.' : '/')) return {};
    }
  }
  if (at != end) return {};
  return network;
}

std::string address_text(std::uint32_t address) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) {
    text += std::to_string(address >> shift & 255) + (shift > 0 ? "." : "");
  }
  return text;
}

}  // namespace

Resolver::Outcome Resolver::join(const Value& argument, const Path& path) {
  const bool two = argument.is_list() && argument.items().size() == 2;
  if (!two || !argument.items()[0].is_scalar()) {
    return fail(argument, path, "`Fn::Join` takes a separator and a list");
  }
  auto list = resolve(argument.items()[1], path[1]);
  if (!list) return std::nullopt;
  if (!list->is_list()) {
    return fail(argument.items()[1], path,
                "`Fn::Join` joins a list, found " + std::string(kind_name(list->kind())));
  }
  const std::string separator = argument.items()[0].text();
  std::string text;
  for (std::size_t i = 0; i < list->items().size(); ++i) {
    const Value& item = list->items()[i];
    if (!item.is_scalar()) {
      return fail(item, path[i],
                  "`Fn::Join` joins texts, found " + std::string(kind_name(item.kind())));
    }
    if (i > 0) text += separator;
    text += item.text();
  }
  return Value(std::move(text));
}

Resolver::Outcome Resolver::split(const Value& argument, const Path& path) {
  const bool two = argument.is_list() && argument.items().size() == 2;
  if (!two || !argument.items()[0].is_scalar() || argument.items()[0].text().empty()) {
    return fail(argument, path, "`Fn::Split` takes a separator and a text");
  }
  auto text = resolve(argument.items()[1], path[1]);
  if (!text) return std::nullopt;
  if (!text->is_scalar()) {
    return fail(argument.items()[1], path,
                "`Fn::Split` splits a text, found " + std::string(kind_name(text->kind())));
  }
  const std::string separator = argument.items()[0].text();
  const std::string whole = text->text();
  Value::List parts;
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = whole.find(separator, begin);
    parts.emplace_back(whole.substr(begin, end == std::string::npos ? end : end - begin));
    if (end == std::string::npos) break;
    begin = end + separator.size();
  }
  return Value(std::move(parts));
}

Resolver::Outcome Resolver::select(const Value& argument, const Path& path) {
  if (!argument.is_list() || argument.items().size() != 2) {
    return fail(argument, path, "`Fn::Select` takes an index and a list");
  }
  auto index_value = resolve(argument.items()[0], path[0]);
  auto list = resolve(argument.items()[1], path[1]);
  if (!index_value || !list) return std::nullopt;
  const auto index = to_int(*index_value);
  if (!index) return fail(argument.items()[0], path, "the index must be an integer");
  if (!list->is_list()) {
    return fail(argument.items()[1], path,
                "`Fn::Select` selects from a list, found " + std::string(kind_name(list->kind())));
  }
  const auto size = static_cast<std::int64_t>(list->items().size());
  if (*index < 0 || *index >= size) {
    return fail(
        argument.items()[0], path,
        "index " + std::to_string(*index) + " is outside a list of " + std::to_string(size));
  }
  return list->items()[static_cast<std::size_t>(*index)];
}

Resolver::Outcome Resolver::base64(const Value& argument, const Path& path) {
  auto text = resolve(argument, path);
  if (!text) return std::nullopt;
  if (!text->is_scalar()) return fail(argument, path, "`Fn::Base64` takes a text");
  return Value(base64_encode(text->text()));
}

Resolver::Outcome Resolver::cidr(const Value& argument, const Path& path) {
  const std::size_t size = argument.is_list() ? argument.items().size() : 0;
  if (size != 2 && size != 3) {
    return fail(argument, path, "`Fn::Cidr` takes a block, a count and the bits of a subnet");
  }
  auto resolved = resolve(argument, path);
  if (!resolved) return std::nullopt;
  const Value::List& items = resolved->items();
  const auto network = items[0].is_string() ? to_network(items[0].as_string()) : std::nullopt;
  if (!network) return fail(items[0], path, "expected an IPv4 block such as 10.0.0.0/16");
  const auto count = to_int(items[1]);
  if (!count || *count < 1 || *count > kCidrCountMax) {
    return fail(items[1], path, "the count must be 1 to 256");
  }
  const auto bits = size == 3 ? to_int(items[2]) : std::optional<std::int64_t>(8);
  if (!bits || *bits < 0 || *bits > 32 - network->prefix) {
    return fail(items.back(), path, "the subnets do not fit into the block");
  }
  const std::uint64_t step = std::uint64_t{1} << *bits;
  const std::uint64_t room = std::uint64_t{1} << (32 - network->prefix);
  if (step * static_cast<std::uint64_t>(*count) > room) {
    return fail(items[1], path, "the block has no room for that many subnets");
  }
  Value::List blocks;
  const auto base = static_cast<std::uint32_t>(network->address & ~(room - 1));
  for (std::int64_t i = 0; i < *count; ++i) {
    const auto address = static_cast<std::uint32_t>(base + step * static_cast<std::uint64_t>(i));
    blocks.emplace_back(address_text(address) + "/" + std::to_string(32 - *bits));
  }
  return Value(std::move(blocks));
}

Resolver::Outcome Resolver::length(const Value& argument, const Path& path) {
  auto list = resolve(argument, path);
  if (!list) return std::nullopt;
  if (!list->is_list()) return fail(argument, path, "`Fn::Length` takes a list");
  return Value(static_cast<std::int64_t>(list->items().size()));
}

Resolver::Outcome Resolver::get_azs(const Value& argument, const Path& path) {
  auto region = resolve(argument, path);
  if (!region) return std::nullopt;
  if (region->is_list() || region->is_map()) {
    return fail(argument, path, "`Fn::GetAZs` takes a region's name, or \"\" for this one");
  }
  const std::string name = region->text().empty() ? options_.region : region->text();
  return Value::list({name + "a", name + "b", name + "c"});
}

Resolver::Outcome Resolver::import_value(const Value& argument, const Path& path) {
  auto name = resolve(argument, path);
  if (!name) return std::nullopt;
  if (!name->is_scalar()) return fail(argument, path, "`Fn::ImportValue` takes an export's name");
  reporter_.note(
      argument, path,
      "the export `" + name->text() + "` of another stack is taken as the text of its name");
  return Value(name->text());
}

}  // namespace brume::emulator
