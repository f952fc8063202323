#include "emulator/template/parse/parse.h"

#include <doctest/doctest.h>

#include "emulator/template/model/value_json.h"
#include "emulator/template/parse/limits.h"
#include "emulator/template/parse/scalar.h"
#include "tests/unit/template/support.h"

using namespace brume::emulator;

namespace {

struct Parsed {
  std::optional<Value> value;
  Diagnostics diagnostics;
  SourceFiles sources;
};

Parsed parse(const std::string& text) {
  const Folder folder;
  Parsed parsed;
  Reporter reporter(parsed.diagnostics);
  parsed.value = parse_file(folder.write("template.yaml", text), parsed.sources, reporter);
  return parsed;
}

std::string json_of(const std::string& text) {
  const Parsed parsed = parse(text);
  if (!parsed.value) return described(Diagnostic::Severity::kError, parsed.diagnostics);
  return to_json(*parsed.value);
}

std::string error_of(const std::string& text) {
  return described(Diagnostic::Severity::kError, parse(text).diagnostics);
}

std::string repeated(const std::string& text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

}  // namespace

TEST_CASE("plain scalars have YAML 1.1's types") {
  struct Case {
    const char* text;
    Value value;
  };
  const Case cases[] = {{"10", 10},
                        {"-3", -3},
                        {"+7", 7},
                        {"0755", 493},
                        {"0x1F", 31},
                        {"0b101", 5},
                        {"1_000", 1000},
                        {"1:30", 90},
                        {"1.5", 1.5},
                        {"1.10", 1.1},
                        {".5", 0.5},
                        {"1.", 1.0},
                        {"1e3", "1e3"},
                        {"1.5e3", 1500.0},
                        {"yes", true},
                        {"No", false},
                        {"on", true},
                        {"OFF", false},
                        {"True", true},
                        {"y", "y"},
                        {"~", Value()},
                        {"null", Value()},
                        {"2010-09-09", "2010-09-09"},
                        {"012345678901", "012345678901"},
                        {"123456789012", std::int64_t{123456789012}},
                        {"-", "-"},
                        {"1.2.3", "1.2.3"},
                        {"arn:aws", "arn:aws"},
                        {"99999999999999999999", "99999999999999999999"},
                        {"12:61", "12:61"}};
  for (const Case& each : cases) {
    CAPTURE(each.text);
    CHECK(plain_scalar(each.text, false) == each.value);
  }
  CHECK(plain_scalar("1e3", true) == Value(1000.0));
}

TEST_CASE("quoted scalars and keys are strings") {
  CHECK(json_of("a: '10'\n\"on\": \"yes\"\n200: x\n") == R"({"a":"10","on":"yes","200":"x"})");
}

TEST_CASE("short forms become long forms, also inside each other") {
  CHECK(json_of("!Ref X") == R"({"Ref":"X"})");
  CHECK(json_of("a: !GetAtt Fn.Arn") == R"({"a":{"Fn::GetAtt":["Fn","Arn"]}})");
  CHECK(json_of("a: !GetAtt Db.Endpoint.Port") == R"({"a":{"Fn::GetAtt":["Db","Endpoint.Port"]}})");
  CHECK(json_of("a: !GetAtt [Fn, Arn]") == R"({"a":{"Fn::GetAtt":["Fn","Arn"]}})");
  CHECK(json_of("!Not [!Condition X]") == R"({"Fn::Not":[{"Condition":"X"}]})");
  CHECK(json_of("a: !If [C, !Ref B, !Join [\"\", [!Sub \"${X}\", y]]]") ==
        R"({"a":{"Fn::If":["C",{"Ref":"B"},{"Fn::Join":["",[{"Fn::Sub":"${X}"},"y"]]}]}})");
  CHECK(json_of("Fn::Base64:\n  !Sub |\n    a\n    b\n") ==
        R"({"Fn::Base64":{"Fn::Sub":"a\nb\n"}})");
  CHECK(json_of("a: !Sub 10") == R"({"a":{"Fn::Sub":"10"}})");
}

TEST_CASE("an unknown tag is an error with the nearest one") {
  CHECK(error_of("a: !Reff X\n") == "1:4 unknown tag `!Reff` | did you mean `!Ref`?\n");
}

TEST_CASE("core tags choose the type") {
  CHECK(json_of("a: !!str 10\nb: !!int '10'\n") == R"({"a":"10","b":10})");
}

TEST_CASE("anchors and aliases are expanded") {
  CHECK(json_of("a: &x [1, {b: 2}]\nc: *x\n") == R"({"a":[1,{"b":2}],"c":[1,{"b":2}]})");
  CHECK(json_of("a: &t 5\nb: *t\n") == R"({"a":5,"b":5})");
}

TEST_CASE("an alias without an anchor is an error") {
  CHECK(error_of("a: *nothing\n").find("1:4 alias `*nothing` refers to no anchor") == 0);
  CHECK(error_of("a: &loop [*loop]\n").find("1:11 alias `*loop` refers to no anchor") == 0);
}

TEST_CASE("merge keys put the merged members first and let own ones win") {
  CHECK(json_of("base: &b {x: 1, y: 2}\nuse:\n  <<: *b\n  y: 3\n  z: 4\n") ==
        R"({"base":{"x":1,"y":2},"use":{"x":1,"y":3,"z":4}})");
  CHECK(json_of("use:\n  <<: [{x: 1}, {x: 2, y: 2}]\n") == R"({"use":{"x":1,"y":2}})");
  CHECK(error_of("use:\n  <<: 5\n") == "2:7 `<<` merges a map or a list of maps\n");
}

TEST_CASE("a duplicate key is an error that names both places") {
  CHECK(error_of("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n") ==
        "5:3 duplicate key `c` | it stands already at line 3, column 3\n");
  CHECK(error_of("{\"a\": 1, \"b\": 2, \"a\": 3}") ==
        "1:18 duplicate key `a` | it stands already at line 1, column 2\n");
}

TEST_CASE("duplicate keys are found in large maps too") {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "k" + std::to_string(i) + ": 1\n";
  CHECK(error_of(text).empty());
  CHECK(error_of(text + "k3: 1\n") ==
        "101:1 duplicate key `k3` | it stands already at line 4, column 1\n");
}

TEST_CASE("nesting is bounded") {
  const int limit = static_cast<int>(kNestingMax);
  CHECK(error_of(repeated("[", limit) + repeated("]", limit)).empty());
  CHECK(error_of(repeated("[", limit + 1) + repeated("]", limit + 1)).find("nested deeper") !=
        std::string::npos);
  CHECK(error_of(repeated("[", 100000)).find("nested deeper") != std::string::npos);
}

TEST_CASE("an alias bomb is an error, quickly") {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before +
            repeated(", " + before, 9) + "]\n";
  }
  CHECK(error_of(bomb).find("aliases expand to more than 100000 values") != std::string::npos);
}

