#include "emulator/app/log_text.h"

#include <algorithm>
#include <cstdio>
#include <functional>

#include "emulator/app/log_block.h"
#include "emulator/app/printable.h"
#include "emulator/invoke/call_summary.h"
#include "emulator/text/json_text.h"
#include "emulator/text/time_text.h"

namespace brume::emulator::app {
namespace {

using Kind = LogRecord::Kind;

// All but caller and function: the time, the outcome, how long, how much, cold or warm.
constexpr std::size_t kFixedColumns = 35;
constexpr std::size_t kWhoColumnsMin = 25;  // of 60 columns
constexpr std::size_t kWhoColumnsMax = 44;
constexpr std::size_t kCallerColumnsMin = 8;

std::string_view kind_word(Kind kind) {
  switch (kind) {
    case Kind::kPlatform:
      return "platform";
    case Kind::kFunction:
      return "function";
    case Kind::kNotice:
      return "notice";
    case Kind::kCall:
      return "call";
  }
  return "";
}

// Each function keeps one colour.
Style style_of(std::string_view function) {
  constexpr Style kStyles[] = {Style::kCyan, Style::kGreen, Style::kYellow, Style::kBold};
  return kStyles[std::hash<std::string_view>()(function) % std::size(kStyles)];
}

std::string_view outcome_word(Reply::End end) {
  switch (end) {
    case Reply::End::kSuccess:
      return "ok";
    case Reply::End::kFunctionError:
      return "error";
    case Reply::End::kTimeout:
      return "timeout";
    case Reply::End::kCrash:
      return "crash";
    case Reply::End::kOutOfMemory:
      return "memory";
    case Reply::End::kInitError:
      return "init";
  }
  return "";
}

std::string number_text(const char* format, double number) {
  char text[48];
  std::snprintf(text, sizeof text, format, number);
  return text;
}

// "0.06 ms", "12.3 ms", "123 ms", "3.00 s", "312 s": three figures.
std::string duration_text(Duration duration) {
  const double ms = static_cast<double>(duration.count()) / 1000;
  if (ms < 9.995) return number_text("%.2f ms", ms);
  if (ms < 99.95) return number_text("%.1f ms", ms);
  if (ms < 999.5) return number_text("%.0f ms", ms);
  const double s = ms / 1000;
  return number_text(s < 9.995 ? "%.2f s" : s < 99.95 ? "%.1f s" : "%.0f s", s);
}

// In characters: bytes that continue one of UTF-8 take no column.
std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

void add_padded_left(std::string& out, const std::string& text, std::size_t columns) {
  out.append(columns - std::min(columns, text.size()), ' ');
  out += text;
}

// With "…" where it was cut.
std::string cut(const std::string& text, std::size_t columns) {
  if (columns_of(text) <= columns) return text;
  std::size_t at = 0;
  for (std::size_t taken = 0; at < text.size(); ++at) {
    const bool begins = (text[at] & 0xC0) != 0x80;
    if (begins && taken++ == columns - 1) break;
  }
  return text.substr(0, at) + "…";
}

std::string printable(std::string_view text) {
  std::string out;
  append_printable(out, text);
  return out;
}

// One event of a function's may have several lines; those after the first begin with `indent`.
std::string printable_lines(std::string_view text, std::string_view indent) {
  std::string out;
  for (std::size_t at = 0;;) {
    const std::size_t end = text.find('\n', at);
    append_printable(out, text.substr(at, end - at));
    if (end == text.npos) return out;
    out += '\n';
    out += indent;
    at = end + 1;
  }
}

// Caller and function, as wide as there is room. Files and pipes have any room.
void add_who(std::string& out, std::string_view caller, std::string_view function,
             const Terminal& terminal) {
  const std::size_t room =
      terminal.columns > kFixedColumns ? terminal.columns - kFixedColumns : kWhoColumnsMin;
  const std::size_t columns = std::clamp(room, kWhoColumnsMin, kWhoColumnsMax);
  const std::string name = printable(function);
  std::string by = printable(caller);
  const std::size_t name_columns = columns_of(name);
  if (terminal.interactive && !by.empty()) {
    const std::size_t left = columns > name_columns + 2 ? columns - name_columns - 2 : 0;
    by = cut(by, std::max(left, kCallerColumnsMin));
  }
  if (!by.empty()) by += "  ";
  const std::size_t taken = columns_of(by) + name_columns;
  out += by + styled(terminal, style_of(function), name);
  out.append(columns - std::min(columns, taken), ' ');
}

}  // namespace

std::optional<LogFormat> log_format_of(std::string_view name) {
  if (name == "text") return LogFormat::kText;
  if (name == "aws") return LogFormat::kAws;
  if (name == "json") return LogFormat::kJson;
  return std::nullopt;
}

std::string json_line(const LogRecord& record) {
  return JsonObject()
             .text("time", iso_time(record.at))
             .text("function", record.function)
             .text("requestId", record.request_id)
             .text("kind", kind_word(record.kind))
             .text("text", record.text)
             .finish() +
         "\n";
}

void LogText::add(std::string& out, const LogRecord& record, TimePoint now) {
  if (format_ == LogFormat::kText) return add_text(out, record, now);
  if (record.kind == Kind::kCall) return;  // the platform's lines say it
  if (format_ == LogFormat::kJson) {
    out += json_line(record);
  } else {
    add_aws(out, record);
  }
}

void LogText::add_aws(std::string& out, const LogRecord& record) const {
  const bool notice = record.kind == Kind::kNotice;
  if (!terminal_.color || record.kind == Kind::kFunction) {
    if (notice) out += "brume: ";
    out += printable_lines(record.text, {});
  } else {
    const std::string text = (notice ? "brume: " : "") + printable(record.text);
    out += styled(terminal_, notice ? Style::kYellow : Style::kDim, text);
  }
  out += '\n';
}

// --- text ---

void LogText::add_text(std::string& out, const LogRecord& record, TimePoint now) {
  if (record.kind == Kind::kPlatform) return;  // the call's line says it
  if (record.kind == Kind::kCall) return add_call(out, record);
  if (record.request_id.empty()) return add_line(out, record);
  auto held = held_.find(record.request_id);
  if (held == held_.end()) {
    const auto hold = record.kind == Kind::kNotice ? kHoldNotice : kHoldLines;
    held = held_.emplace(record.request_id, Held{{}, now + hold}).first;
  }
  append_record(held->second.records, record);
  if (held->second.records.size() < kHeldBytesMax) return;
  add_lines(out, held->second);
  held_.erase(held);
}

void LogText::add_call(std::string& out, const LogRecord& record) {
  const auto call = read_summary(record.text);
  if (!call) return;
  const bool bad = call->end != Reply::End::kSuccess;
  add_clock(out, record.at);
  out += ' ';
  add_who(out, call->caller, record.function, terminal_);
  out += ' ';
  std::string outcome(outcome_word(call->end));
  outcome.append(5 - std::min<std::size_t>(5, outcome.size()), ' ');
  out += styled(terminal_, bad ? Style::kRed : Style::kGreen, outcome) + " ";
  add_padded_left(out, duration_text(call->duration), 7);
  out += ' ';
  add_padded_left(out, std::to_string(call->max_memory_mb) + " MB", 6);
  out += call->init_duration ? " cold" : styled(terminal_, Style::kDim, " warm");
  // Slow initialisations are worth their time.
  constexpr Duration kSlowInit = std::chrono::milliseconds(100);
  if (call->init_duration && *call->init_duration >= kSlowInit) {
    out += " +" + duration_text(*call->init_duration);
  }
  out += '\n';
  if (!call->why.empty()) out += "  " + styled(terminal_, Style::kRed, printable(call->why)) + "\n";
  const auto held = held_.find(record.request_id);
  if (held == held_.end()) return;
  read_records(held->second.records, [&](const LogRecord& line) {
    const std::string text = printable_lines(line.text, "  ");
    const bool notice = line.kind == Kind::kNotice;
    const Style style = bad ? Style::kRed : Style::kYellow;
    out += "  " + (notice ? styled(terminal_, style, text) : text) + "\n";
  });
  held_.erase(held);
}

void LogText::add_line(std::string& out, const LogRecord& record) const {
  add_clock(out, record.at);
  out += ' ';
  const std::string_view who = record.function.empty() ? "brume" : record.function;
  out += styled(terminal_, style_of(who), printable(who)) + "  ";
  const std::string text = printable_lines(record.text, "    ");
  out += record.kind == Kind::kNotice ? styled(terminal_, Style::kYellow, text) : text;
  out += '\n';
}

void LogText::add_lines(std::string& out, const Held& held) const {
  read_records(held.records, [&](const LogRecord& line) { add_line(out, line); });
}

void LogText::add_clock(std::string& out, WallTime at) const {
  auto time = iso_digits(at);
  time[10] = ' ';
  const std::string_view clock(time.data() + (dated_ ? 0 : 11), dated_ ? 19 : 8);
  out += styled(terminal_, Style::kDim, clock);
}

std::optional<LogText::TimePoint> LogText::release_at() const {
  std::optional<TimePoint> first;
  for (const auto& [id, held] : held_) first = first ? std::min(*first, held.until) : held.until;
  return first;
}

void LogText::release(std::string& out, TimePoint now) {
  std::erase_if(held_, [&](const auto& each) {
    if (each.second.until > now) return false;
    add_lines(out, each.second);
    return true;
  });
}

void LogText::release_all(std::string& out) {
  release(out, TimePoint::max());
}

}  // namespace brume::emulator::app
