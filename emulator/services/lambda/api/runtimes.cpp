#include "emulator/services/lambda/api/runtimes.h"

#include <algorithm>
#include <iterator>

#include "emulator/services/lambda/api/errors.h"

namespace brume::emulator::aws::lambda {
namespace {

constexpr std::string_view kRuntimes[] = {
    "nodejs20.x", "python3.14", "provided.al2023", "python3.12",   "python3.13",
    "nodejs24.x", "nodejs22.x", "java25",          "python3.10",   "python3.11",
    "java21",     "ruby3.3",    "ruby3.4",         "ruby3.2",      "python3.8",
    "python3.9",  "java17",     "nodejs16.x",      "dotnet10",     "dotnet8",
    "java11",     "dotnet6",    "nodejs18.x",      "provided.al2", "java8.al2"};

// What AWS recommends instead of a runtime that no function can be created with any more.
struct Deprecated {
  std::string_view runtime, instead;
};
constexpr Deprecated kDeprecated[] = {
    {"nodejs14.x", "nodejs20.x"}, {"nodejs12.x", "nodejs18.x"},    {"python3.7", "python3.11"},
    {"python3.6", "python3.9"},   {"ruby2.7", "ruby3.2"},          {"java8", "java21"},
    {"go1.x", "provided.al2023"}, {"provided", "provided.al2023"}, {"dotnetcore3.1", "dotnet6"}};

constexpr std::string_view kSnapStart[] = {"java11",     "java17",     "java21",
                                           "java25",     "python3.12", "python3.13",
                                           "python3.14", "dotnet8",    "dotnet10"};

template <typename Set>
bool holds(const Set& set, std::string_view runtime) {
  return std::find(std::begin(set), std::end(set), runtime) != std::end(set);
}

}  // namespace

const std::string& runtime_set() {
  static const std::string kSet = [] {
    std::string set;
    for (const std::string_view runtime : kRuntimes) {
      set += (set.empty() ? "[" : ", ") + std::string(runtime);
    }
    return set + "]";
  }();
  return kSet;
}

bool is_runtime(std::string_view runtime) {
  return holds(kRuntimes, runtime);
}

Status check_runtime(const std::string& runtime) {
  if (is_runtime(runtime)) return Done{};
  for (const Deprecated& deprecated : kDeprecated) {
    if (deprecated.runtime != runtime) continue;
    return invalid_parameter(
        "The runtime parameter of " + runtime +
        " is no longer supported for creating or updating AWS Lambda functions. We recommend you "
        "use the new runtime (" +
        std::string(deprecated.instead) + ") while creating or updating functions.");
  }
  return invalid_parameter("Value " + runtime +
                           " at 'runtime' failed to satisfy constraint: Member must satisfy enum "
                           "value set: " +
                           runtime_set() + " or be a valid ARN");
}

bool is_provided(std::string_view runtime) {
  return runtime == "provided" || runtime.starts_with("provided.");
}

bool has_snap_start(std::string_view runtime) {
  return holds(kSnapStart, runtime);
}

}  // namespace brume::emulator::aws::lambda
