#include "emulator/app/change_watcher.h"

#include <algorithm>
#include <utility>

#include "emulator/app/source_builder.h"

namespace brume::emulator::app {
namespace {

namespace fs = std::filesystem;

// Files often change together; one reload does for all of them.
constexpr Duration kSettle = std::chrono::milliseconds(60);

// "/app/.brume/build" holds "/app/.brume/build/Hello/hello.so", at whatever depth.
bool holds(const fs::path& folder, const fs::path& file) {
  const auto ends = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
  return ends.first == folder.end();
}

// Also the folder above each file's: the file's own may be replaced whole, or come to be.
std::set<fs::path> folders_of(const WatchedFiles& watched) {
  std::set<fs::path> folders = watched.source_folders;
  folders.insert(watched.code_folders.begin(), watched.code_folders.end());
  for (const fs::path& file : watched.files) {
    fs::path folder = file.parent_path();
    std::error_code ignored;
    while (!fs::is_directory(folder, ignored) && folder.has_relative_path()) {
      folder = folder.parent_path();
    }
    folders.insert(folder);
    folders.insert(file.parent_path().parent_path());
  }
  return folders;
}

}  // namespace

Result<std::unique_ptr<ChangeWatcher>> ChangeWatcher::create(Loop& loop, ChangeListener listener) {
  std::unique_ptr<ChangeWatcher> watcher(new ChangeWatcher(loop, std::move(listener)));
  auto watch = FolderWatch::create(
      loop, [self = watcher.get()](const fs::path& path) { self->on_changed(path); });
  if (!watch) return std::move(watch).error();
  watcher->watch_ = std::move(*watch);
  return watcher;
}

void ChangeWatcher::watch(WatchedFiles watched) {
  watched_ = std::move(watched);
  std::set<fs::path> folders = folders_of(watched_);
  if (folders == folders_) return;
  folders_ = std::move(folders);
  watch_->watch(folders_);
  files_changed_ = true;
  settle();
}

// A file that the application is made of, or a folder above one, or something with a library's
// name.
void ChangeWatcher::on_changed(const fs::path& path) {
  const bool is_template =
      path == watched_.template_file || path.extension() == ".yaml" || path.extension() == ".json";
  const auto touches = [&path](const fs::path& file) { return holds(path, file); };
  const bool file =
      path.extension() == ".so" || is_template ||
      (watched_.code_folders.contains(path.parent_path()) && SourceBuilder::is_source(path)) ||
      std::any_of(watched_.files.begin(), watched_.files.end(), touches);
  const bool source =
      watched_.source_folders.contains(path.parent_path()) && SourceBuilder::is_source(path);
  files_changed_ = files_changed_ || file;
  sources_changed_ = sources_changed_ || source;
  if (file || source) settle();
}

void ChangeWatcher::settle() {
  settle_ = loop_.start(kSettle, [this] { on_settled(); });
}

void ChangeWatcher::on_settled() {
  const Timer fired = std::move(settle_);
  if (std::exchange(files_changed_, false)) listener_.on_files_changed();
  if (std::exchange(sources_changed_, false)) listener_.on_sources_changed();
}

}  // namespace brume::emulator::app
