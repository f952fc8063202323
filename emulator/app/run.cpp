#include "emulator/app/run.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "emulator/app/start_table.h"
#include "emulator/app/terminal.h"
#include "emulator/cli/command.h"
#include "emulator/cli/template_options.h"
#include "emulator/history/history.h"
#include "emulator/invoke/log_format.h"
#include "emulator/loop/descriptor_limit.h"
#include "emulator/template/model/diagnostic.h"

namespace brume::emulator::cli {
namespace {

namespace fs = std::filesystem;

// Each connection takes one, each environment two.
constexpr std::size_t kDescriptors = 65'536;
// Files often change together; one reload does for all of them.
constexpr Duration kSettle = std::chrono::milliseconds(60);
// For requests under way when somebody stops the emulator; then they are broken off.
constexpr Duration kDrain = std::chrono::seconds(10);

std::vector<std::string> build_arguments(const StartOptions& options) {
  std::vector<std::string> arguments{"-t", options.load.template_file.string()};
  if (!options.place.build_dir.empty()) {
    arguments.insert(arguments.end(), {"--build-dir", options.place.build_dir.string()});
  }
  return arguments;
}

// "/app/.brume/build" holds "/app/.brume/build/Hello/hello.so", at whatever depth.
bool holds(const fs::path& folder, const fs::path& file) {
  const auto ends = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
  return ends.first == folder.end();
}

}  // namespace

int start(StartOptions options) {
  std::unique_ptr<LogOutput> output;
  if (options.log_file.empty()) {
    output = std::make_unique<LogOutput>(stderr, options.log_format);
  } else {
    auto file = LogOutput::to_file(options.log_file, options.log_format);
    if (!file) {
      std::fprintf(stderr, "brume %s: %s\n", options.command.c_str(), file.error().message.c_str());
      return kExitUsage;
    }
    output = std::move(*file);
  }
  return StartRun(std::move(options), *output).run();
}

StartRun::StartRun(StartOptions options, LogOutput& output)
    : options_(std::move(options)), log_(output, book_), hosting_(log_, options_.virtual_start) {
  if (options_.virtual_start) output.show_dates();
}

int StartRun::fail(const Error& error) const {
  std::fprintf(stderr, "brume %s: %s\n", options_.command.c_str(), error.message.c_str());
  return error.code == Error::Code::kInvalidArgument ? kExitUsage : kExitFailed;
}

int StartRun::run() {
  raise_descriptor_limit(kDescriptors);
  if (Status claimed = claim_state(); !claimed) return fail(claimed.error());
  application_.emplace(LiveSources{options_.load, options_.place, copies_folder()},
                       hosting_.services(),
                       LiveListener{[this](std::string_view text) { notice(text); },
                                    [this](const Loaded& loaded) { show_diagnostics(loaded); },
                                    [this] {
                                      serving_->on_application_changed();
                                      watch_folders();
                                    }});
  if (!application_->load()) return exit_code_of_rejected(options_.load);
  options_.serve.lambda_folder = state_ ? state_->path() / "lambda" : copies_folder() / "lambda";
  if (state_) options_.serve.schedules.file = state_->path() / "schedules.db";
  if (Status opened = open_queue(); !opened) return fail(opened.error());
  if (Status opened = open_buckets(); !opened) return fail(opened.error());
  serving_.emplace(ServeParts{hosting_, *application_, book_, log_, *queue_, buckets_.get()},
                   options_.serve);
  if (Status listening = serving_->listen(); !listening) return fail(listening.error());
  if (Status started = hosting_.start(); !started) return fail(started.error());
  if (options_.record) {
    if (Status recording = start_recording(); !recording) return fail(recording.error());
  }
  if (options_.reload || options_.build) {
    if (Status watching = watch_files(); !watching) notice(watching.error().message);
  }
  queue_->start();
  if (buckets_) buckets_->start();
  serving_->on_stop([this] { stop(); });
  const auto interrupt = hosting_.loop().watch_signal(SIGINT, [this] { on_signal(); });
  const auto terminate = hosting_.loop().watch_signal(SIGTERM, [this] { on_signal(); });
  publish();
  show_table();
  if (options_.build) builder_->build();
  if (options_.serve.schedules.run_on_start) serving_->schedules().fire_all();
  while (!stopped_) hosting_.loop().run();
  settle_.reset();
  files_.reset();
  finish_recording();
  return exit_code_;
}

// --- what is kept ---

Status StartRun::claim_state() {
  if (options_.ephemeral) return Done{};
  auto claimed = StateFolder::claim(state_folder(options_.load.template_file));
  if (!claimed) return std::move(claimed).error();
  state_.emplace(std::move(*claimed));
  return Done{};
}

Status StartRun::start_recording() {
  auto history = open_history(history_file(options_.load.template_file));
  if (!history) return std::move(history).error();
  history_.emplace(hosting_.loop(), std::move(*history));
  recorder_.emplace(*history_, hosting_.loop(), *options_.record,
                    [this](std::string_view text) { notice(text); });
  hosting_.watch_invocations(
      [this](const FunctionConfig& function) { return recorder_->watch(function); });
  return Done{};
}

// What was cut off has ended too, a moment later.
void StartRun::finish_recording() {
  if (!recorder_) return;
  if (stopping_) {
    while (hosting_.invoker().running() > 0) hosting_.loop().run_once(true);
  }
  while (!recorder_->idle()) hosting_.loop().run_once(true);
  hosting_.watch_invocations({});
}

Status StartRun::open_queue() {
  auto opened =
      open_event_queue(hosting_, log_, state_ ? state_->path() / kEventsFile : fs::path(":memory:"),
                       [this](const auto& name, const auto& qualifier) {
                         return serving_->async_policy(name, qualifier);
                       });
  if (!opened) return std::move(opened).error();
  queue_ = std::move(*opened);
  return Done{};
}

Status StartRun::open_buckets() {
  if (!options_.buckets) return Done{};
  BucketOptions options = *options_.buckets;
  const fs::path place = state_ ? state_->path() : copies_folder();
  std::error_code ignored;
  fs::create_directories(place, ignored);
  options.folder = place / "buckets";
  options.database_file = place / "storage.db";
  auto opened = Buckets::open(hosting_, *queue_, log_, std::move(options));
  if (!opened) return std::move(opened).error();
  buckets_ = std::move(*opened);
  buckets_->set(application_->buckets());
  // Without anything to wait for, the loop would not turn.
  const Timer turning = hosting_.loop().start(kDrain, [] {});
  while (buckets_->settling()) hosting_.loop().run_once(true);
  if (buckets_->first_error()) return *buckets_->first_error();
  return Done{};
}

fs::path StartRun::copies_folder() const {
  if (state_) return state_->path() / "run";
  return fs::temp_directory_path() / ("brume-run-" + std::to_string(::getpid()));
}

void StartRun::publish() {
  if (!state_) return;
  const Status published =
      state_->publish({::getpid(), options_.load.template_file.string(), serving_->api_url(),
                       serving_->aws_url(), iso_time(hosting_.loop().wall())});
  if (!published) notice(published.error().message);
}

// --- what is shown ---

void StartRun::notice(std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    log_.write({LogRecord::Kind::kNotice, hosting_.clock().wall(), {}, {}, line});
  }
}

