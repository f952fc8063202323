#include "emulator/base/log.h"

namespace brume::emulator {

void log_notice(LogSink& log, const Clock& clock, std::string_view text,
                const NoticeSubject& subject) {
  log.write({LogRecord::Kind::kNotice, clock.wall(), subject.function, subject.request_id, text});
}

void LogOnce::log(const std::string& key, const std::string& text) {
  if (keys_.size() >= kKeysMax || !keys_.insert(key).second) return;
  if (log_) log_(text);
}

}  // namespace brume::emulator
