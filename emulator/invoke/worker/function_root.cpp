#include "emulator/invoke/worker/function_root.h"

#include <sys/mount.h>
#include <sys/statvfs.h>

#include "emulator/invoke/worker/runtime_program.h"

namespace brume::emulator {
namespace {

namespace fs = std::filesystem;

using wire::MountStep;
using Steps = std::vector<MountStep>;

constexpr std::uint64_t kBind = MS_BIND | MS_REC;

void add_folder(Steps& steps, const fs::path& folder) {
  steps.push_back({MountStep::Kind::kFolder, {}, folder.string(), {}, {}, 0});
}

void add_mount(Steps& steps, const fs::path& source, const fs::path& target, std::uint64_t flags) {
  steps.push_back({MountStep::Kind::kMount, source.string(), target.string(), {}, {}, flags});
}

// A user's mount namespace may not take away what protects the mount that is bound.
std::uint64_t kept_flags(const fs::path& source) {
  struct statvfs about {};
  if (::statvfs(source.c_str(), &about) != 0) return 0;
  std::uint64_t flags = 0;
  if ((about.f_flag & ST_NOSUID) != 0) flags |= MS_NOSUID;
  if ((about.f_flag & ST_NODEV) != 0) flags |= MS_NODEV;
  if ((about.f_flag & ST_NOEXEC) != 0) flags |= MS_NOEXEC;
  if ((about.f_flag & ST_NOATIME) != 0) flags |= MS_NOATIME;
  if ((about.f_flag & ST_NODIRATIME) != 0) flags |= MS_NODIRATIME;
  if ((about.f_flag & ST_RELATIME) != 0) flags |= MS_RELATIME;
  return flags;
}

void add_read_only(Steps& steps, const fs::path& source, const fs::path& target) {
  add_mount(steps, source, target, MS_BIND);
  add_mount(steps, {}, target, MS_BIND | MS_REMOUNT | MS_RDONLY | kept_flags(source));
}

// A /var that has what this machine's has, and room for two more. It is made aside, then moved.
void add_var(Steps& steps, const FunctionRoot& root) {
  const fs::path& aside = root.staging;
  steps.push_back(
      {MountStep::Kind::kMount, "brume", aside.string(), "tmpfs", "mode=0755,size=1m", MS_NOSUID});
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator("/var", ignored)) {
    const fs::path inside = aside / entry.path().filename();
    if (inside.filename() == "task" || inside.filename() == "runtime") continue;
    if (entry.is_symlink(ignored)) {
      const fs::path leads_to = fs::read_symlink(entry.path(), ignored);
      steps.push_back({MountStep::Kind::kLink, leads_to.string(), inside.string(), {}, {}, 0});
    } else if (entry.is_directory(ignored)) {
      add_folder(steps, inside);
      add_mount(steps, entry.path(), inside, kBind);
    }
  }
  add_folder(steps, aside / "task");
  add_read_only(steps, root.task, aside / "task");
  add_folder(steps, aside / "runtime");
  if (!root.client.empty()) add_read_only(steps, root.client, aside / "runtime");
  add_mount(steps, aside, "/var", MS_MOVE);
}

}  // namespace

Steps mount_steps(const FunctionRoot& root) {
  Steps steps;
  if (!root.layers.empty()) add_read_only(steps, root.layers, kLayersMount);
  add_var(steps, root);
  if (root.tmp_bytes > 0) {
    steps.push_back({MountStep::Kind::kMount, "brume", "/tmp", "tmpfs",
                     "mode=1777,size=" + std::to_string(root.tmp_bytes), MS_NOSUID | MS_NODEV});
  }
  return steps;
}

}  // namespace brume::emulator
