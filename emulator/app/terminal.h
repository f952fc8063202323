// What stands at the other end of a standard stream: a person's terminal, or a file or pipe.
// Colours and progress bars are for persons; NO_COLOR and CLICOLOR_FORCE overrule the guess.
//
// Any thread, one at a time. Streams belong to the caller.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>

namespace brume::emulator::app {

struct Terminal {
  std::FILE* stream = nullptr;
  bool interactive = false;  // a terminal that understands cursor movements
  bool color = false;
  std::size_t columns = 80;
};

// Asks the operating system and the environment about `stream`.
Terminal terminal_of(std::FILE* stream);

// The variables that decide about colour, as getenv() gives them: nullptr when unset.
struct ColorWishes {
  const char* no_color = nullptr;        // any non-empty value: no colour (no-color.org)
  const char* clicolor_force = nullptr;  // non-empty and not "0": colour also into a pipe
  const char* term = nullptr;            // "dumb": no escape sequences
};
bool wants_color(bool is_terminal, const ColorWishes& wishes);

enum class Style { kBold, kDim, kRed, kGreen, kYellow, kCyan };
// `text` between escape sequences, or as it is where colour is not wanted.
std::string styled(const Terminal& terminal, Style style, std::string_view text);

struct Progress {
  std::string label;
  std::size_t done = 0;
  std::size_t total = 0;  // 0: unknown
  std::chrono::milliseconds elapsed{0};
};
// One line of at most `columns` characters: label, bar, counts and the time left.
std::string progress_line(const Progress& progress, std::size_t columns);

// A bar that redraws itself in place, at most every 50 ms, on a terminal; silent elsewhere.
//   ProgressBar bar(stderr, "invoking", total);
//   bar.update(done);
//   bar.finish();
class ProgressBar {
 public:
  using Clock = std::chrono::steady_clock;

  ProgressBar(std::FILE* stream, std::string label, std::size_t total);
  ProgressBar(const Terminal& terminal, std::string label, std::size_t total,
              Clock::time_point started);
  ~ProgressBar() { finish(); }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void update(std::size_t done) { update(done, Clock::now()); }
  void update(std::size_t done, Clock::time_point now);
  // For work whose size becomes known on the way.
  void set_total(std::size_t total) { progress_.total = total; }
  void set_label(std::string label);
  // Wipes the bar, so that other text can be printed; the next update draws it again.
  void hide();
  // Wipes the bar for good; what remains to be said is the caller's.
  void finish();

 private:
  Terminal terminal_;
  Progress progress_;
  Clock::time_point started_;
  Clock::time_point next_draw_;
  bool drawn_ = false;
  bool finished_ = false;
};

}  // namespace brume::emulator::app
