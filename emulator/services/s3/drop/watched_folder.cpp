#include "emulator/services/s3/drop/watched_folder.h"

#include <utility>

#include "emulator/services/s3/model/key_path.h"

namespace brume::emulator::storage {

using ChangeKind = TreeChange::Kind;

namespace {

// Vim makes such a file to see whether it may, and removes it at once. Others may mean it.
bool is_probe(const std::string& path) {
  return path == "4913" || path.ends_with("/4913");
}

}  // namespace

DropFolder::DropFolder(const DropServices& services, DropTarget& target, DropOptions options)
    : services_(services), target_(target), options_(std::move(options)), once_(services_.notice) {}

void DropFolder::start() {
  watch_ = std::make_unique<TreeWatch>(
      services_.inotify,
      TreeWatch::Options{options_.folder,
                         [this](const std::string& path) { return !options_.names.ignores(path); },
                         [this](const TreeChange& change) { on_change(change); }});
  look_through();
}

// --- what happens in the folder ---

void DropFolder::on_change(const TreeChange& change) {
  const std::string& path = change.path;
  switch (change.kind) {
    case ChangeKind::kUnwatched:
      return once_.log("watches", "files that are dropped into " +
                                      (options_.folder / path).string() +
                                      " are not seen: the system has no watches left (see "
                                      "fs.inotify.max_user_watches)");
    case ChangeKind::kOverflow:
      services_.notice("so much has changed in " + options_.folder.string() +
                       " that it is looked through again");
      return look_through();
    case ChangeKind::kVanished:
      return on_vanished();
    case ChangeKind::kLink:
      if (options_.names.ignores(path)) return;
      return once_.log("links",
                       "symbolic links are not followed: " + (options_.folder / path).string());
    default:
      break;
  }
  if (change.kind == ChangeKind::kMade && options_.on_made) options_.on_made(path);
  const bool gone = change.kind == ChangeKind::kGone || change.kind == ChangeKind::kFolderGone;
  if (!gone && options_.names.ignores(path)) return;
  Work work;
  if (!scanning_ && options_.written_by) work.trace_header = options_.written_by(path);
  if (gone) {
    work.look = Look::kGone;
    return add_later(path, std::move(work), change.kind == ChangeKind::kFolderGone);
  }
  if (!is_plain_path(path)) {
    return once_.log("names",
                     (options_.folder / path).string() +
                         " does not become an object: keys are UTF-8 of at most 1024 bytes, "
                         "and those with control characters are no files");
  }
  const bool probe = is_probe(path) && !scanning_;
  if (change.kind == ChangeKind::kComplete && !probe) {
    made_.erase(path);
    return add(path, std::move(work));
  }
  work.look = Look::kFound;
  if (change.kind == ChangeKind::kMade || change.kind == ChangeKind::kTouched || probe) {
    made_.insert(path);
    return add_later(path, std::move(work), false);
  }
  work.tell = !(scanning_ && backlog_) || options_.tell_backlog;
  if (scanning_) found_.insert(path);
  add(path, std::move(work));
}

void DropFolder::on_vanished() {
  services_.notice("the folder " + options_.folder.string() + " of the bucket " + options_.bucket +
                   " is gone, and its objects with it; it is made anew");
  reopen();
}

void DropFolder::reopen() {
  target_.reopen([this, alive = std::weak_ptr<int>(alive_)](const Status& status) {
    if (!alive.expired()) on_reopened(status);
  });
}

void DropFolder::on_reopened(const Status& status) {
  if (status) return look_through();
  once_.log("reopen", "it cannot be made anew, and is tried again: " + status.error().message);
  again_soon();
}

void DropFolder::look_through() {
  found_.clear();
  scanning_ = true;
  const Status there = watch_->scan();
  scanning_ = false;
  missing_all_ = true;
  if (!there) again_soon();
  ask_for_known();
}

void DropFolder::again_soon() {
  if (!again_timer_) again_timer_ = services_.loop.start(kDropAgain, [this] { on_again(); });
}

// --- what is known and no longer there ---

void DropFolder::ask_for_known() {
  ask_again_ = asking_;
  if (asking_) return;
  asking_ = true;
  look_idle();
  target_.files([this, alive = std::weak_ptr<int>(alive_)](auto known) {
    if (!alive.expired()) on_known(known);
  });
}

void DropFolder::on_known(const Result<std::vector<std::filesystem::path>>& known) {
  asking_ = false;
  if (std::exchange(ask_again_, false)) return ask_for_known();
  if (!known) {
    once_.log("known", "the files of the bucket " + options_.bucket +
                           " are not known: " + known.error().message);
    return look_idle();
  }
  for (const std::filesystem::path& each : known.value()) {
    if (!is_missing(each.string())) continue;
    Work work;
    work.look = Look::kGone;
    work.tell = !backlog_ || options_.tell_backlog;
    add(each.string(), std::move(work));
  }
  missing_all_ = false;
  gone_folders_.clear();
  found_.clear();
  look_idle();
}

bool DropFolder::is_missing(const std::string& path) const {
  if (missing_all_ && !found_.contains(path)) return true;
  if (gone_folders_.empty()) return false;
  for (std::size_t at = path.find('/'); at != std::string::npos; at = path.find('/', at + 1)) {
    if (gone_folders_.contains(path.substr(0, at))) return true;
  }
  return false;
}

// --- what is to be done ---

void DropFolder::add(const std::string& path, Work work) {
  const std::string key = (work.look == Look::kGone ? "-" : "+") + path;
  const auto [place, added] = works_.try_emplace(key, work);
  Work& known = place->second;
  if (added) {
    waiting_.push_back(key);
  } else if (known.running && !known.again) {
    known = std::move(work);
    known.running = known.again = true;
  } else {
    // Whoever says that it is complete knows best.
    if (work.look == Look::kComplete) known.look = work.look;
    known.tell = known.tell || work.tell;
    if (!work.trace_header.empty()) known.trace_header = std::move(work.trace_header);
  }
  pump();
}

void DropFolder::add_later(const std::string& path, Work work, bool folder) {
  later_.push_back({services_.loop.monotonic() + kDropSettles, path, std::move(work), folder});
  arm_later();
  look_idle();
}

void DropFolder::arm_later() {
  if (later_.empty() || later_timer_) return;
  const Duration wait = later_.front().due - services_.loop.monotonic();
  later_timer_ = services_.loop.start(std::max(wait, Duration{0}), [this] { on_later(); });
}

void DropFolder::on_later() {
  const Timer fired = std::move(later_timer_);
  const MonotonicTime now = services_.loop.monotonic();
  bool folders = false;
  while (!later_.empty() && later_.front().due <= now) {
    Later next = std::move(later_.front());
    later_.pop_front();
    if (next.folder) {
      gone_folders_.insert(next.path);
      folders = true;
    } else if (next.work.look == Look::kGone || made_.erase(next.path) > 0) {
      add(next.path, std::move(next.work));
    }
  }
  if (folders) ask_for_known();
  // Where all has gone, the folder may have, too.
  if (watch_->watched() > 0 && !watch_->is_still_there() && !again_timer_) on_vanished();
  arm_later();
  look_idle();
}

void DropFolder::pump() {
  if (std::exchange(pumping_, true)) return;
  while (running_ < kAdoptAtOnce && !waiting_.empty()) {
    const std::string key = std::move(waiting_.front());
    waiting_.pop_front();
    run(key);
  }
  pumping_ = false;
  look_idle();
}

void DropFolder::run(const std::string& key) {
  Work& work = works_.at(key);
  work.running = true;
  ++running_;
  if (work.look != Look::kFound) return adopt_or_disown(key, work);
  auto written = std::make_shared<bool>(false);
  services_.loop.run_blocking(
      [written, file = options_.folder / key.substr(1)] { *written = is_being_written(file); },
      [this, written, key, work, alive = std::weak_ptr<int>(alive_)] {
        if (alive.expired()) return;
        // Its writer's closing it will be told of.
        if (*written) return end(key);
        adopt_or_disown(key, work);
      });
}

void DropFolder::adopt_or_disown(const std::string& key, const Work& work) {
  Cause cause{.event = "Put",
              .request_id = services_.ids.hex(16),
              .host_id = kDropHostId,
              .trace_header = work.trace_header};
  const std::string path = key.substr(1);
  auto done = [this, key, work, alive = std::weak_ptr<int>(alive_)](const Result<bool>& result) {
    if (!alive.expired()) on_done(key, work, result);
  };
  if (work.look == Look::kGone) {
    target_.disown(path, work.tell, std::move(cause), std::move(done));
  } else {
    const NotifyMode new_bytes = work.tell ? NotifyMode::kOfNewBytes : NotifyMode::kNobody;
    target_.adopt(path, work.look == Look::kComplete ? NotifyMode::kAlways : new_bytes,
                  std::move(cause), std::move(done));
  }
}

void DropFolder::on_done(const std::string& key, const Work& work, const Result<bool>& done) {
  if (!done) {
    try_again(key, work, done.error());
  } else if (backlog_ && done.value()) {
    ++(work.look == Look::kGone ? went_ : came_);
  }
  end(key);
}

void DropFolder::end(const std::string& key) {
  --running_;
  const auto found = works_.find(key);
  Work& work = found->second;
  work.running = false;
  if (std::exchange(work.again, false)) {
    waiting_.push_back(key);
  } else {
    works_.erase(found);
  }
  pump();
}

// What S3 would refuse will not get better.
void DropFolder::try_again(const std::string& key, const Work& work, const Error& why) {
  const std::string file = (options_.folder / key.substr(1)).string();
  if (!why.reason.empty()) {
    return once_.log(why.reason, file + " does not become an object: " + why.message);
  }
  once_.log("again", file + " is not taken over yet: " + why.message);
  failed_.emplace_back(key, work);
  again_soon();
}

void DropFolder::on_again() {
  const Timer fired = std::move(again_timer_);
  for (auto& [key, work] : std::exchange(failed_, {})) {
    work.running = work.again = false;
    add(key.substr(1), std::move(work));
  }
  if (!watch_->is_still_there()) reopen();
}

void DropFolder::look_idle() {
  const bool idle = works_.empty() && later_.empty() && !asking_;
  if (!idle && !active_) active_ = services_.pending_work.begin();
  if (!idle) return;
  active_.reset();
  if (!std::exchange(backlog_, false) || came_ + went_ == 0) return;
  services_.notice("while nobody looked, " + std::to_string(came_) + " files came into " +
                   options_.folder.string() + " and " + std::to_string(went_) + " went" +
                   (options_.tell_backlog ? "" : "; nobody is told (--backlog ignore)"));
}

}  // namespace brume::emulator::storage
