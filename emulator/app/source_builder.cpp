#include "emulator/app/source_builder.h"

#include <array>

#include "emulator/loop/child_process.h"

namespace brume::emulator::app {
namespace fs = std::filesystem;
namespace {

// A project has hundreds of folders, not more; the system's watches are not ours alone.
constexpr std::size_t kFoldersMax = 2000;
constexpr std::array<std::string_view, 3> kNotSources{"build", "node_modules", "__pycache__"};

bool is_skipped(const fs::path& folder) {
  const std::string name = folder.filename().string();
  if (name.starts_with('.')) return true;
  for (const std::string_view skipped : kNotSources) {
    if (name == skipped) return true;
  }
  return fs::exists(folder / "CMakeCache.txt");
}

void add_tree(fs::path root, std::set<fs::path>& folders) {
  std::error_code ignored;
  root = root.lexically_normal();
  if (!root.has_filename()) root = root.parent_path();  // "code/" is "code"
  if (!fs::is_directory(root, ignored) || !folders.insert(root).second) return;
  auto next = fs::recursive_directory_iterator(root, fs::directory_options::skip_permission_denied,
                                               ignored);
  for (; next != fs::recursive_directory_iterator(); next.increment(ignored)) {
    if (folders.size() >= kFoldersMax) return;
    if (!next->is_directory(ignored) || next->is_symlink(ignored)) continue;
    if (is_skipped(next->path())) {
      next.disable_recursion_pending();
    } else {
      folders.insert(next->path());
    }
  }
}

}  // namespace

// Outlives the builder while its process runs.
struct SourceBuilder::Build {
  Loop& loop;
  std::vector<std::string> argv;
  SourceBuilder* builder;  // null: gone. Loop thread only
  std::string failure = {};

  void say(const std::string& line) const {
    if (builder != nullptr) builder->line_(line);
  }
  // On a worker thread.
  void run(const std::shared_ptr<Build>& self) {
    const auto ended = run_process({.argv = argv}, [&self](std::string_view line) {
      self->loop.post([self, text = std::string(line)] { self->say(text); });
    });
    if (!ended) failure = ended.error().message;
  }
};

SourceBuilder::SourceBuilder(Loop& loop, std::vector<std::string> arguments, Line line)
    : loop_(loop), arguments_(std::move(arguments)), line_(std::move(line)) {}

SourceBuilder::~SourceBuilder() {
  if (running_) running_->builder = nullptr;
}

void SourceBuilder::build() {
  if (running_) {
    again_ = true;
    return;
  }
  std::error_code ignored;
  std::vector<std::string> argv{fs::read_symlink("/proc/self/exe", ignored).string(), "build"};
  argv.insert(argv.end(), arguments_.begin(), arguments_.end());
  running_ = std::make_shared<Build>(Build{loop_, std::move(argv), this});
  line_("building");
  const auto build = running_;
  loop_.run_blocking([build] { build->run(build); },
                     [build] {
                       if (build->builder != nullptr) build->builder->on_built();
                     });
}

void SourceBuilder::on_built() {
  if (!running_->failure.empty()) line_(running_->failure);
  running_.reset();
  if (std::exchange(again_, false)) build();
}

std::set<fs::path> SourceBuilder::folders(const Application& application) {
  std::set<fs::path> folders;
  for (const FunctionSpec& function : application.functions) {
    if (!function.build.method.empty()) add_tree(function.code, folders);
  }
  return folders;
}

bool SourceBuilder::is_source(const fs::path& file) {
  const std::string name = file.filename().string();
  return !name.starts_with('.') && !name.ends_with('~') && !name.ends_with(".swp") &&
         !name.ends_with(".so") && !name.ends_with(".o");
}

}  // namespace brume::emulator::app