void StartRun::show_diagnostics(const Loaded& loaded) {
  std::string text = render_text(loaded.diagnostics, loaded.sources, terminal_of(stderr).color);
  if (text == shown_) return;  // another file has changed
  shown_ = std::move(text);
  std::fputs(shown_.c_str(), stderr);
}

void StartRun::show_table() {
  const Terminal terminal = terminal_of(stdout);
  Served served{serving_->api_url(), serving_->aws_url(), serving_->schedules().states(), {}};
  if (buckets_) served.buckets = buckets_->states();
  std::fputs(start_table(*application_, served, terminal).c_str(), stdout);
  if (options_.virtual_start) {
    std::printf("Clock %s, standing still; `brume clock` moves it.\n",
                iso_time(*options_.virtual_start).c_str());
  }
  std::fputs(styled(terminal, Style::kDim, "Ctrl-C stops it.\n").c_str(), stdout);
  std::fflush(stdout);
}

// --- files that change ---

Status StartRun::watch_files() {
  auto files =
      FolderWatch::create(hosting_.loop(), [this](const fs::path& path) { on_file_changed(path); });
  if (!files) return std::move(files).error();
  files_ = std::move(*files);
  if (options_.build) {
    builder_.emplace(hosting_.loop(), build_arguments(options_),
                     [this](std::string_view line) { notice(line); });
  }
  watch_folders();
  return Done{};
}