TEST_CASE("CRLF and a byte order mark change nothing") {
  CHECK(json_of("\xef\xbb\xbf"
                "a: 1\r\nb:\r\n  - x\r\n") == R"({"a":1,"b":["x"]})");
  CHECK(error_of("\xef\xbb\xbf"
                 "a: 1\r\na: 2\r\n") ==
        "2:1 duplicate key `a` | it stands already at line 1, column 1\n");
}

TEST_CASE("columns count code points, not bytes") {
  const Parsed parsed = parse("größe: é\n日本: !Reff x\n");
  REQUIRE(parsed.diagnostics.size() == 1);
  CHECK(parsed.diagnostics[0].at.column == 5);
  CHECK(json_of("größe: 日本\n") == "{\"größe\":\"日本\"}");
}

TEST_CASE("an empty file is an empty value") {
  for (const char* text : {"", "\n", "# nothing\n", "---\n"}) {
    const Parsed parsed = parse(text);
    REQUIRE(parsed.value);
    CHECK(parsed.value->is_null());
  }
}

TEST_CASE("a directory, a missing and an unreadable file are told apart") {
  const Folder folder;
  Parsed parsed;
  Reporter reporter(parsed.diagnostics);
  CHECK_FALSE(parse_file(folder.path(), parsed.sources, reporter));
  CHECK_FALSE(parse_file(folder.path() / "none.yaml", parsed.sources, reporter));
  REQUIRE(parsed.diagnostics.size() == 2);
  CHECK(parsed.diagnostics[0].message.find("is a directory, not a file") != std::string::npos);
  CHECK(parsed.diagnostics[1].message.find("there is no file") == 0);
  if (::geteuid() == 0) return;  // nothing is unreadable for root
  const auto secret = folder.write("secret.yaml", "a: 1");
  std::filesystem::permissions(secret, std::filesystem::perms::none);
  CHECK_FALSE(parse_file(secret, parsed.sources, reporter));
  CHECK(parsed.diagnostics.back().message.find("permission denied") != std::string::npos);
}

