// Random changes of few keys, beside a model that holds versions in memory; the storage is closed
// and opened again in between.
#include <doctest/doctest.h>

#include <map>
#include <random>

#include "emulator/services/s3/model/key_path.h"
#include "tests/unit/services/s3/storage_world.h"

namespace brume::emulator::storage {
namespace {

using testing::StorageWorld;

struct Version {
  std::string id, bytes;
  bool marker = false;
};

class Model {
 public:
  explicit Model(unsigned seed) : random_(seed) { REQUIRE(world_.create("bucket").ok()); }

  void step() {
    const std::string key = keys_[random_() % keys_.size()];
    switch (random_() % 16) {
      case 0:
        return set_versioning();
      case 1:
        return world_.open();
      case 2:
      case 3:
      case 4:
        return remove(key);
      case 5:
      case 6:
        return remove_version(key);
      case 7:
        return copy(key, keys_[random_() % keys_.size()]);
      default:
        return put(key);
    }
  }

  void check() {
    std::vector<std::string> expected;
    std::vector<std::string> latest;
    std::size_t files = 0;
    for (const auto& [key, versions] : versions_) {
      for (auto one = versions.rbegin(); one != versions.rend(); ++one) {
        expected.push_back(key + "=" + one->id);
        const std::string bytes = world_.bytes("bucket", key, one->id);
        CHECK(bytes == (one->marker ? "(marker)" : one->bytes));
        if (!one->marker) ++files;
      }
      if (versions.empty() || versions.back().marker) {
        if (is_plain_path(key)) CHECK_FALSE(world_.file("bucket", key).has_value());
      } else {
        latest.push_back(key);
        CHECK(world_.bytes("bucket", key) == versions.back().bytes);
      }
    }
    ListQuery all;
    all.versions = true;
    std::vector<std::string> found;
    for (const Object& object : world_.list("bucket", all).objects) {
      found.push_back(object.key + "=" + object.version_id);
    }
    CHECK(found == expected);
    CHECK(world_.keys("bucket") == latest);
    CHECK(world_.hidden_files("bucket", "tmp") == 0);
    CHECK(world_.hidden_files("bucket", "aside") <= files);
  }

 private:
  void add(const std::string& key, Version version) {
    auto& versions = versions_[key];
    if (version.id == kNullVersion) {
      std::erase_if(versions, [](const Version& one) { return one.id == kNullVersion; });
    }
    versions.push_back(std::move(version));
  }

  void set_versioning() {
    BucketConfig config;
    config.versioning = random_() % 2 == 0 ? Versioning::kEnabled : Versioning::kSuspended;
    versioning_ = config.versioning;
    REQUIRE(world_.configure("bucket", config).ok());
  }

  void put(const std::string& key) {
    const std::size_t size = random_() % 8 == 0 ? 70'000 : random_() % 20;
    const std::string bytes = std::to_string(++count_) + ":" + std::string(size, 'x');
    const auto object = world_.put("bucket", key, bytes);
    REQUIRE(object.ok());
    CHECK((object.value().version_id == kNullVersion) == (versioning_ != Versioning::kEnabled));
    add(key, {object.value().version_id, bytes});
  }

  void copy(const std::string& from, const std::string& to) {
    const auto object = world_.wait<Object>([&](auto done) {
      world_.storage->copy({"bucket", from, ""}, {"bucket", to}, {}, std::move(done));
    });
    const auto& versions = versions_[from];
    const bool there = !versions.empty() && !versions.back().marker;
    REQUIRE(object.ok() == there);
    if (there) add(to, {object.value().version_id, std::string(versions.back().bytes)});
  }

  void remove(const std::string& key) {
    const auto removed = world_.remove("bucket", key);
    REQUIRE(removed.ok());
    if (versioning_ == Versioning::kNever) {
      versions_[key].clear();
    } else {
      add(key, {removed.value().version_id, "", true});
    }
  }

  void remove_version(const std::string& key) {
    auto& versions = versions_[key];
    if (versions.empty()) return;
    const std::size_t at = random_() % versions.size();
    REQUIRE(world_.remove("bucket", key, versions[at].id).ok());
    versions.erase(versions.begin() + static_cast<std::ptrdiff_t>(at));
  }

  std::mt19937 random_;
  StorageWorld world_;
  const std::vector<std::string> keys_ = {"a", "a/b", "a/b/c", "d", "d//", "x.part", "e/f", "../x"};
  std::map<std::string, std::vector<Version>> versions_;
  Versioning versioning_ = Versioning::kNever;
  int count_ = 0;
};

}  // namespace

TEST_CASE("whatever is done to objects in whatever order, they are what a model says") {
  for (unsigned seed = 1; seed <= 8; ++seed) {
    CAPTURE(seed);
    Model model(seed);
    for (int step = 1; step <= 200; ++step) {
      CAPTURE(step);
      model.step();
      if (step % 10 == 0) model.check();
    }
  }
}

}  // namespace brume::emulator::storage
