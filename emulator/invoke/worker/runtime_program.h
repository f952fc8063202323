// What runs a function that is no library of ours: a program that speaks Lambda's Runtime API.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace brume::emulator {

// A program that has started an interpreter and forks functions from it. Source of what it says:
// runtime/python/brume_runtime/fork_server.py.
struct ForkTemplate {
  std::vector<std::string> command;  // argv, of this machine's paths

  friend auto operator<=>(const ForkTemplate&, const ForkTemplate&) = default;
};

struct RuntimeProgram {
  std::string runtime;  // as the template names it: "python3.12", "provided.al2023"
  // argv. Paths that begin with kTaskMount, kLayersMount or kRuntimeMount lead where the program
  // finds these folders.
  std::vector<std::string> command;
  std::filesystem::path client = {};  // the folder of our client of the Runtime API; empty: none
  std::filesystem::path layers = {};  // what the layers hold together; empty: there are none
  // Instead of a start from nothing, where it is ready; empty: never.
  std::optional<ForkTemplate> fork_template = {};
  // Of the code: another when anything in its folder has changed. 0: nobody looks.
  std::uint64_t code_stamp = 0;

  friend bool operator==(const RuntimeProgram&, const RuntimeProgram&) = default;
};

// Where a function's code, its layers and its runtime lie on AWS. Source: Lambda, "Defined runtime
// environment variables" and "Packaging your layer content".
inline constexpr const char* kTaskMount = "/var/task";
inline constexpr const char* kLayersMount = "/opt";
inline constexpr const char* kRuntimeMount = "/var/runtime";

}  // namespace brume::emulator
