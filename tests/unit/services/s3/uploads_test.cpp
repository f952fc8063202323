#include <doctest/doctest.h>

#include "emulator/crypto/digest.h"
#include "emulator/services/s3/objects/checksum.h"
#include "emulator/text/base64.h"
#include "emulator/text/hex.h"
#include "tests/unit/services/s3/storage_world.h"

namespace brume::emulator::storage {
namespace {

using testing::StorageWorld;
using Algorithm = Checksum::Algorithm;

constexpr std::size_t kMin = 5 * 1024 * 1024;

std::string part_text(char c, std::size_t size) {
  return std::string(size - 1, c) + "!";
}

struct UploadWorld : StorageWorld {
  UploadWorld() { REQUIRE(create("bucket").ok()); }

  std::string begin(Upload upload = {}) {
    if (upload.key.empty()) upload.key = "big/file";
    auto begun = wait<Upload>(
        [&](auto done) { storage->create_upload("bucket", std::move(upload), std::move(done)); });
    REQUIRE(begun.ok());
    return begun.value().id;
  }
  Result<Part> part(const std::string& id, int number, const std::string& bytes,
                    std::optional<Algorithm> algorithm = {}, ExpectedDigest expected = {}) {
    return wait<Part>([&](auto done) {
      storage->put_part({"bucket", "big/file", id}, number, body("bucket", bytes, algorithm),
                        std::move(expected), std::move(done));
    });
  }
  Result<Object> complete(const std::string& id, std::vector<CompletedPart> parts,
                          PutOptions options = {}) {
    options.cause.event = "CompleteMultipartUpload";
    return wait<Object>([&](auto done) {
      storage->complete_upload({"bucket", "big/file", id}, std::move(parts), std::move(options),
                               std::move(done));
    });
  }
  Result<Storage::UploadState> state(const std::string& id) {
    return wait<Storage::UploadState>([&](auto done) {
      storage->upload_state({"bucket", "big/file", id}, std::move(done));
    });
  }
  Status abort(const std::string& id) {
    return wait<Done>([&](auto done) {
      storage->abort_upload({"bucket", "big/file", id}, std::move(done));
    });
  }
};

}  // namespace

TEST_CASE("an object of parts is their bytes in order, also after a restart in the middle") {
  UploadWorld world;
  Upload upload;
  upload.attributes.headers = {{"content-type", "text/x"}};
  const std::string id = world.begin(upload);
  const std::string a = part_text('a', kMin);
  const std::string b = part_text('b', kMin + 7);
  const std::string c = "the end";
  REQUIRE(world.part(id, 5, c).ok());
  REQUIRE(world.part(id, 2, "will be replaced").ok());
  world.open();
  REQUIRE(world.part(id, 1, a).ok());
  REQUIRE(world.part(id, 2, b).ok());
  const auto state = world.state(id);
  REQUIRE(state.ok());
  REQUIRE(state.value().parts.size() == 3);
  CHECK(state.value().parts[1].size == b.size());
  CHECK(state.value().parts[2].number == 5);
  CHECK(state.value().upload.attributes.headers == upload.attributes.headers);
  const auto under_way = world.wait<std::vector<Upload>>(
      [&](auto done) { world.storage->list_uploads("bucket", std::move(done)); });
  REQUIRE(under_way.ok());
  REQUIRE(under_way.value().size() == 1);
  CHECK(under_way.value().front().id == id);
  CHECK(world.keys("bucket").empty());

  const auto object = world.complete(id, {{1, hex(md5(a))}, {2, hex(md5(b))}, {5, hex(md5(c))}});
  REQUIRE(object.ok());
  CHECK(object.value().etag == hex(md5(md5(a) + md5(b) + md5(c))) + "-3");
  CHECK(world.bytes("bucket", "big/file") == a + b + c);
  CHECK(world.file("bucket", "big/file") == a + b + c);
  const auto found = world.get("bucket", "big/file");
  REQUIRE(found.ok());
  REQUIRE(found.value().object.parts.size() == 3);
  CHECK(found.value().object.parts[2].number == 5);
  CHECK(found.value().object.parts[1].size == b.size());
  CHECK(found.value().object.attributes.headers == upload.attributes.headers);
  // Nothing is left of the upload.
  CHECK(world.state(id).error().reason == "NoSuchUpload");
  CHECK(world.hidden_files("bucket", "") == 0);
}

TEST_CASE("checksums of the whole: of the parts' checksums, or of all bytes") {
  const std::string a = part_text('a', kMin);
  const std::string b = "end";
  for (const Algorithm algorithm : {Algorithm::kCrc32, Algorithm::kCrc32c, Algorithm::kCrc64Nvme,
                                    Algorithm::kSha1, Algorithm::kSha256}) {
    for (const bool composite : {true, false}) {
      if (!composite && !is_crc(algorithm)) continue;
      UploadWorld world;
      Upload upload;
      upload.algorithm = algorithm;
      upload.composite = composite;
      const std::string id = world.begin(upload);
      const std::string sum_a = checksum_of(algorithm, a);
      const std::string sum_b = checksum_of(algorithm, b);
      REQUIRE(world.part(id, 1, a, algorithm, {{}, Checksum{algorithm, sum_a}}).ok());
      REQUIRE(world.part(id, 2, b, algorithm).ok());
      CHECK(world.part(id, 2, b, algorithm, {{}, Checksum{algorithm, sum_a}}).error().reason ==
            "BadDigest");
      const std::string joined =
          base64_decode(sum_a).value_or("") + base64_decode(sum_b).value_or("");
      const std::string whole =
          composite ? checksum_of(algorithm, joined) + "-2" : checksum_of(algorithm, a + b);
      const std::vector<CompletedPart> parts = {{1, hex(md5(a)), Checksum{algorithm, sum_a}},
                                                {2, hex(md5(b)), Checksum{algorithm, sum_b}}};
      PutOptions wrong;
      wrong.expected.checksum = Checksum{algorithm, sum_a};
      CHECK(world.complete(id, parts, wrong).error().reason == "BadDigest");
      PutOptions right;
      right.expected.checksum = Checksum{algorithm, whole};
      const auto object = world.complete(id, parts, right);
      REQUIRE(object.ok());
      REQUIRE(object.value().checksum);
      CHECK(object.value().checksum->value == whole);
      CHECK(object.value().checksum->composite == composite);
    }
  }
}

TEST_CASE("what cannot be completed says why, and can be completed afterwards") {
  UploadWorld world;
  const std::string id = world.begin();
  const std::string a = part_text('a', kMin);
  const std::string etag_a = hex(md5(a));
  const std::string etag_b = hex(md5("b"));
  REQUIRE(world.part(id, 1, a).ok());
  REQUIRE(world.part(id, 2, "b").ok());
  REQUIRE(world.part(id, 3, "b").ok());
  CHECK(world.complete(id, {{2, etag_b}, {1, etag_a}}).error().reason == "InvalidPartOrder");
  CHECK(world.complete(id, {{1, etag_a}, {1, etag_a}}).error().reason == "InvalidPartOrder");
  CHECK(world.complete(id, {{1, etag_b}}).error().reason == "InvalidPart");
  CHECK(world.complete(id, {{1, etag_a}, {4, etag_b}}).error().reason == "InvalidPart");
  CHECK(world.complete(id, {}).error().reason == "InvalidPart");
  CHECK(world.complete(id, {{1, etag_a}, {2, etag_b}, {3, etag_b}}).error().reason ==
        "EntityTooSmall");
  CHECK(world.complete("other", {{1, etag_a}}).error().reason == "NoSuchUpload");
  REQUIRE(world.put("bucket", "big/file", "there").ok());
  PutOptions absent;
  absent.condition.absent = true;
  CHECK(world.complete(id, {{1, etag_a}}, absent).error().reason == "PreconditionFailed");
  CHECK(world.bytes("bucket", "big/file") == "there");
  REQUIRE(world.complete(id, {{1, etag_a}, {3, etag_b}}).ok());
  CHECK(world.bytes("bucket", "big/file") == a + "b");
  CHECK(world.complete(id, {{1, etag_a}}).error().reason == "NoSuchUpload");
  CHECK(world.hidden_files("bucket", "") == 0);
}

TEST_CASE("an upload that is aborted leaves nothing, and takes no more parts") {
  UploadWorld world;
  const std::string id = world.begin();
  REQUIRE(world.part(id, 1, "1").ok());
  REQUIRE(world.part(id, 2, std::string(300'000, 'x')).ok());
  REQUIRE(world.abort(id).ok());
  CHECK(world.abort(id).error().reason == "NoSuchUpload");
  CHECK(world.part(id, 3, "1").error().reason == "NoSuchUpload");
  CHECK(world.hidden_files("bucket", "") == 0);
  // Nor does one that is under way when its bucket is removed.
  REQUIRE(world.part(world.begin(), 1, "1").ok());
  REQUIRE(world.remove_bucket("bucket").ok());
  CHECK_FALSE(std::filesystem::exists(world.path_of("bucket")));
  REQUIRE(world.create("bucket").ok());
  const auto none = world.wait<std::vector<Upload>>(
      [&](auto done) { world.storage->list_uploads("bucket", std::move(done)); });
  CHECK(none.value().empty());
}

TEST_CASE("parts may be copied from objects, or from pieces of them") {
  UploadWorld world;
  std::string text;
  while (text.size() < kMin + 1000) text += std::to_string(text.size());
  REQUIRE(world.put("bucket", "source", text).ok());
  const std::string id = world.begin();
  const auto copied = [&](int number, std::optional<std::pair<std::uint64_t, std::uint64_t>> range,
                          const std::string& key) {
    return world.wait<Part>([&](auto done) {
      world.storage->copy_part({"bucket", key, "null", Algorithm::kCrc32}, range,
                               {"bucket", "big/file", id}, number, std::move(done));
    });
  };
  const auto one = copied(1, std::nullopt, "source");
  REQUIRE(one.ok());
  CHECK(one.value().etag == hex(md5(text)));
  CHECK(one.value().checksum->value == checksum_of(Algorithm::kCrc32, text));
  const auto two = copied(2, std::pair<std::uint64_t, std::uint64_t>(10, 19), "source");
  REQUIRE(two.ok());
  CHECK(two.value().size == 10);
  CHECK(
      copied(3, std::pair<std::uint64_t, std::uint64_t>(0, text.size()), "source").error().reason ==
      "InvalidRange");
  CHECK(copied(3, std::nullopt, "none").error().reason == "NoSuchKey");
  REQUIRE(world.complete(id, {{1, one.value().etag}, {2, two.value().etag}}).ok());
  CHECK(world.bytes("bucket", "big/file") == text + text.substr(10, 10));
}

}  // namespace brume::emulator::storage
