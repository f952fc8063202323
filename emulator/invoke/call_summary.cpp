#include "emulator/invoke/call_summary.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "emulator/invoke/outcome.h"

namespace brume::emulator {
namespace {

constexpr long long kWarm = -1;

void add_words(TextBuffer& line, std::string_view text) {
  for (const char c : text) line.add(c == '\t' || c == '\n' || c == '\r' ? ' ' : c);
}

std::string_view take_field(std::string_view& rest) {
  const std::string_view field = rest.substr(0, rest.find('\t'));
  rest.remove_prefix(std::min(field.size() + 1, rest.size()));
  return field;
}

bool take_number(std::string_view& rest, long long& number) {
  const std::string_view field = take_field(rest);
  const auto read = std::from_chars(field.data(), field.data() + field.size(), number);
  return read.ec == std::errc() && read.ptr == field.data() + field.size();
}

// "RequestId: … Error: Runtime exited": from "Runtime" on.
std::string_view without_request_id(std::string_view exit_words) {
  constexpr std::string_view kMark = " Error: ";
  const std::size_t at = exit_words.find(kMark);
  return at == std::string_view::npos ? exit_words : exit_words.substr(at + kMark.size());
}

}  // namespace

void add_summary(TextBuffer& line, const CallSummary& summary) {
  const long long init = summary.init_duration ? summary.init_duration->count() : kWarm;
  const long long numbers[] = {static_cast<long long>(summary.end), summary.duration.count(), init,
                               summary.max_memory_mb};
  for (const long long number : numbers) {
    line.add_number(number);
    line.add('\t');
  }
  add_words(line, summary.why);
  line.add('\t');
  add_words(line, summary.caller);
}

std::optional<CallSummary> read_summary(std::string_view line) {
  long long end = 0, duration = 0, init = 0, memory = 0;
  if (!take_number(line, end) || !take_number(line, duration) || !take_number(line, init) ||
      !take_number(line, memory)) {
    return std::nullopt;
  }
  if (end < 0 || end > static_cast<long long>(Reply::End::kInitError)) return std::nullopt;
  CallSummary summary;
  summary.end = static_cast<Reply::End>(end);
  summary.duration = Duration(duration);
  if (init != kWarm) summary.init_duration = Duration(init);
  summary.max_memory_mb = static_cast<int>(memory);
  summary.why = take_field(line);
  summary.caller = line;
  return summary;
}

void log_call(LogSink& log, WallTime at, const EndedCall& call) {
  const Reply& reply = call.reply;
  const std::string timeout =
      reply.end == Reply::End::kTimeout ? timeout_words(call.function.timeout) : std::string();
  TextBuffer line;
  add_summary(line, {.end = reply.end,
                     .duration = reply.duration,
                     .init_duration = reply.init_duration,
                     .max_memory_mb = reply.max_memory_mb,
                     .why = timeout.empty() ? without_request_id(call.exit_words) : timeout,
                     .caller = call.event.caller});
  log.write({LogRecord::Kind::kCall, at, call.function.name, reply.request_id, line.view()});
}

}  // namespace brume::emulator