void StartRun::watch_folders() {
  if (!files_) return;
  watched_ = application_->files();
  std::set<fs::path> folders;
  for (const fs::path& file : watched_) {
    // Also the folder above: the file's own may be put in its place whole, or come to be.
    fs::path folder = file.parent_path();
    std::error_code ignored;
    while (!fs::is_directory(folder, ignored) && folder.has_relative_path()) {
      folder = folder.parent_path();
    }
    folders.insert(folder);
    folders.insert(file.parent_path().parent_path());
  }
  sources_.clear();
  if (builder_) sources_ = SourceBuilder::folders(application_->application());
  folders.insert(sources_.begin(), sources_.end());
  if (folders == folders_) return;
  folders_ = folders;
  files_->watch(folders);
  // Something may have come between the load and the watch.
  libraries_changed_ = true;
  settle();
}

void StartRun::settle() {
  settle_ = hosting_.loop().start(kSettle, [this] { on_files_settled(); });
}

// A file that the application is made of, or a folder above one, or something with a library's
// name.
void StartRun::on_file_changed(const fs::path& path) {
  const bool is_template = path == options_.load.template_file || path.extension() == ".yaml" ||
                           path.extension() == ".json";
  const auto touches = [&path](const fs::path& file) { return holds(path, file); };
  const bool ours = path.extension() == ".so" || is_template ||
                    std::any_of(watched_.begin(), watched_.end(), touches);
  const bool source =
      builder_ && sources_.contains(path.parent_path()) && SourceBuilder::is_source(path);
  libraries_changed_ = libraries_changed_ || ours;
  sources_changed_ = sources_changed_ || source;
  if (ours || source) settle();
}

void StartRun::on_files_settled() {
  const Timer fired = std::move(settle_);
  if (std::exchange(libraries_changed_, false) && options_.reload) application_->reload();
  if (std::exchange(sources_changed_, false) && builder_) builder_->build();
}

// --- the end ---

void StartRun::on_signal() {
  if (!stopping_) return stop();
  // Twice: now.
  exit_code_ = 130;  // 128 + SIGINT, as shells say it
  stopped_ = true;
  hosting_.loop().stop();
}

void StartRun::stop() {
  if (stopping_) return;
  stopping_ = true;
  files_.reset();
  if (serving_->counters().open > 0 || hosting_.invoker().running() > 0) {
    notice("stopping: waiting for " + std::to_string(hosting_.invoker().running()) +
           " running invocations, 10 seconds at most");
  }
  if (buckets_) buckets_->stop();
  // What waits in the queue stays there for the next run.
  queue_->drain([this] {
    queue_drained_ = true;
    on_drained();
  });
  queue_deadline_ = hosting_.loop().start(kDrain, [this] {
    queue_drained_ = true;
    on_drained();
  });
  serving_->drain(kDrain, [this](std::size_t cut_off) {
    cut_off_ = cut_off;
    on_drained();
  });
}

void StartRun::on_drained() {
  if (!queue_drained_ || !cut_off_ || stopped_) return;
  queue_deadline_.reset();
  if (*cut_off_ > 0) notice(std::to_string(*cut_off_) + " requests were broken off");
  queue_->stop();
  hosting_.invoker().shut_down();
  stopped_ = true;
  hosting_.loop().stop();
}

}  // namespace brume::emulator::cli
