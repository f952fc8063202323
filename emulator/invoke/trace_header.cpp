#include "emulator/invoke/trace_header.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace brume::emulator {
namespace {

constexpr std::string_view kField = "Lineage=";

constexpr std::size_t kHashDigits = 8;

std::array<char, kHashDigits> digits_of(std::uint32_t hash) {
  std::array<char, kHashDigits> digits;
  for (std::size_t i = kHashDigits; i-- > 0; hash >>= 4) digits[i] = "0123456789abcdef"[hash & 15];
  return digits;
}

// The first piece of `rest`, which loses it and the separator.
std::string_view take_piece(std::string_view& rest, char separator) {
  const std::string_view piece = rest.substr(0, rest.find(separator));
  rest.remove_prefix(std::min(piece.size() + 1, rest.size()));
  return piece;
}

// The lineage with one more call of `hash`.
std::string counted(std::string_view lineage, std::string_view hash, int& before) {
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
      out.append(hash).append(":").append(std::to_string(before));
    } else {
      out += entry;
    }
  }
  if (found) return out;
  before = 0;
  if (!out.empty()) out += '|';
  return out.append(hash).append(":0");
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

// FNV-1a: short, and the same in every run.
std::uint32_t lineage_hash(std::string_view function_arn) {
  std::uint32_t hash = 2166136261U;
  for (const char c : function_arn) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

int add_hop(std::string& trace_header, std::uint32_t hash) {
  const auto digits = digits_of(hash);
  const std::string_view entry(digits.data(), digits.size());
  if (trace_header.find(kField) == std::string::npos) {  // nearly always: a new chain
    if (!trace_header.empty() && trace_header.back() != ';') trace_header += ';';
    trace_header.append(kField).append(entry).append(":0");
    return 0;
  }
  std::string out;
  std::string_view lineage;
  for (std::string_view rest = trace_header; !rest.empty();) {
    const std::string_view field = take_piece(rest, ';');
    if (field.starts_with(kField)) {
      lineage = field.substr(kField.size());
      continue;
    }
    out.append(field).append(";");
  }
  int before = 0;
  out.append(kField).append(counted(lineage, entry, before));
  trace_header = std::move(out);
  return before;
}

}  // namespace brume::emulator
