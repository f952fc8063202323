#include "emulator/template/model/report.h"

#include <algorithm>

namespace brume::emulator {
namespace {

constexpr std::size_t kDiagnosticsMax = 1000;
constexpr std::size_t kMessageBytesMax = 4096;

std::string shortened(std::string text) {
  if (text.size() <= kMessageBytesMax) return text;
  std::size_t end = kMessageBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  text.resize(end);
  return text + "…";
}

}  // namespace

void Reporter::add(Diagnostic::Severity severity, Place place, const Path& path, Words words) {
  // Nobody reads more; that there is an error must be known all the same.
  const bool needed = severity == Diagnostic::Severity::kError && !has_errors();
  if (diagnostics_.size() >= kDiagnosticsMax && !needed) return;
  Diagnostic diagnostic;
  diagnostic.severity = severity;
  diagnostic.at = place.first;
  diagnostic.length = std::max<std::uint32_t>(place.second, 1);
  diagnostic.path = path.text();
  diagnostic.message = shortened(std::move(words.first));
  diagnostic.hint = shortened(std::move(words.second));
  diagnostic.rule = rule_;
  diagnostics_.push_back(std::move(diagnostic));
}

}  // namespace brume::emulator
