// `.brume` beside the template: who runs there, and where it can be reached. One emulator at a time
// holds the folder; its lock ends with its process, however that ends.
//
// Blocking, small files. Any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "emulator/base/result.h"

namespace brume::emulator::app {

struct RunningEmulator {
  long pid = 0;
  std::string template_file;
  std::string api_url;     // "http://127.0.0.1:3000"; empty: no gateway
  std::string aws_url;     // "http://127.0.0.1:4566"; empty: no endpoint
  std::string started_at;  // "2026-11-21T10:00:00.000Z"
};

// Of the template, or of its folder.
std::filesystem::path state_folder(const std::filesystem::path& template_file);

// The recorded invocations of a template, there or not.
std::filesystem::path history_file(const std::filesystem::path& template_file);

// The asynchronous events of the emulators of a state folder.
std::filesystem::path events_file(const std::filesystem::path& state_folder);

// Absent when no emulator runs there.
std::optional<RunningEmulator> find_running(const std::filesystem::path& state_folder);

class StateFolder {
 public:
  // Makes the folder if need be. kUnavailable: another process holds it, which is named;
  // kInvalidArgument: it cannot be made or written.
  static Result<StateFolder> claim(const std::filesystem::path& folder);
  StateFolder(StateFolder&& other) noexcept;
  StateFolder& operator=(StateFolder&&) = delete;
  ~StateFolder();

  Status publish(const RunningEmulator& running);
  const std::filesystem::path& path() const { return folder_; }

 private:
  StateFolder(std::filesystem::path folder, int lock) : folder_(std::move(folder)), lock_(lock) {}

  std::filesystem::path folder_;
  int lock_;  // -1: moved from
};

}  // namespace brume::emulator::app