TEST_CASE("tabs in the indentation are explained") {
  CHECK(error_of("a: b\n\tc: d\n").find("YAML indents with spaces, not with tabs") !=
        std::string::npos);
}

TEST_CASE("a second document is an error where it starts") {
  CHECK(error_of("a: 1\n---\nb: 2\n") ==
        "2:1 a second document starts here | a template is one YAML document\n");
}

TEST_CASE("a syntax error has its place") {
  CHECK(error_of("a: [b\nc: d\n").find("2:") == 0);
  CHECK(error_of("a: \"open\n").find("unexpected end of stream") != std::string::npos);
  CHECK(error_of("a: 1\n b: 2\n") != "");
}

TEST_CASE("syntax errors say what was expected") {
  struct Case {
    const char* text;
    const char* error;
  };
  const Case cases[] = {
      {"a: 1\n---\n", "2:1 a second document starts here"},
      {"a: 1\n...\nb: 2", "3:1 a second document starts here"},
      {"- a\nb: 1", "2:1 this belongs to nothing that stands before it"},
      {"{\"a\": 1} x", "1:10 this belongs to nothing that stands before it"},
      {"a: 1\n- b", "2:1 expected `key: value` in the map above"},
      {"a: 'x' y", "1:8 expected the end of the line after this value"},
      {"- a\n b: 1\n", "2:3 a `:` cannot stand here"},
      {"a: b: c", "1:5 a `:` cannot stand here"},
      {"a: - b", "1:4 a list item cannot start here"},
      {"a: @x", "1:4 a value cannot go on or start with `@`"},
      {"a: [`b`]", "1:5 a value cannot go on or start with ``"},
      {"a: [b}", "1:6 this bracket closes nothing that is open"},
      {"a: [", "1:5 unexpected end of stream, expected `,` or `]` | it was opened at line 1, co"},
      {"{\"a\": {\"b\": 1}\n\n", "1:15 unexpected end of stream, expected `,` or `}` | it was o"},
      {"{\n\t\"a\" 1}", "2:6 expected `,` or `}`"},
      {"[a,,b]", "1:4 a value is missing before this `,`"},
      {"{a: 1,,b: 2}", "1:7 a value is missing before this `,`"},
      {"a: \"open", "1:9 unexpected end of stream"},
      {"a: 'it''s\nb: 1\n", "1:4 unexpected end of stream in the string that starts here"},
      {"a: \"\\q\"", "1:5 unknown escape `\\q`"},
      {"a: \"\\U00110000\"", "1:15 this escape is no Unicode character"},
      {"a:\n\tb: c", "2:3 a `:` cannot stand here | YAML indents with spaces, not with tabs"},
      {"a: &x b\n*x : c", "1:4 a key must be a string | an alias cannot be a key"},
      {"a: !<foo> x", "1:4 unknown tag `!<foo>`"},
      {"a: !foo!bar x", "1:4 unknown tag `!foo!bar`"},
      {"a: \x04 b", "1:4 control characters are not allowed"},
      {"a: \xed\xa0\x80", "1:4 invalid UTF-8 sequence"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.text);
    CHECK(error_of(each.text).substr(0, std::string_view(each.error).size()) == each.error);
  }
}

