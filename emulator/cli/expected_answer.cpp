#include "emulator/cli/expected_answer.h"

#include <nlohmann/json.hpp>

namespace brume::emulator::cli {
namespace {

using Json = nlohmann::json;

std::string shown_json(const Json& value) {
  constexpr std::size_t kMaxShown = 200;
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() > kMaxShown) text = text.substr(0, kMaxShown) + "...";
  return text;
}

void report(std::string& out, const std::string& path, const std::string& what) {
  out += (path.empty() ? std::string("the answer") : path) + ": " + what + "\n";
}

void compare(const Json& expected, const Json& got, const std::string& path, std::string& out) {
  if (expected.is_object() && got.is_object()) {
    for (const auto& [name, value] : expected.items()) {
      const std::string inner = path.empty() ? name : path + "." + name;
      const auto found = got.find(name);
      if (found == got.end()) {
        report(out, inner, "expected " + shown_json(value) + ", but there is no such member");
      } else {
        compare(value, *found, inner, out);
      }
    }
    return;
  }
  if (expected.is_array() && got.is_array()) {
    if (expected.size() != got.size()) {
      report(out, path,
             "expected " + std::to_string(expected.size()) + " elements, got " +
                 std::to_string(got.size()));
      return;
    }
    for (std::size_t i = 0; i < expected.size(); ++i) {
      compare(expected[i], got[i], path + "[" + std::to_string(i) + "]", out);
    }
    return;
  }
  if (expected != got)
    report(out, path, "expected " + shown_json(expected) + ", got " + shown_json(got));
}

}  // namespace

Result<std::string> differences(std::string_view expected, std::string_view answer) {
  const Json want = Json::parse(expected, nullptr, false);
  if (want.is_discarded()) return Error{Error::Code::kInvalidArgument, "is not JSON"};
  const Json got = Json::parse(answer, nullptr, false);
  if (got.is_discarded()) return "the answer is not JSON: " + std::string(answer) + "\n";
  std::string out;
  compare(want, got, "", out);
  return out;
}

}  // namespace brume::emulator::cli
