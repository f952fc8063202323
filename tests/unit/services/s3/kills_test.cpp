// Storage in a process that is killed at a moment of nobody's choosing, again and again.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <random>

#include "tests/unit/services/s3/storage_world.h"

namespace brume::emulator::storage {
namespace {

using testing::StorageWorld;

constexpr int kLanes = 8;  // each with a key of its own, and one change under way
constexpr int kRounds = 12;
constexpr std::array<const char*, kLanes> kKeys = {"a",  "a/b", "d/e/f", "g//",
                                                   "h~", "i",   "j/k",   "../l"};

// The first two of every four lanes have a bucket with versions.
const char* bucket_of(int lane) {
  return lane % 4 < 2 ? "versions" : "plain";
}
// What the n-th change of a lane is.
bool is_removal(int lane, int n) {
  return (n * 7 + lane) % 5 == 3;
}
std::string bytes_of(int lane, int n) {
  const std::size_t size = n % 6 == 1 ? 200'000 : static_cast<std::size_t>(n % 3000);
  return std::to_string(lane) + "/" + std::to_string(n) + ":" + std::string(size, 'x');
}

struct Ack {
  int lane = 0, n = 0;
};

// The process that is killed: writes to `out` what has been acknowledged.
class Victim {
 public:
  Victim(const std::filesystem::path& folder, const std::array<int, kLanes>& next, int out)
      : next_(next), out_(out) {
    auto opened = Storage::open(loop_, loop_, ids_, {folder / "buckets", folder / "s.db"});
    if (!opened) ::_exit(2);
    storage_ = std::move(*opened);
  }
  void run() {
    const Timer alive = loop_.start(std::chrono::minutes(5), [] { ::_exit(3); });
    for (int lane = 0; lane < kLanes; ++lane) change(lane);
    loop_.run();
  }

 private:
  void change(int lane) {
    const int n = next_[static_cast<std::size_t>(lane)];
    const char* const key = kKeys[static_cast<std::size_t>(lane)];
    if (is_removal(lane, n)) {
      storage_->remove(
          {bucket_of(lane), key, ""}, {}, Cause{"Delete"},
          [this, lane](const Result<RemoveResult>& done) { on_done(lane, done.ok()); });
      return;
    }
    const std::string bytes = bytes_of(lane, n);
    auto body = storage_->new_body(bucket_of(lane), std::nullopt, bytes.size());
    body->append(bytes);
    PutOptions options;
    options.attributes.headers = {{"x-amz-meta-n", std::to_string(n)}};
    storage_->put({bucket_of(lane), key}, std::move(body), std::move(options),
                  [this, lane](const Result<Object>& done) { on_done(lane, done.ok()); });
  }
  void on_done(int lane, bool ok) {
    const Ack ack{lane, next_[static_cast<std::size_t>(lane)]++};
    if (!ok || ::write(out_, &ack, sizeof ack) != sizeof ack) ::_exit(4);
    change(lane);
  }

  Loop loop_;
  RandomIds ids_;
  std::unique_ptr<Storage> storage_;
  std::array<int, kLanes> next_;
  int out_;
};

// Kills it after so many acknowledgements; all that were made are in `acked`.
void run_and_kill(const std::filesystem::path& folder, int kill_after,
                  std::array<int, kLanes>& acked) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    Victim(folder, acked, ends[1]).run();
    ::_exit(5);
  }
  ::close(ends[1]);
  Ack ack;
  for (int count = 0; ::read(ends[0], &ack, sizeof ack) == sizeof ack; ++count) {
    acked[static_cast<std::size_t>(ack.lane)] = ack.n + 1;
    if (count == kill_after) ::kill(child, SIGKILL);
  }
  ::close(ends[0]);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
}

// How many changes the lane's key has seen, which is what was acknowledged or one more.
int check_lane(StorageWorld& world, int lane, int acked) {
  const std::string key = kKeys[static_cast<std::size_t>(lane)];
  const auto found = world.get(bucket_of(lane), key);
  const bool there = found.ok() && !found.value().object.delete_marker;
  if (there) {
    const auto& headers = found.value().object.attributes.headers;
    REQUIRE(headers.size() == 1);
    const int n = std::stoi(headers.front().second);
    CHECK(world.bytes(bucket_of(lane), key) == bytes_of(lane, n));  // never a mixture
    CHECK((n + 1 == acked || n == acked));
    return n + 1;
  }
  if (acked == 0) return 0;
  const bool last_was = is_removal(lane, acked - 1);
  CHECK((last_was || is_removal(lane, acked)));
  return last_was ? acked : acked + 1;
}

}  // namespace

TEST_CASE("a process that is killed has done all it acknowledged, and nothing by halves") {
  StorageWorld world;
  REQUIRE(world.create("plain").ok());
  REQUIRE(world.create("versions", Versioning::kEnabled).ok());
  std::mt19937 random(11);
  std::array<int, kLanes> changes{};
  for (int round = 0; round < kRounds; ++round) {
    CAPTURE(round);
    world.storage.reset();
    run_and_kill(world.folder.path, 20 + static_cast<int>(random() % 300), changes);
    world.open();
    int versions = 0;
    for (int lane = 0; lane < kLanes; ++lane) {
      CAPTURE(lane);
      auto& count = changes[static_cast<std::size_t>(lane)];
      count = check_lane(world, lane, count);
      if (lane % 4 < 2) versions += count;
    }
    ListQuery all;
    all.versions = true;
    all.max = 100'000;
    const Listing listing = world.list("versions", all);
    CHECK(static_cast<int>(listing.objects.size()) == versions);
    for (const Object& object : listing.objects) {
      const std::string bytes = world.bytes("versions", object.key, object.version_id);
      if (!object.delete_marker) CHECK(bytes.size() == object.size);
    }
    CHECK(world.hidden_files("plain", "tmp") == 0);
    CHECK(world.hidden_files("versions", "tmp") == 0);
  }
}

}  // namespace brume::emulator::storage
