#include "emulator/invoke/line_splitter.h"

#include <doctest/doctest.h>

#include <vector>

#include "emulator/invoke/limits.h"

using namespace brume::emulator;

namespace {

std::vector<std::string> split(std::string_view bytes, std::size_t piece) {
  std::vector<std::string> lines;
  const auto add = [&](std::string_view line) { lines.emplace_back(line); };
  LineSplitter splitter;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    splitter.feed(bytes.substr(0, piece), add);
  }
  splitter.flush(add);
  return lines;
}

}  // namespace

TEST_CASE("lines are the same however the output arrives") {
  const std::string bytes("one\r\n\ntwo\rhalf\nfr\0m\xFF\nlast", 25);
  const std::vector<std::string> lines = {"one", "", "two\rhalf", std::string("fr\0m\xFF", 5),
                                          "last"};
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) CHECK(split(bytes, piece) == lines);
}

TEST_CASE("nothing printed is no line; an end alone is an empty one") {
  CHECK(split("", 1).empty());
  CHECK(split("\n", 1) == std::vector<std::string>{""});
}

TEST_CASE("a line of exactly the limit is one, a longer one is several, and nothing is lost") {
  for (const std::size_t piece : {std::size_t{1000}, std::size_t{4096}, std::size_t{1 << 20}}) {
    const std::string exact(kMaxLogLineBytes, 'x');
    CHECK(split(exact + "\ny\n", piece) == std::vector<std::string>{exact, "y"});
    CHECK(split(exact + "z\ny\n", piece) == std::vector<std::string>{exact, "z", "y"});
    const auto flood = split(std::string(10 * kMaxLogLineBytes + 7, 'f'), piece);
    REQUIRE(flood.size() == 11);
    CHECK(flood[0].size() == kMaxLogLineBytes);
    CHECK(flood[10].size() == 7);
  }
}

TEST_CASE("a flushed line is handed over once") {
  int lines = 0;
  const auto count = [&](std::string_view) { ++lines; };
  LineSplitter splitter;
  splitter.feed("part", count);
  splitter.flush(count);
  splitter.flush(count);
  CHECK(lines == 1);
}
