// What becomes of files in a real folder, on a bucket that only notes what it is asked.
#include "emulator/services/s3/drop/watched_folder.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "tests/unit/store/temporary_folder.h"

using namespace brume::emulator;
using namespace brume::emulator::storage;
namespace fs = std::filesystem;

namespace {

using Texts = std::vector<std::string>;

// As a bucket does it: a file is new unless it is the one that was taken before.
class NotingTarget final : public DropTarget {
 public:
  explicit NotingTarget(fs::path folder) : folder_(std::move(folder)) {}

  void adopt(const std::string& path, NotifyMode tell, Cause cause,
             Callback<void(Result<bool>)> done) override {
    ++asked;
    at_once = std::max(at_once, ++under_way);
    if (hold) {
      held.push_back([this, path, tell, cause,
                      kept = std::make_shared<Callback<void(Result<bool>)>>(std::move(done))] {
        take(path, tell, cause, std::move(*kept));
      });
      return;
    }
    take(path, tell, cause, std::move(done));
  }
  void disown(const std::string& path, bool tell, Cause cause,
              Callback<void(Result<bool>)> done) override {
    const bool gone = !fs::is_regular_file(folder_ / path) && known.erase(path) > 0;
    if (gone) note("- " + path, tell, cause);
    done(gone);
  }
  void reopen(Callback<void(Status)> done) override {
    ++reopened;
    if (failing) return done(*failing);
    fs::create_directories(folder_);
    done(Done{});
  }
  void files(Callback<void(Result<std::vector<fs::path>>)> done) override {
    std::vector<fs::path> all;
    for (const auto& [path, identity] : known) all.emplace_back(path);
    done(all);
  }
  void release() {
    hold = false;
    for (const auto& each : std::exchange(held, {})) each();
  }

  std::map<std::string, std::string> known;  // identities
  std::map<std::string, std::string> contents;
  Texts told;  // "+ path", "- path"; "(+ path)" quietly
  std::vector<Cause> causes;
  std::vector<std::function<void()>> held;
  std::optional<Error> failing;
  bool hold = false;
  int asked = 0, under_way = 0, at_once = 0, reopened = 0;

 private:
  void take(const std::string& path, NotifyMode tell, const Cause& cause,
            Callback<void(Result<bool>)> done) {
    --under_way;
    if (failing) return done(*failing);
    struct stat status;
    if (::lstat((folder_ / path).c_str(), &status) != 0) return done(false);
    const std::string identity = std::to_string(status.st_ino) + " " +
                                 std::to_string(status.st_size) + " " +
                                 std::to_string(status.st_mtim.tv_nsec);
    std::ifstream file(folder_ / path);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    const bool same_bytes = std::exchange(contents[path], bytes) == bytes && known.contains(path);
    if (std::exchange(known[path], identity) == identity) return done(false);
    if (same_bytes && tell != NotifyMode::kAlways) return done(false);
    note("+ " + path, tell != NotifyMode::kNobody, cause);
    done(true);
  }
  void note(const std::string& text, bool tell, const Cause& cause) {
    told.push_back(tell ? text : "(" + text + ")");
    causes.push_back(cause);
  }

  const fs::path folder_;
};

struct DropWorld {
  DropWorld() { fs::create_directory(root); }
  void start(bool tell_backlog = true) {
    drop.reset();
    auto made_inotify = Inotify::create(loop);
    REQUIRE(made_inotify.ok());
    inotify = std::move(*made_inotify);
    drop = std::make_unique<DropFolder>(
        DropServices{loop, *inotify, ids, pending_work,
                     [this](const std::string& text) { said.push_back(text); }},
        target,
        DropOptions{.bucket = "uploads",
                    .folder = root,
                    .names = DropNames({"*.bak"}),
                    .tell_backlog = tell_backlog,
                    .on_made = [this](const std::string& path) { made.push_back(path); },
                    .written_by = [this](const std::string&) { return writer; }});
    drop->start();
    settle();
  }
  void write(const std::string& path, const std::string& text = "x") const {
    fs::create_directories((root / path).parent_path());
    std::ofstream(root / path) << text;
  }
  // Takes in what has happened, until nothing is left to do.
  void settle() {
    loop.run_once(false);
    while (!pending_work.idle()) loop.run_once(true);
  }
  // And in order of the paths.
  Texts take() {
    settle();
    std::sort(target.told.begin(), target.told.end());
    return std::exchange(target.told, {});
  }
  bool has_said(const std::string& part) const {
    return std::any_of(said.begin(), said.end(), [&part](const std::string& text) {
      return text.find(part) != std::string::npos;
    });
  }

  brume::emulator::testing::TemporaryFolder folder;
  fs::path root = folder.path / "incoming";
  Loop loop;
  SequentialIds ids;
  PendingWork pending_work;
  NotingTarget target{root};
  Texts said;
  std::string writer;
  Texts made;
  std::unique_ptr<Inotify> inotify;
  std::unique_ptr<DropFolder> drop;
};

}  // namespace

