#include "emulator/build/tools.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "emulator/loop/child_process.h"

namespace brume::emulator {
namespace {

namespace fs = std::filesystem;

// What Ninja, make and CMake say about themselves and not about the code.
bool is_chatter(std::string_view line) {
  constexpr std::array<std::string_view, 6> kBeginnings = {"-- ",
                                                           "ninja: no work to do",
                                                           "ninja: Entering directory",
                                                           "ninja: build stopped:",
                                                           "Install the project",
                                                           "Re-running CMake"};
  return std::any_of(kBeginnings.begin(), kBeginnings.end(),
                     [line](std::string_view begin) { return line.starts_with(begin); });
}

std::optional<std::size_t> number_at(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

}  // namespace

std::optional<std::pair<std::size_t, std::size_t>> progress_in(std::string_view line) {
  if (!line.starts_with('[')) return std::nullopt;
  line.remove_prefix(1);
  const auto done = number_at(line);
  if (!done) return std::nullopt;
  if (line.starts_with("%] ")) return std::pair(*done, std::size_t{100});
  if (!line.starts_with('/')) return std::nullopt;
  line.remove_prefix(1);
  const auto total = number_at(line);
  if (!total || !line.starts_with("] ") || *total < *done) return std::nullopt;
  return std::pair(*done, *total);
}

Tools::Tools(const BuildSettings& settings, BuildObserver& observer, const std::string& name)
    : settings_(settings), observer_(observer), log_path_(settings.logs_root / (name + ".log")) {
  std::error_code ignored;
  fs::create_directories(settings.logs_root, ignored);
  log_.open(log_path_, std::ios::binary | std::ios::trunc);
}

bool Tools::run(const Run& run) {
  ChildProcessOptions options;
  options.argv = run.argv;
  options.environment = settings_.environment;
  for (const auto& [name, value] : run.variables) (*options.environment)[name] = value;
  for (const std::string& word : run.argv) log_ << (&word == run.argv.data() ? "$ " : " ") << word;
  log_ << std::endl;
  command_follows_ = false;
  const Result<int> status =
      run_process(options, [&](std::string_view line) { on_line(line, run.quiet); });
  log_.flush();
  failure_.clear();
  if (!status.ok()) {
    failure_ = status.error().message;
  } else if (status.value() != 0) {
    failure_ = fs::path(run.argv[0]).filename().string() + " ended with status " +
               std::to_string(status.value());
  }
  if (interrupted()) failure_ = "interrupted";
  return failure_.empty();
}

void Tools::on_line(std::string_view line, bool quiet) {
  log_ << line << '\n';
  if (quiet) return;
  if (const auto progress = progress_in(line)) {
    observer_.on_progress(progress->first, progress->second);
    return;
  }
  // Ninja prints the command of a failed step in between; it is for the log.
  const bool is_command = std::exchange(command_follows_, line.starts_with("FAILED: "));
  if (is_command || command_follows_ || is_chatter(line)) return;
  observer_.on_line(line);
}

bool Tools::interrupted() const {
  return settings_.interrupted != nullptr && settings_.interrupted->load();
}

fs::path Tools::find(std::string_view program) const {
  const auto path = settings_.environment.find("PATH");
  std::string_view rest = path == settings_.environment.end() ? "" : std::string_view(path->second);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    const fs::path candidate = fs::path(rest.substr(0, end)) / program;
    if (end > 0 && access(candidate.c_str(), X_OK) == 0) return candidate;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return {};
}

}  // namespace brume::emulator
