#include "emulator/cli/start/log_book.h"

#include "emulator/base/json_text.h"
#include "emulator/invoke/log_format.h"

namespace brume::emulator::cli {
namespace {

std::string_view kind_word(LogRecord::Kind kind) {
  switch (kind) {
    case LogRecord::Kind::kPlatform:
      return "platform";
    case LogRecord::Kind::kFunction:
      return "function";
    case LogRecord::Kind::kNotice:
      return "notice";
  }
  return "";
}

}  // namespace

void LogBook::write(const LogRecord& record) {
  Line line{record.kind,
            record.at,
            static_cast<std::uint32_t>(record.function.size()),
            static_cast<std::uint32_t>(record.request_id.size()),
            {}};
  line.bytes.reserve(record.function.size() + record.request_id.size() + record.text.size());
  line.bytes.append(record.function).append(record.request_id).append(record.text);
  kept_bytes_ += cost(line);
  lines_.push_back(std::move(line));
  while (kept_bytes_ > max_bytes_ && lines_.size() > 1) {
    kept_bytes_ -= cost(lines_.front());
    lines_.pop_front();
  }
  for (auto next = followers_.begin(); next != followers_.end();) {
    const auto follower = next++;  // it may unfollow itself
    follower->second(record);
  }
}

LogRecord LogBook::record_of(const Line& line) {
  const std::string_view bytes = line.bytes;
  return {line.kind, line.at, bytes.substr(0, line.function_bytes),
          bytes.substr(line.function_bytes, line.request_id_bytes),
          bytes.substr(line.function_bytes + line.request_id_bytes)};
}

void LogBook::read(const Reader& reader) const {
  for (const Line& line : lines_) reader(record_of(line));
}

std::uint64_t LogBook::follow(Reader reader) {
  followers_.emplace(next_follower_, std::move(reader));
  return next_follower_++;
}

void LogBook::unfollow(std::uint64_t follower) {
  followers_.erase(follower);
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

}  // namespace brume::emulator::cli