TEST_CASE("a file that is copied, moved, saved or linked becomes an object, once") {
  DropWorld world;
  world.start();
  world.write("saved");
  world.write("deep/er/saved");
  std::ofstream(world.folder.path / "moved") << "x";
  fs::create_hard_link(world.folder.path / "moved", world.root / "linked");
  fs::rename(world.folder.path / "moved", world.root / "moved");
  fs::copy_file(world.root / "saved", world.root / "copied");
  CHECK(world.take() == Texts{"+ copied", "+ deep/er/saved", "+ linked", "+ moved", "+ saved"});
  REQUIRE_FALSE(world.target.causes.empty());
  CHECK(world.target.causes[0].event == "Put");
  CHECK(world.target.causes[0].host_id == kDropHostId);
  CHECK(world.target.causes[0].request_id.size() == 16);
  world.write("saved", "again");
  CHECK(world.take() == Texts{"+ saved"});
}

TEST_CASE("a file that is being written is not taken, wherever it is found") {
  DropWorld world;
  std::ofstream before;
  fs::create_directories(world.root / "old");
  before.open(world.root / "old/before");
  before << "half" << std::flush;
  world.start();
  fs::create_directories(world.root / "new");
  std::ofstream after(world.root / "new/after");
  after << "half" << std::flush;
  CHECK(world.take().empty());
  before.close();
  after.close();
  CHECK(world.take() == Texts{"+ new/after", "+ old/before"});
}

TEST_CASE("a file whose times are set later is the same file; written again it is not") {
  DropWorld world;
  world.start();
  world.write("a");
  CHECK(world.take() == Texts{"+ a"});
  const std::string before = world.target.known["a"];
  REQUIRE(::utime((world.root / "a").c_str(), nullptr) == 0);
  CHECK(world.take().empty());
  CHECK(world.target.known["a"] != before);
  world.write("a");
  CHECK(world.take() == Texts{"+ a"});
}

TEST_CASE("what editors do when they save raises one event, and none for what they leave") {
  DropWorld world;
  world.start();
  world.write("notes.txt");
  CHECK(world.take() == Texts{"+ notes.txt"});
  SUBCASE("beside, and renamed over it") {
    world.write(".notes.txt.Xy12ab", "new");
    fs::rename(world.root / ".notes.txt.Xy12ab", world.root / "notes.txt");
  }
  SUBCASE("the old one is renamed, a new one written, the old one removed") {
    world.write("4913");
    fs::remove(world.root / "4913");
    fs::rename(world.root / "notes.txt", world.root / "notes.txt~");
    world.write("notes.txt", "new");
    fs::remove(world.root / "notes.txt~");
  }
  SUBCASE("in its place") {
    world.write("notes.txt", "new");
  }
  CHECK(world.take() == Texts{"+ notes.txt"});
}

TEST_CASE("removing a file removes its object; renaming does both") {
  DropWorld world;
  for (const char* path : {"a", "b", "folder/c", "folder/d/e", "folder-2/f"}) world.write(path);
  world.start();
  world.take();
  fs::remove(world.root / "a");
  fs::rename(world.root / "b", world.root / "bb");
  CHECK(world.take() == Texts{"+ bb", "- a", "- b"});
  fs::rename(world.root / "folder", world.root / "moved");
  CHECK(world.take() == Texts{"+ moved/c", "+ moved/d/e", "- folder/c", "- folder/d/e"});
  fs::remove_all(world.root / "moved");
  CHECK(world.take() == Texts{"- moved/c", "- moved/d/e"});
}

TEST_CASE("what came and went while nobody looked is found at the start, and said") {
  DropWorld world;
  for (const char* path : {"known", "gone", "new"}) world.write(path);
  const auto adopted = [](const Result<bool>&) {};
  for (const char* path : {"known", "gone"})
    world.target.adopt(path, NotifyMode::kNobody, {}, adopted);
  world.target.told.clear();
  fs::remove(world.root / "gone");
  SUBCASE("and told of") {
    world.start();
    CHECK(world.take() == Texts{"+ new", "- gone"});
    CHECK(world.has_said("1 files came into"));
  }
  SUBCASE("or taken over quietly, which holds for the backlog only") {
    world.start(false);
    CHECK(world.take() == Texts{"(+ new)", "(- gone)"});
    CHECK(world.has_said("nobody is told"));
    world.write("later");
    CHECK(world.take() == Texts{"+ later"});
  }
}

TEST_CASE("nothing is said of a start at which nothing has changed") {
  DropWorld world;
  world.start();
  world.write("a");
  CHECK(world.take().size() == 1);
  world.start();
  CHECK(world.take().empty());
  CHECK(world.said.empty());
}

