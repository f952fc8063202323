#include "emulator/cli/answer_diff.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace brume::emulator::cli {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxShownBytes = 300;

std::string diff_text(const Json* value) {
  return value == nullptr ? std::string()
                          : value->dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string member(const std::string& path, const std::string& name) {
  const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
  });
  return plain ? path + "." + name : path + "[" + Json(name).dump() + "]";
}

// JSON within a text: only what has members is worth looking into.
Json inner(const Json& value) {
  if (!value.is_string()) return {};
  Json parsed = Json::parse(value.get_ref<const std::string&>(), nullptr, false);
  return parsed.is_structured() ? parsed : Json();
}

class AnswerComparison {
 public:
  void compare(const Json* was, const Json* is, const std::string& path) {
    if (found_.size() == kMaxDifferences) return;
    if (was != nullptr && is != nullptr) {
      if (*was == *is) return;
      if (was->is_object() && is->is_object()) return objects(*was, *is, path);
      if (was->is_array() && is->is_array()) return arrays(*was, *is, path);
      const Json was_inner = inner(*was);
      const Json is_inner = inner(*is);
      if (was_inner.is_structured() && is_inner.is_structured() && was_inner != is_inner) {
        return compare(&was_inner, &is_inner, path + " => $");
      }
    }
    found_.push_back({path, diff_text(was), diff_text(is)});
  }

  std::vector<AnswerDifference> take() { return std::move(found_); }

 private:
  void objects(const Json& was, const Json& is, const std::string& path) {
    for (const auto& [name, value] : was.items()) {
      const auto other = is.find(name);
      compare(&value, other == is.end() ? nullptr : &*other, member(path, name));
    }
    for (const auto& [name, value] : is.items()) {
      if (!was.contains(name)) compare(nullptr, &value, member(path, name));
    }
  }

  void arrays(const Json& was, const Json& is, const std::string& path) {
    for (std::size_t i = 0; i < std::max(was.size(), is.size()); ++i) {
      compare(i < was.size() ? &was[i] : nullptr, i < is.size() ? &is[i] : nullptr,
              path + "[" + std::to_string(i) + "]");
    }
  }

  std::vector<AnswerDifference> found_;
};

std::string cut(const std::string& text) {
  if (text.size() <= kMaxShownBytes) return text;
  return text.substr(0, kMaxShownBytes) + "... (" + std::to_string(text.size()) + " bytes)";
}

}  // namespace

std::vector<AnswerDifference> answer_differences(std::string_view was, std::string_view is) {
  if (was == is) return {};
  const Json before = Json::parse(was, nullptr, false);
  const Json after = Json::parse(is, nullptr, false);
  if (before.is_discarded() || after.is_discarded()) {
    return {{"answer", std::string(was), std::string(is)}};
  }
  AnswerComparison comparison;
  comparison.compare(&before, &after, "$");
  return comparison.take();
}

std::string difference_text(const std::vector<AnswerDifference>& differences) {
  std::string text;
  for (const AnswerDifference& one : differences) {
    text += "  " + one.path + "\n";
    text += one.was.empty() ? "    was not there\n" : "    was  " + cut(one.was) + "\n";
    text += one.is.empty() ? "    is gone\n" : "    is   " + cut(one.is) + "\n";
  }
  if (differences.size() >= kMaxDifferences) text += "  and perhaps more\n";
  return text;
}

}  // namespace brume::emulator::cli
