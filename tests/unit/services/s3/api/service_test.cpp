// The S3 API on real storage: what unit tests of its parts and the tests with real clients leave.
#include "emulator/services/s3/api/s3.h"

#include <doctest/doctest.h>

#include "emulator/aws/endpoint.h"
#include "emulator/crypto/digest.h"
#include "emulator/loop/loop.h"
#include "emulator/text/hex.h"
#include "tests/unit/aws/memory_exchange.h"
#include "tests/unit/store/temporary_folder.h"

using namespace brume::emulator;
using namespace brume::emulator::aws;
using aws::testing::MemoryExchange;

namespace {

class Fixture {
 public:
  Fixture() {
    endpoint_.add(std::make_unique<s3::S3>(s3::Context{
        .storage = *storage_, .account_id = "123456789012", .function_exists = [](const auto&) {
          return false;
        }}));
    CHECK(send("PUT /\nHost: bucket.s3.localhost")->response.status == 200);
  }

  std::shared_ptr<MemoryExchange> start(std::shared_ptr<MemoryExchange> exchange) {
    endpoint_.handle(exchange);
    return exchange;
  }
  // Waits for the answer, and its end when it is streamed.
  std::shared_ptr<MemoryExchange> send(const std::string& text, std::size_t piece_bytes = 0) {
    auto exchange = std::make_shared<MemoryExchange>(text);
    exchange->piece_bytes = piece_bytes;
    endpoint_.handle(exchange);
    until([&] { return exchange->answers > 0 && (!exchange->streamed || exchange->ended); });
    return exchange;
  }
  template <typename Condition>
  void until(Condition condition) {
    const Timer give_up = loop_.start(std::chrono::seconds(60), [] { BRUME_CHECK(!"in time"); });
    while (!condition()) loop_.run_once(true);
  }
  std::string code(const std::string& text) {
    const std::string body = send(text)->response.body;
    const std::size_t begin = body.find("<Code>") + 6;
    return body.find("<Code>") == std::string::npos
               ? ""
               : body.substr(begin, body.find("</Code>") - begin);
  }

 private:
  static std::unique_ptr<storage::Storage> open(Loop& loop, Ids& ids,
                                                const std::filesystem::path& folder) {
    auto opened = storage::Storage::open(
        loop, loop, ids, {.folder = folder / "buckets", .database_file = folder / "storage.db"});
    BRUME_CHECK(opened.ok());
    return std::move(*opened);
  }

  Loop loop_;
  SequentialIds ids_;
  const brume::emulator::testing::TemporaryFolder folder_;
  const std::unique_ptr<storage::Storage> storage_ = open(loop_, ids_, folder_.path);
  Endpoint endpoint_{loop_, ids_, {}};
};

std::string put(const std::string& key, const std::string& headers, const std::string& body,
                std::size_t length) {
  return "PUT /bucket/" + key + "\nContent-Length: " + std::to_string(length) +
         (headers.empty() ? "" : "\n" + headers) + "\n\n" + body;
}

std::string put(const std::string& key, const std::string& headers, const std::string& body) {
  return put(key, headers, body, body.size());
}

const std::string kTrailing =
    "x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\nContent-Encoding: aws-chunked\n"
    "x-amz-trailer: x-amz-checksum-crc32\nx-amz-decoded-content-length: ";

}  // namespace

TEST_CASE("a body in chunks with a trailer becomes the object that it says") {
  Fixture fixture;
  const std::string body =
      "6\r\nhello \r\n5\r\nworld\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n";
  for (const std::size_t piece : {1u, 1000u}) {
    const auto answer = fixture.send(put("k", kTrailing + "11", body), piece);
    CHECK(answer->response.status == 200);
    CHECK(answer->header("x-amz-checksum-crc32") == "DUoRhQ==");
  }
  const auto got = fixture.send("GET /bucket/k\nx-amz-checksum-mode: ENABLED");
  CHECK(got->response.body == "hello world");
  CHECK(got->header("x-amz-checksum-crc32") == "DUoRhQ==");
  CHECK_FALSE(got->response.headers.has("Content-Encoding"));
}

