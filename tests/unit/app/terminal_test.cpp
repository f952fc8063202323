#include "emulator/app/terminal.h"

#include <doctest/doctest.h>

#include <string>

using namespace brume::emulator::app;
using namespace std::chrono_literals;

namespace {

// A stream that remembers what was written to it.
class Paper {
 public:
  Paper() : stream_(open_memstream(&text_, &size_)) {}
  ~Paper() {
    std::fclose(stream_);
    std::free(text_);
  }
  Paper(const Paper&) = delete;
  Paper& operator=(const Paper&) = delete;

  Terminal terminal(bool interactive) { return {stream_, interactive, false, 80}; }
  std::string text() {
    std::fflush(stream_);
    return std::string(text_, size_);
  }

 private:
  char* text_ = nullptr;
  std::size_t size_ = 0;
  std::FILE* stream_;
};

const ProgressBar::Clock::time_point kStart{100s};

}  // namespace

TEST_CASE("colour follows the terminal, and the variables overrule it") {
  CHECK(wants_color(true, {}));
  CHECK_FALSE(wants_color(false, {}));
  CHECK_FALSE(wants_color(true, {.no_color = "1"}));
  CHECK(wants_color(true, {.no_color = ""}));
  CHECK(wants_color(false, {.clicolor_force = "1"}));
  CHECK_FALSE(wants_color(false, {.clicolor_force = "0"}));
  CHECK_FALSE(wants_color(true, {.no_color = "1", .clicolor_force = "1"}));
  CHECK_FALSE(wants_color(true, {.term = "dumb"}));
}

TEST_CASE("styled text carries escapes only where colour is wanted") {
  Terminal terminal;
  CHECK(styled(terminal, Style::kRed, "no") == "no");
  terminal.color = true;
  CHECK(styled(terminal, Style::kRed, "no") == "\x1b[31mno\x1b[0m");
}

TEST_CASE("a progress line shows the label, the share done and the time left") {
  const std::string line = progress_line({"building", 25, 100, 10s}, 60);
  CHECK(line.starts_with("building [====="));
  CHECK(line.ends_with("] 25/100  25%  0:30 left"));
  CHECK(line.size() <= 60);
  CHECK(progress_line({"building", 0, 100, 10s}, 60).ends_with("] 0/100  0%"));
  CHECK(progress_line({"building", 100, 100, 10s}, 60).find(" ] ") == std::string::npos);
}

TEST_CASE("a progress line fits a narrow terminal") {
  CHECK(progress_line({"building", 25, 100, 1s}, 20) == "building 25/100  25%");
  CHECK(progress_line({"building", 25, 100, 1s}, 8) == "building");
  CHECK(progress_line({"building", 25, 0, 1s}, 80) == "building 25");
  CHECK(progress_line({"building", 0, 0, 1s}, 80) == "building ...");
}

TEST_CASE("a bar draws at most every 50 ms and wipes itself at the end") {
  Paper paper;
  ProgressBar bar(paper.terminal(true), "invoking", 10, kStart);
  bar.update(1, kStart);
  const std::string first = paper.text();
  CHECK(first.starts_with("\rinvoking ["));
  bar.update(2, kStart + 49ms);
  CHECK(paper.text() == first);
  bar.update(3, kStart + 50ms);
  CHECK(paper.text().find("3/10") != std::string::npos);
  bar.finish();
  CHECK(paper.text().ends_with("\r\x1b[K"));
  const std::string last = paper.text();
  bar.update(4, kStart + 5s);
  CHECK(paper.text() == last);
}

TEST_CASE("a hidden bar comes back with the next update") {
  Paper paper;
  ProgressBar bar(paper.terminal(true), "building", 10, kStart);
  bar.update(1, kStart);
  bar.hide();
  CHECK(paper.text().ends_with("\r\x1b[K"));
  bar.update(2, kStart + 1ms);
  CHECK(paper.text().ends_with("2/10  20%  0:01 left\x1b[K"));
}

TEST_CASE("a bar is silent where no terminal listens") {
  Paper paper;
  ProgressBar bar(paper.terminal(false), "invoking", 10, kStart);
  bar.update(5, kStart + 1s);
  bar.finish();
  CHECK(paper.text().empty());
}
