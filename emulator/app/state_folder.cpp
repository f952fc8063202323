#include "emulator/app/state_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

namespace brume::emulator::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLockFile = "emulator.lock";
constexpr const char* kStateFile = "emulator.json";

Error folder_error(const std::string& what, const fs::path& path) {
  return {Error::Code::kInvalidArgument, "cannot " + what + " " + path.string() + ": " +
                                             std::strerror(errno) +
                                             "\n  --ephemeral runs without keeping anything there"};
}

std::optional<RunningEmulator> read_state(const fs::path& folder) {
  std::ifstream file(folder / kStateFile);
  const auto state = nlohmann::json::parse(file, nullptr, false);
  if (!state.is_object()) return std::nullopt;
  RunningEmulator running;
  running.pid = state.value("pid", 0L);
  running.template_file = state.value("template", "");
  running.api_url = state.value("apiUrl", "");
  running.aws_url = state.value("awsUrl", "");
  running.started_at = state.value("startedAt", "");
  return running;
}

std::string holder_of(const fs::path& folder) {
  const auto running = read_state(folder);
  if (!running) return "another brume";
  std::string holder = "brume, process " + std::to_string(running->pid);
  if (!running->api_url.empty()) holder += ", " + running->api_url;
  if (!running->aws_url.empty()) holder += ", AWS endpoint " + running->aws_url;
  return holder + ", since " + running->started_at;
}

}  // namespace

fs::path state_folder(const fs::path& template_file) {
  std::error_code ignored;
  const fs::path absolute = fs::absolute(template_file, ignored).lexically_normal();
  return (fs::is_directory(absolute, ignored) ? absolute : absolute.parent_path()) / ".brume";
}

fs::path history_file(const fs::path& template_file) {
  return state_folder(template_file) / "history.db";
}

fs::path events_file(const fs::path& state_folder) {
  return state_folder / "events.db";
}

std::optional<RunningEmulator> find_running(const fs::path& folder) {
  const int lock = ::open((folder / kLockFile).c_str(), O_RDONLY | O_CLOEXEC);
  if (lock < 0) return std::nullopt;
  // Shared, so that two who ask at once do not take each other for the holder.
  const bool held = ::flock(lock, LOCK_SH | LOCK_NB) != 0;
  ::close(lock);
  return held ? read_state(folder) : std::nullopt;
}

Result<StateFolder> StateFolder::claim(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) {
    errno = failed.value();
    return folder_error("make", folder);
  }
  const fs::path file = folder / kLockFile;
  const int lock = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (lock < 0) return folder_error("write", file);
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock);
    return Error{Error::Code::kUnavailable,
                 folder.string() + " is in use by " + holder_of(folder) +
                     "\n  `brume stop` ends it; --ephemeral runs beside it"};
  }
  return StateFolder(folder, lock);
}

StateFolder::StateFolder(StateFolder&& other) noexcept
    : folder_(std::move(other.folder_)), lock_(std::exchange(other.lock_, -1)) {}

StateFolder::~StateFolder() {
  if (lock_ < 0) return;
  std::error_code ignored;
  fs::remove(folder_ / kStateFile, ignored);
  ::close(lock_);
}

Status StateFolder::publish(const RunningEmulator& running) {
  const nlohmann::ordered_json state = {{"pid", running.pid},
                                        {"template", running.template_file},
                                        {"apiUrl", running.api_url},
                                        {"awsUrl", running.aws_url},
                                        {"startedAt", running.started_at}};
  const fs::path whole = folder_ / kStateFile;
  const fs::path half = folder_ / (std::string(kStateFile) + ".new");
  std::ofstream file(half);
  file << state.dump(2) << '\n';
  file.close();
  if (!file || ::rename(half.c_str(), whole.c_str()) != 0) return folder_error("write", whole);
  return Done{};
}

}  // namespace brume::emulator::app