TEST_CASE("block, folded and many-line scalars keep their text") {
  CHECK(json_of("a: |\n  x\n   y\n\nb: >-\n  x\n  y\n\n  z\nc: |+\n  x\n\nd: x\n  y\n") ==
        R"({"a":"x\n y\n","b":"x y\nz","c":"x\n\n","d":"x y"})");
  CHECK(json_of("a: |\r\n  x\r\n  y\r\nb: \"x\r\n  y\"\r\n") == R"({"a":"x\ny\n","b":"x y"})");
  CHECK(json_of("a: 'it''s'\nb: \"x\\\n  y\"\n") == R"({"a":"it's","b":"xy"})");
  CHECK(json_of("a: 1\rb: 2\r") == R"({"a":1,"b":2})");
}

TEST_CASE("escapes become whole characters") {
  CHECK(json_of(R"("\N\_\L\x41\u00e9à")") ==
        "\"\xc2\x85\xc2\xa0\xe2\x80\xa8"
        "Aéà\"");
}

TEST_CASE("what stands for null is the text where it is a key") {
  CHECK(json_of("null: ~\n~: null\n'': x\n") == R"({"null":null,"~":null,"":"x"})");
}

TEST_CASE("an anchored key can be an alias's value") {
  CHECK(json_of("&k a: 1\nb: *k\n") == R"({"a":1,"b":"a"})");
}

TEST_CASE("a value that was left out stands where it belongs") {
  const Parsed parsed = parse("a:  # one\nb:\n  -\n  - # two\n\n  - x\nc :\n");
  REQUIRE(parsed.value);
  const auto place = [](const Value& value) {
    CHECK(value.is_null());
    return std::to_string(value.at().line) + ":" + std::to_string(value.at().column);
  };
  CHECK(place(*parsed.value->find("a")) == "1:3");
  CHECK(place(parsed.value->find("b")->items()[0]) == "3:4");
  CHECK(place(parsed.value->find("b")->items()[1]) == "4:4");
  CHECK(place(*parsed.value->find("c")) == "7:4");
}

TEST_CASE("what is not UTF-8 is an error with its place") {
  CHECK(error_of("a: 1\nb: \xff\xfe\n").find("2:4 invalid leading UTF-8 octet") == 0);
  CHECK(error_of("\xff\xfe"
                 "a")
            .find("UTF-16") != std::string::npos);
}

TEST_CASE("keys must be strings") {
  CHECK(error_of("? [a]\n: b\n").find("a key must be a string") != std::string::npos);
}

TEST_CASE("JSON is read with its escapes, tabs and surrogate pairs") {
  CHECK(json_of("{\n\t\"a\":\"\\ud83d\\ude00\\u00e9\\/\",\t\"b\":[1e2,true,null]}") ==
        "{\"a\":\"😀é/\",\"b\":[100.0,true,null]}");
  CHECK(error_of("{\"a\":\"\\ud83d!\"}").find("1:7 half of a surrogate pair") == 0);
}

TEST_CASE("columns after a surrogate pair are those of the text") {
  CHECK(error_of("{\"a\":\"\\ud83d\\ude00\", \"a\":1}").find("1:22 duplicate key") == 0);
  CHECK(error_of("{\"a\":\"\\ud83d\\ude00\\ud83d\\ude00\",\"a\":1}").find("1:33 duplicate key") ==
        0);
}

TEST_CASE("values know how much of the line is theirs") {
  const Parsed parsed = parse("key: !Ref Name\nlist: [abc]\n");
  REQUIRE(parsed.value);
  const Value& ref = *parsed.value->find("key");
  CHECK(ref.at().column == 6);
  CHECK(ref.length() == 9);
  CHECK(parsed.value->find("list")->items()[0].length() == 3);
  const auto length = [](const std::string& text) {
    const Parsed each = parse("a: " + text + "\n");
    REQUIRE(each.value);
    return each.value->find("a")->length();
  };
  CHECK(length("!Ref &x Name  # c") == 12);
  CHECK(length("'it''s'") == 7);
  CHECK(length("\"\\\"é\" ") == 5);
  CHECK(length("one two\n  three") == 7);
  CHECK(length("!Sub |-\n  text") == 7);
  CHECK(length("\"one\n  two\"") == 4);
  CHECK(length("!Ref\n  Name") == 4);
}
