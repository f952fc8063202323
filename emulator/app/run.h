// One run of an emulator, from the first load to the last drained request. Loop thread.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>

#include "emulator/app/buckets.h"
#include "emulator/app/event_queue.h"
#include "emulator/app/function_runtime.h"
#include "emulator/app/recent_logs.h"
#include "emulator/app/source_builder.h"
#include "emulator/app/start.h"
#include "emulator/app/state_folder.h"
#include "emulator/history/recorder.h"
#include "emulator/loop/folder_watch.h"
#include "emulator/store/worker_store.h"

namespace brume::emulator::cli {

class StartRun {
 public:
  explicit StartRun(StartOptions options, LogOutput& output);
  // The exit code.
  int run();

 private:
  int fail(const Error& error) const;
  Status claim_state();
  Status open_queue();
  Status open_buckets();
  Status start_recording();
  // Waits until what has ended is kept.
  void finish_recording();
  std::filesystem::path copies_folder() const;
  void show_diagnostics(const Loaded& loaded);
  void show_table();
  void publish();
  void notice(std::string_view text);

  Status watch_files();
  void watch_folders();
  void on_file_changed(const std::filesystem::path& path);
  void settle();
  void on_files_settled();

  void on_signal();
  void stop();
  // Requests are answered or broken off, asynchronous events have ended or had their time.
  void on_drained();

  StartOptions options_;
  LogBook book_;
  LogTee log_;
  std::optional<StateFolder> state_;
  Hosting hosting_;
  std::optional<WorkerStore> history_;
  std::optional<Recorder> recorder_;
  std::optional<LiveApplication> application_;
  std::unique_ptr<AsyncQueue> queue_;
  std::unique_ptr<Buckets> buckets_;
  std::optional<Serving> serving_;
  std::unique_ptr<FolderWatch> files_;
  std::optional<SourceBuilder> builder_;
  Timer settle_;
  std::string shown_;  // of the diagnostics
  bool libraries_changed_ = false;
  bool sources_changed_ = false;
  std::set<std::filesystem::path> watched_;  // files
  std::set<std::filesystem::path> sources_;  // folders
  std::set<std::filesystem::path> folders_;  // all that are watched
  bool stopping_ = false;
  std::optional<std::size_t> cut_off_;  // requests, once all have ended
  bool queue_drained_ = false;
  Timer queue_deadline_;
  bool stopped_ = false;
  int exit_code_ = 0;
};

}  // namespace brume::emulator::cli