TEST_CASE("a body that is not what its head says leaves no object") {
  Fixture fixture;
  const std::string chunks = "5\r\nhello\r\n0\r\n";
  CHECK(fixture.code(put("k", kTrailing + "5", chunks + "x-amz-checksum-crc32:AAAAAA==\r\n\r\n")) ==
        "BadDigest");
  CHECK(fixture.code(put("k", kTrailing + "5", chunks + "\r\n")) == "MalformedTrailerError");
  CHECK(fixture.code(put("k", kTrailing + "4", chunks + "x-amz-checksum-crc32:NhCmhg==\r\n\r\n")) ==
        "IncompleteBody");
  CHECK(fixture.code(put("k", kTrailing + "5", "5\r\nhel")) == "IncompleteBody");
  CHECK(fixture.code(put("k", kTrailing + "5", "zz\r\nhello")) == "InvalidRequest");
  CHECK(fixture.code(put("k", "x-amz-content-sha256: " + hex(sha256("other")), "hello")) ==
        "XAmzContentSHA256Mismatch");
  CHECK(fixture.code(put("k", "x-amz-trailer: x-amz-checksum-crc32", "hello")) == "InvalidRequest");
  CHECK(fixture.code("PUT /bucket/k\n\n") == "MissingContentLength");
  CHECK(fixture.code("PUT /bucket/k\nTransfer-Encoding: chunked\n\nhello") == "NotImplemented");
  CHECK(fixture.code(put("k", "", "", (5ULL << 30) + 1)) == "EntityTooLarge");
  CHECK(fixture.code(put("k", "Content-MD5: XUFAKrxLKna5cZ2REBfFkg==", "hellO")) == "BadDigest");
  CHECK(fixture.code("GET /bucket/k") == "NoSuchKey");
}

TEST_CASE("a client that goes before its body's end is not answered, and leaves nothing") {
  Fixture fixture;
  const auto gone = std::make_shared<MemoryExchange>(put("k", "", "half", 8));
  gone->breaks_off = true;
  fixture.start(gone);
  CHECK(gone->answers == 0);
  CHECK(fixture.code("GET /bucket/k") == "NoSuchKey");
}

TEST_CASE("a large object is streamed both ways") {
  Fixture fixture;
  std::string body;
  for (int i = 0; i < 100'000; ++i) body += "line " + std::to_string(i) + "\n";
  CHECK(fixture.send(put("large", "", body), 10'000)->response.status == 200);
  const auto got = fixture.send("GET /bucket/large");
  CHECK(got->streamed);
  CHECK(got->response.body == body);
  const auto part = fixture.send("GET /bucket/large\nRange: bytes=500000-1000000");
  CHECK(part->response.status == 206);
  CHECK(part->response.body == body.substr(500'000, 500'001));
  CHECK(part->header("Content-Range") == "bytes 500000-1000000/" + std::to_string(body.size()));
}

TEST_CASE("a client that reads slowly is sent no more than it takes") {
  Fixture fixture;
  const std::string body(2'000'000, 'x');
  CHECK(fixture.send(put("large", "", body))->response.status == 200);
  const auto slow = std::make_shared<MemoryExchange>("GET /bucket/large");
  slow->slow = true;
  fixture.start(slow);
  std::size_t seen = 0;
  while (!slow->ended) {
    fixture.until([&] { return slow->response.body.size() > seen; });
    seen = slow->response.body.size();
    CHECK(seen <= 256 * 1024 * static_cast<std::size_t>(++slow->pauses));
    // It holds itself; a copy is called, as the end may drop it.
    const auto drained = slow->drained;
    if (drained) drained();
  }
  CHECK(slow->response.body == body);
}

TEST_CASE("documents are held to their digests") {
  Fixture fixture;
  const std::string tagging =
      "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>";
  const std::string target = "PUT /bucket?tagging\n";
  CHECK(fixture.send(target + "\n" + tagging)->response.status == 204);
  CHECK(fixture.code(target + "Content-MD5: XUFAKrxLKna5cZ2REBfFkg==\n\n" + tagging) ==
        "BadDigest");
  CHECK(fixture.code(target + "x-amz-checksum-crc32: AAAAAA==\n\n" + tagging) == "BadDigest");
  CHECK(fixture.code(target + "x-amz-content-sha256: " + hex(sha256("")) + "\n\n" + tagging) ==
        "XAmzContentSHA256Mismatch");
  CHECK(fixture.code(target + "\n" + std::string((4 << 20) + 1, ' ')) ==
        "MaxMessageLengthExceeded");
  CHECK(fixture.code(target + "\n<!DOCTYPE a><Tagging/>") == "MalformedXML");
}

TEST_CASE("an error says what it is about") {
  Fixture fixture;
  const auto missing = fixture.send("GET /bucket/a%20b%26c");
  CHECK(missing->response.status == 404);
  CHECK(missing->response.body.find("<Key>a b&amp;c</Key><Resource>/bucket/a b&amp;c</Resource>") !=
        std::string::npos);
  CHECK(missing->header("x-amz-request-id").size() == 36);
  CHECK(fixture.code("DELETE /bucket/a?uploadId=x") == "NoSuchUpload");
  CHECK(fixture.code("PATCH /bucket/a") == "MethodNotAllowed");
  const auto select = fixture.send("POST /bucket/a?select");
  CHECK(select->response.status == 501);
  CHECK(select->response.body.find("SelectObjectContent") != std::string::npos);
  CHECK(fixture.code("GET /bucket/a\nx-amz-expected-bucket-owner: 000000000000") == "AccessDenied");
}
