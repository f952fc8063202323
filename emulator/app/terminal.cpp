#include "emulator/app/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace brume::emulator::app {
namespace {

constexpr std::chrono::milliseconds kRedrawInterval{50};
constexpr std::size_t kBarColumnsMax = 40;
constexpr std::size_t kBarColumnsMin = 10;

bool is_set(const char* value) {
  return value != nullptr && *value != '\0';
}

std::size_t columns_of(int descriptor) {
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  const char* columns = std::getenv("COLUMNS");
  const long asked = is_set(columns) ? std::strtol(columns, nullptr, 10) : 0;
  return asked > 0 ? static_cast<std::size_t>(asked) : 80;
}

const char* code_of(Style style) {
  switch (style) {
    case Style::kBold:
      return "\x1b[1m";
    case Style::kDim:
      return "\x1b[2m";
    case Style::kRed:
      return "\x1b[31m";
    case Style::kGreen:
      return "\x1b[32m";
    case Style::kYellow:
      return "\x1b[33m";
    case Style::kCyan:
      return "\x1b[36m";
  }
  return "";
}

std::string minutes_and_seconds(std::chrono::milliseconds time) {
  const auto seconds = (time.count() + 999) / 1000;
  const std::string rest = std::to_string(seconds % 60);
  return std::to_string(seconds / 60) + (rest.size() == 1 ? ":0" : ":") + rest;
}

// "45/100  45%  0:03 left", or only the count when the total is unknown.
std::string figures(const Progress& progress) {
  if (progress.done == 0 && progress.total == 0) return "...";
  std::string text = std::to_string(progress.done);
  if (progress.total == 0) return text;
  text += "/" + std::to_string(progress.total);
  text += "  " + std::to_string(progress.done * 100 / progress.total) + "%";
  if (progress.done > 0 && progress.done < progress.total) {
    const double share =
        static_cast<double>(progress.total - progress.done) / static_cast<double>(progress.done);
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(progress.elapsed * share);
    text += "  " + minutes_and_seconds(left) + " left";
  }
  return text;
}

}  // namespace

Terminal terminal_of(std::FILE* stream) {
  const int descriptor = fileno(stream);
  const bool is_terminal = isatty(descriptor) == 1;
  const ColorWishes wishes{std::getenv("NO_COLOR"), std::getenv("CLICOLOR_FORCE"),
                           std::getenv("TERM")};
  const bool dumb = wishes.term != nullptr && std::string_view(wishes.term) == "dumb";
  return Terminal{stream, is_terminal && !dumb, wants_color(is_terminal, wishes),
                  columns_of(descriptor)};
}

bool wants_color(bool is_terminal, const ColorWishes& wishes) {
  if (is_set(wishes.no_color)) return false;
  if (is_set(wishes.clicolor_force) && std::string_view(wishes.clicolor_force) != "0") return true;
  if (wishes.term != nullptr && std::string_view(wishes.term) == "dumb") return false;
  return is_terminal;
}

std::string styled(const Terminal& terminal, Style style, std::string_view text) {
  if (!terminal.color) return std::string(text);
  return std::string(code_of(style)) + std::string(text) + "\x1b[0m";
}

std::string progress_line(const Progress& progress, std::size_t columns) {
  const std::string counts = figures(progress);
  // "label [bar] counts": two spaces and two brackets around the bar.
  const std::size_t taken = progress.label.size() + counts.size() + 4;
  if (progress.total == 0 || taken + kBarColumnsMin > columns) {
    return (progress.label + " " + counts).substr(0, columns);
  }
  const std::size_t width = std::min(columns - taken, kBarColumnsMax);
  const std::size_t full = std::min(progress.done, progress.total) * width / progress.total;
  std::string bar(width, ' ');
  std::fill_n(bar.begin(), full, '=');
  if (full > 0 && full < width) bar[full - 1] = '>';
  return progress.label + " [" + bar + "] " + counts;
}

ProgressBar::ProgressBar(std::FILE* stream, std::string label, std::size_t total)
    : ProgressBar(terminal_of(stream), std::move(label), total, Clock::now()) {}

ProgressBar::ProgressBar(const Terminal& terminal, std::string label, std::size_t total,
                         Clock::time_point started)
    : terminal_(terminal), started_(started), next_draw_(started) {
  progress_.label = std::move(label);
  progress_.total = total;
}

void ProgressBar::update(std::size_t done, Clock::time_point now) {
  progress_.done = done;
  if (!terminal_.interactive || finished_ || now < next_draw_) return;
  progress_.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(now - started_);
  next_draw_ = now + kRedrawInterval;
  drawn_ = true;
  // The last column stays free: a terminal would wrap the line there.
  const std::size_t columns = terminal_.columns > 1 ? terminal_.columns - 1 : 1;
  std::fprintf(terminal_.stream, "\r%s\x1b[K", progress_line(progress_, columns).c_str());
  std::fflush(terminal_.stream);
}

void ProgressBar::set_label(std::string label) {
  progress_.label = std::move(label);
  next_draw_ = started_;
}

void ProgressBar::hide() {
  if (!drawn_) return;
  std::fputs("\r\x1b[K", terminal_.stream);
  std::fflush(terminal_.stream);
  drawn_ = false;
  next_draw_ = started_;
}

void ProgressBar::finish() {
  hide();
  finished_ = true;
}

}  // namespace brume::emulator::app
