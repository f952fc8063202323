// How fast Storage puts and gets objects of 1 KiB, 16 under way, beside making, writing and
// renaming a file, and opening and reading one, in the same run. Then an object of many MiB,
// beside writing and digesting as many. Usage: storage_bench [OBJECTS [MIB]]
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>

#include "emulator/services/s3/objects/checksum.h"
#include "emulator/services/s3/objects/storage.h"
#include "tests/unit/store/temporary_folder.h"

using namespace brume::emulator;
using namespace brume::emulator::storage;
using std::chrono::steady_clock;

namespace {

constexpr int kAtOnce = 16;
constexpr int kKeys = 5000;
constexpr std::size_t kBytes = 1024;
constexpr std::size_t kPiece = 1 << 20;

double seconds_since(steady_clock::time_point from) {
  return std::chrono::duration<double>(steady_clock::now() - from).count();
}

std::string key_of(int i) {
  return "folder/key-" + std::to_string(i % kKeys);
}

struct Bench {
  explicit Bench(int its_count) : count(its_count), text(kBytes, 'x') {
    auto opened =
        Storage::open(loop, loop, ids, {folder.path / "buckets", folder.path / "storage.db"});
    BRUME_CHECK(opened.ok());
    storage = std::move(*opened);
    Bucket bucket;
    bucket.name = "bench";
    bool made = false;
    storage->create_bucket(bucket, [&made](const Status& status) { made = status.ok(); });
    until([&made] { return made; });
  }

  void until(const std::function<bool()>& condition) {
    const Timer alive = loop.start(std::chrono::minutes(10), [] { std::abort(); });
    while (!condition()) loop.run_once(true);
  }

  // `start(i)` for each i, kAtOnce under way; how many a second.
  double rate(const std::function<void(int)>& start) {
    begun = ended = 0;
    one = &start;
    const auto from = steady_clock::now();
    for (int i = 0; i < kAtOnce; ++i) next();
    until([this] { return ended == count; });
    return count / seconds_since(from);
  }
  void next() {
    if (begun < count) (*one)(begun++);
  }
  void on_end(bool ok) {
    BRUME_CHECK(ok);
    ++ended;
    next();
  }

  void put(int i) {
    auto body = storage->new_body("bench", Checksum::Algorithm::kCrc32, kBytes);
    body->append(text);
    PutOptions options;
    options.cause.event = "Put";
    options.attributes.headers = {{"content-type", "binary/octet-stream"}};
    storage->put({"bench", key_of(i)}, std::move(body), std::move(options),
                 [this](const Result<Object>& result) { on_end(result.ok()); });
  }
  void get(int i) {
    storage->get({"bench", key_of(i), ""}, [this](Result<ObjectLookup> found) {
      BRUME_CHECK(found.ok());
      found->reader->read(0, kBytes, [this](const Result<std::string>& bytes) {
        on_end(bytes.ok() && bytes.value().size() == kBytes);
      });
    });
  }

  double bare_puts() const {
    const auto from = steady_clock::now();
    const std::string tmp = folder.path / "bare-tmp";
    for (int i = 0; i < count; ++i) {
      const int fd = ::open(tmp.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      BRUME_CHECK(::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
      ::close(fd);
      BRUME_CHECK(::rename(tmp.c_str(), bare(i).c_str()) == 0);
    }
    return count / seconds_since(from);
  }
  double bare_gets() const {
    const auto from = steady_clock::now();
    char bytes[kBytes];
    for (int i = 0; i < count; ++i) {
      const int fd = ::open(bare(i).c_str(), O_RDONLY | O_CLOEXEC);
      BRUME_CHECK(::read(fd, bytes, sizeof bytes) == static_cast<ssize_t>(sizeof bytes));
      ::close(fd);
    }
    return count / seconds_since(from);
  }
  std::string bare(int i) const { return folder.path / ("bare-" + std::to_string(i % kKeys)); }

  double large(std::size_t mib) {
    const std::string piece(kPiece, 'y');
    auto body = storage->new_body("bench", std::nullopt, mib * kPiece);
    bool paused = false;
    body->on_drained([&paused] { paused = false; });
    const auto from = steady_clock::now();
    for (std::size_t i = 0; i < mib; ++i) {
      until([&paused] { return !paused; });
      paused = !body->append(piece);
    }
    bool done = false;
    storage->put({"bench", "large"}, std::move(body), {}, [&done](const Result<Object>& result) {
      BRUME_CHECK(result.ok());
      done = true;
    });
    until([&done] { return done; });
    return seconds_since(from);
  }
  double bare_large(std::size_t mib) const {
    const std::string piece(kPiece, 'y');
    const std::string path = folder.path / "bare-large";
    const auto from = steady_clock::now();
    Digests digests(std::nullopt);
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    for (std::size_t i = 0; i < mib; ++i) {
      BRUME_CHECK(::write(fd, piece.data(), piece.size()) == static_cast<ssize_t>(piece.size()));
      digests.update(piece);
    }
    digests.finish();
    ::close(fd);
    return seconds_since(from);
  }

  const int count;
  const std::string text;
  testing::TemporaryFolder folder;
  Loop loop;
  SequentialIds ids;
  std::unique_ptr<Storage> storage;
  int begun = 0;
  int ended = 0;
  const std::function<void(int)>* one = nullptr;
};

void print(const char* what, double storage, double bare) {
  std::printf("%-28s %9.0f/s   bare %9.0f/s   %.2f\n", what, storage, bare, storage / bare);
}

}  // namespace

int main(int count, char** arguments) {
  const int objects = count > 1 ? std::atoi(arguments[1]) : 50'000;
  const int mib = count > 2 ? std::atoi(arguments[2]) : 256;
  Bench bench(std::max(objects, kAtOnce));
  const auto put = [&bench](int i) { bench.put(i); };
  const auto get = [&bench](int i) { bench.get(i); };
  print("put 1 KiB", bench.rate(put), bench.bare_puts());
  print("put 1 KiB, replacing", bench.rate(put), bench.bare_puts());
  print("get 1 KiB", bench.rate(get), bench.bare_gets());
  const double large = bench.large(static_cast<std::size_t>(mib));
  const double bare = bench.bare_large(static_cast<std::size_t>(mib));
  std::printf("put %d MiB                 %9.2f s   bare %9.2f s   %.2f times as long\n", mib,
              large, bare, large / bare);
}
