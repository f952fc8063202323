// What may be the key of an object: any bytes. A key that is a plain path is its own path back, and
// whatever the key, its file is found again and nothing appears outside the bucket's folder.
//
// An entry point for libFuzzer, and for replay.cpp without it.
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <memory>
#include <string>

#include "emulator/services/s3/model/key_path.h"
#include "emulator/services/s3/objects/bucket_folder.h"

namespace {

using namespace brume::emulator;
using namespace brume::emulator::storage;
namespace fs = std::filesystem;

void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "keys_fuzz: %s\n", what);
  std::abort();
}

// A folder in a folder of its own, so that whatever gets out is seen.
struct World {
  World() {
    std::string pattern = fs::temp_directory_path() / "brume-keys-XXXXXX";
    require(::mkdtemp(pattern.data()) != nullptr, "no temporary folder");
    outside = pattern;
    auto opened = BucketFolder::open(outside / "bucket");
    require(opened.ok(), "the folder opens");
    folder = std::move(*opened);
  }
  ~World() { fs::remove_all(outside); }
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  static std::ptrdiff_t entries(const fs::path& path) {
    return std::distance(fs::directory_iterator(path), {});
  }

  fs::path outside;
  std::shared_ptr<BucketFolder> folder;
  std::uint64_t next = 0;
};

void check_path(const World& world, const std::string& key) {
  const fs::path path = world.folder->path() / key;
  require(path.lexically_normal() == path, "a plain path is normal");
  require(path.lexically_relative(world.folder->path()).string() == key, "and is its own way back");
  require(key.find('\0') == std::string::npos, "without a zero byte");
  require(key.front() != '.' && key.find("/.") == std::string::npos, "and is not hidden");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static World world;
  const std::string key(reinterpret_cast<const char*>(data), size);
  const bool plain = is_plain_path(key);
  if (plain) check_path(world, key);

  StoredFile file{world.next++, plain && world.folder->has_room(key), {}};
  require(file.plain == plain, "in an empty folder there is room");
  {
    auto made = world.folder->create(file.id);
    require(made.ok() && ::write(made->get(), data, size) == static_cast<ssize_t>(size), "written");
    file.identity = BucketFolder::identity_of(*made).value_or(FileIdentity{});
  }
  const Status settled =
      plain ? world.folder->settle_plain(key, file.id) : world.folder->settle_aside(key, file);
  require(settled.ok(), "the file gets its place");
  if (plain) require(fs::is_regular_file(world.folder->path() / key), "under its name");
  require(static_cast<bool>(world.folder->open_file(key, file)), "and is found there");
  require(World::entries(world.outside) == 1, "nothing is outside");

  require(world.folder->take(key, file), "it is taken away");
  world.folder->discard(file.id);
  if (plain) world.folder->prune(key);
  require(!world.folder->open_file(key, file), "and is gone");
  require(World::entries(world.folder->path()) == 1, "with its folders");
  return 0;
}