TEST_CASE("ignored names, folders and links become no objects") {
  DropWorld world;
  world.start();
  for (const char* path : {"a.part", "old.bak", ".git/config", "x/.y/z"}) world.write(path);
  fs::create_symlink("/etc/passwd", world.root / "link");
  fs::create_directory_symlink("/etc", world.root / "etc");
  CHECK(world.take().empty());
  CHECK(world.said.size() == 1);
  CHECK(world.has_said("symbolic links are not followed"));
}

TEST_CASE("a name that cannot be a key is said once") {
  DropWorld world;
  world.start();
  world.write("bell\a");
  world.write("not\xff utf");
  CHECK(world.take().empty());
  CHECK(world.said.size() == 1);
  CHECK(world.has_said("does not become an object"));
}

TEST_CASE("ten thousand files go through, a bounded number at once") {
  DropWorld world;
  world.start();
  world.target.hold = true;
  for (int i = 0; i < 10'000; ++i) {
    world.write(std::to_string(i % 100) + "/" + std::to_string(i));
    if (i % 1000 == 0) world.loop.run_once(false);
  }
  while (world.target.held.size() < kAdoptAtOnce) world.loop.run_once(true);
  for (int i = 0; i < 10; ++i) world.loop.run_once(false);
  CHECK(world.target.at_once == kAdoptAtOnce);
  world.target.release();
  CHECK(world.take().size() == 10'000);
}

TEST_CASE("a change while a file is taken over is looked at after") {
  DropWorld world;
  world.start();
  world.target.hold = true;
  world.write("a");
  while (world.target.held.empty()) world.loop.run_once(true);
  world.write("a", "longer");
  world.loop.run_once(false);
  CHECK(world.target.asked == 1);
  world.target.release();
  world.settle();
  CHECK(world.target.asked == 2);
  CHECK(world.target.at_once == 1);
}

TEST_CASE("what the disk refuses is tried again; what S3 refuses is not") {
  DropWorld world;
  world.start();
  world.target.failing = Error{Error::Code::kUnavailable, "the disk is full"};
  world.write("a");
  CHECK(world.take().empty());
  CHECK(world.has_said("the disk is full"));
  world.target.failing.reset();
  while (world.target.told.empty()) world.loop.run_once(true);
  CHECK(world.take() == Texts{"+ a"});
  const int asked = world.target.asked;
  world.target.failing = Error{Error::Code::kInvalidArgument, "too long", "KeyTooLongError"};
  world.write("b");
  world.settle();
  CHECK(world.target.asked == asked + 1);
  CHECK(world.has_said("too long"));
}

TEST_CASE("files carry the trace of who is likely to have written them, but not the backlog") {
  DropWorld world;
  world.write("before");
  world.writer = "Root=1;Lineage=a:1";
  world.start();
  world.write("after");
  CHECK(world.take() == Texts{"+ after", "+ before"});
  REQUIRE(world.target.causes.size() == 2);
  CHECK(world.target.causes[0].trace_header.empty());
  CHECK(world.target.causes[1].trace_header == "Root=1;Lineage=a:1");
  CHECK(world.made == Texts{"after"});
}

TEST_CASE("a folder that vanishes takes its objects along, and is made anew") {
  DropWorld world;
  world.write("a");
  world.start();
  CHECK(world.take() == Texts{"+ a"});
  // Somebody has it open, as Storage has.
  const int open = ::open(world.root.c_str(), O_RDONLY | O_DIRECTORY);
  REQUIRE(open >= 0);
  SUBCASE("when it is removed") {
    fs::remove_all(world.root);
  }
  SUBCASE("when it is moved away") {
    fs::rename(world.root, world.folder.path / "elsewhere");
  }
  SUBCASE("when that does not succeed at once") {
    fs::remove_all(world.root);
    world.target.failing = Error{Error::Code::kUnavailable, "the disk is full"};
    world.settle();
    CHECK(world.has_said("the disk is full"));
    world.target.failing.reset();
    while (world.target.reopened < 2) world.loop.run_once(true);
  }
  CHECK(world.take() == Texts{"- a"});
  CHECK(world.has_said("is gone"));
  world.write("b");
  CHECK(world.take() == Texts{"+ b"});
  ::close(open);
}

TEST_CASE("when the system forgets what has happened, the folder is looked through again") {
  std::ifstream limit("/proc/sys/fs/inotify/max_queued_events");
  int events_max = 0;
  limit >> events_max;
  if (events_max <= 0 || events_max > 50'000) {
    MESSAGE("skipped: the system remembers too much");
    return;
  }
  DropWorld world;
  world.write("before");
  world.start();
  CHECK(world.take() == Texts{"+ before"});
  fs::remove(world.root / "before");
  // Each is made, written and closed.
  const int count = events_max / 2 + 100;
  for (int i = 0; i < count; ++i) world.write(std::to_string(i));
  fs::remove(world.root / "0");
  CHECK(world.take().size() == static_cast<std::size_t>(count));
  CHECK(world.has_said("it is looked through again"));
}
