#include "emulator/template/model/diagnostic.h"

#include <doctest/doctest.h>

#include "emulator/template/model/did_you_mean.h"
#include "tests/unit/template/support.h"

using namespace brume::emulator;

namespace {

Diagnostic error_at(std::uint32_t line, std::uint32_t column, std::uint32_t length) {
  Diagnostic diagnostic;
  diagnostic.at = {0, line, column};
  diagnostic.length = length;
  diagnostic.message = "wrong";
  return diagnostic;
}

std::string render(const std::string& text, const Diagnostic& diagnostic) {
  return render_text({diagnostic}, {{"t.yaml", text}}, false);
}

}  // namespace

TEST_CASE("a diagnostic shows the line, a caret under the text, the hint and the path") {
  Diagnostic diagnostic = error_at(2, 6, 3);
  diagnostic.hint = "did you mean `x`?";
  diagnostic.path = "Resources.A";
  CHECK(render("one\nkey: abc\nthree\n", diagnostic) ==
        "t.yaml:2:6: error: wrong\n"
        "    2 | key: abc\n"
        "      |      ^~~\n"
        "      = did you mean `x`?\n"
        "      = in Resources.A\n");
}

TEST_CASE("the caret stands right after characters of several bytes, and with CRLF and tabs") {
  CHECK(render("größe: abc\r\n", error_at(1, 8, 3)) ==
        "t.yaml:1:8: error: wrong\n    1 | größe: abc\n      |        ^~~\n");
  CHECK(render("\ta: b", error_at(1, 5, 1)) ==
        "t.yaml:1:5: error: wrong\n    1 |  a: b\n      |     ^\n");
}

TEST_CASE("a caret never runs past the end of its line") {
  CHECK(render("ab\n", error_at(1, 2, 50)).find("|  ^\n") != std::string::npos);
  CHECK(render("ab\n", error_at(1, 9, 5)).find("^\n") != std::string::npos);
  CHECK(render("ab\n", error_at(7, 1, 1)).find("^\n") != std::string::npos);
}

TEST_CASE("of a very long line, the part around the caret is shown") {
  const std::string text = std::string(500, 'a') + "X" + std::string(500, 'b');
  const std::string shown = render(text, error_at(1, 501, 1));
  CHECK(shown.find("…aaaa") != std::string::npos);
  CHECK(shown.find("bbb…") != std::string::npos);
  const std::size_t line = shown.find("    1 | ");
  const std::size_t x = shown.find('X') - line - 2;  // the ellipsis has three bytes and one column
  const std::size_t caret = shown.find('^') - shown.rfind('\n', shown.find('^')) - 1;
  CHECK(x == caret);
}

TEST_CASE("what stands in no file has no line to show") {
  Diagnostic diagnostic = error_at(0, 0, 1);
  CHECK(render("", diagnostic) == "t.yaml: error: wrong\n");
  diagnostic.severity = Diagnostic::Severity::kWarning;
  CHECK(render_text({diagnostic}, {}, false) == "warning: wrong\n");
}

TEST_CASE("colours are used only when asked for") {
  const SourceFiles sources{{"t.yaml", "abc"}};
  CHECK(render_text({error_at(1, 1, 3)}, sources, true).find("\033[1;31m") != std::string::npos);
  CHECK(render_text({error_at(1, 1, 3)}, sources, false).find('\033') == std::string::npos);
}

TEST_CASE("JSON has every field") {
  Diagnostic diagnostic = error_at(2, 6, 3);
  diagnostic.hint = "\"h\"";
  diagnostic.path = "A.B";
  diagnostic.rule = rules::kValue;
  CHECK(render_json({diagnostic}, {{"t.yaml", ""}}) ==
        "[\n  {\n    \"severity\": \"error\",\n    \"rule\": \"brume/value\",\n"
        "    \"file\": \"t.yaml\",\n    \"line\": 2,\n"
        "    \"column\": 6,\n    \"length\": 3,\n    \"path\": \"A.B\",\n"
        "    \"message\": \"wrong\",\n    \"hint\": \"\\\"h\\\"\"\n  }\n]");
  CHECK(render_json({}, {}) == "[]");
}

TEST_CASE("tidy sorts by place, puts notes last and says nothing twice") {
  Diagnostic note = error_at(1, 1, 1);
  note.severity = Diagnostic::Severity::kNote;
  Diagnostics diagnostics{note, error_at(9, 1, 1), error_at(2, 5, 1), error_at(2, 5, 1)};
  diagnostics[3].path = "Resources.Other";
  tidy(diagnostics);
  REQUIRE(diagnostics.size() == 3);
  CHECK(diagnostics[0].at.line == 2);
  CHECK(diagnostics[1].at.line == 9);
  CHECK(diagnostics[2].severity == Diagnostic::Severity::kNote);
}

TEST_CASE("the nearest name is found, a far one is not") {
  constexpr std::string_view kNames[] = {"Timeout", "MemorySize", "Handler"};
  CHECK(nearest("Timout", kNames) == "Timeout");
  CHECK(nearest("timeout", kNames) == "Timeout");
  CHECK(nearest("Memorysize", kNames) == "MemorySize");
  CHECK(nearest("Hnadler", kNames) == "Handler");
  CHECK_FALSE(nearest("Zebra", kNames));
  CHECK_FALSE(nearest("", kNames));
  CHECK(edit_distance("abc", "acb") == 1);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(suggestion("Zebra", kNames) == "known here: `Timeout`, `MemorySize`, `Handler`");
}
