#include "emulator/invoke/trace_header.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>

namespace brume::emulator {
namespace {

constexpr std::string_view kField = "Lineage=";

// FNV-1a: short, and the same in every run.
std::string hash_of(std::string_view arn) {
  std::uint32_t hash = 2166136261U;
  for (const char c : arn) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  char text[9];
  std::snprintf(text, sizeof text, "%08x", hash);
  return text;
}

// The first piece of `rest`, which loses it and the separator.
std::string_view take_piece(std::string_view& rest, char separator) {
  const std::string_view piece = rest.substr(0, rest.find(separator));
  rest.remove_prefix(std::min(piece.size() + 1, rest.size()));
  return piece;
}

// The lineage with one more call of `hash`.
std::string counted(std::string_view lineage, const std::string& hash, int& before) {
  std::string out;
  bool found = false;
  while (!lineage.empty()) {
    const std::string_view entry = take_piece(lineage, '|');
    if (!out.empty()) out += '|';
    int count = 0;
    const bool ours = !found && entry.starts_with(hash) && entry.substr(hash.size(), 1) == ":";
    if (ours) {
      const std::string_view number = entry.substr(hash.size() + 1);
      const auto [end, failed] =
          std::from_chars(number.data(), number.data() + number.size(), count);
      found = failed == std::errc() && end == number.data() + number.size() && count >= 0;
    }
    if (ours && found) {
      before = count + 1;
      out += hash + ":" + std::to_string(before);
    } else {
      out += entry;
    }
  }
  if (found) return out;
  before = 0;
  return out + (out.empty() ? "" : "|") + hash + ":0";
}

}  // namespace

std::string new_trace_header(WallTime now, Ids& ids) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
  char time[17];
  std::snprintf(time, sizeof time, "%08llx",
                static_cast<unsigned long long>(seconds.time_since_epoch().count()));
  return "Root=1-" + std::string(time) + "-" + ids.hex(24) + ";Parent=" + ids.hex(16) +
         ";Sampled=1";
}

Hop next_hop(std::string_view trace_header, std::string_view function_arn) {
  Hop hop;
  std::string_view lineage;
  for (std::string_view rest = trace_header; !rest.empty();) {
    const std::string_view field = take_piece(rest, ';');
    if (field.starts_with(kField)) {
      lineage = field.substr(kField.size());
      continue;
    }
    hop.trace_header += field;
    hop.trace_header += ';';
  }
  hop.trace_header += kField;
  hop.trace_header += counted(lineage, hash_of(function_arn), hop.before);
  return hop;
}

}  // namespace brume::emulator
