#include "emulator/services/lambda/state/documents.h"

#include <doctest/doctest.h>

#include <fstream>

#include "emulator/services/lambda/state/layers.h"
#include "tests/unit/services/lambda/lambda_fixture.h"

using namespace brume::emulator;
using namespace brume::emulator::aws::lambda;

namespace {

namespace fs = std::filesystem;

struct KeptFixture {
  KeptFixture() {
    std::string pattern = (fs::temp_directory_path() / "brume-documents-XXXXXX").string();
    BRUME_CHECK(::mkdtemp(pattern.data()) != nullptr);
    folder = pattern;
  }
  ~KeptFixture() { fs::remove_all(folder); }
  fs::path file() const { return folder / "lambda.db"; }
  // Turns the loop until what was submitted is committed.
  Documents::Stored stored() {
    ++waiting;
    return [this](Status done) {
      CHECK(done.ok());
      --waiting;
    };
  }
  void wait() {
    // What comes from another thread does not keep the loop turning by itself.
    const Timer alive = loop.start(std::chrono::hours(1), [] {});
    while (waiting > 0) loop.run_once(true);
  }

  fs::path folder;
  Loop loop;
  int waiting = 0;
};

LayerVersion layer(const fs::path& content, int version) {
  fs::create_directories(content);
  std::ofstream(content / "lib.py") << version;
  LayerVersion made;
  made.name = "tools";
  made.layer_arn = "arn:aws:lambda:us-east-1:123456789012:layer:tools";
  made.version = version;
  made.content = std::make_shared<CodeFolder>(content);
  return made;
}

}  // namespace

TEST_CASE("documents are there again when the file is opened again") {
  KeptFixture kept;
  {
    Documents documents;
    REQUIRE(documents.open(kept.loop, kept.file()).ok());
    documents.put("a", "1", "one", kept.stored());
    documents.put("a", "2", "two", kept.stored());
    documents.put("b", "1", "other", kept.stored());
    documents.erase("a", "2", kept.stored());
    CHECK(*documents.find("a", "1") == "one");
    kept.wait();
  }
  Documents documents;
  REQUIRE(documents.open(kept.loop, kept.file()).ok());
  CHECK(documents.all("a").size() == 1);
  CHECK(*documents.find("a", "1") == "one");
  CHECK(documents.find("a", "2") == nullptr);
  CHECK(*documents.find("b", "1") == "other");
  CHECK(documents.all("none").empty());
}

TEST_CASE("layers come back with their content, and content of nobody goes") {
  KeptFixture kept;
  const fs::path folder = kept.folder / "layers";
  const std::string arn = "arn:aws:lambda:us-east-1:123456789012:layer:tools:";
  {
    Documents documents;
    REQUIRE(documents.open(kept.loop, kept.file()).ok());
    Layers layers(documents, folder);
    layers.add(layer(folder / "first", 1), kept.stored());
    layers.add(layer(folder / "second", 2), kept.stored());
    const auto in_use = layers.find(arn + "2")->content;
    layers.remove("tools", 2, kept.stored());
    CHECK(fs::exists(folder / "second" / "lib.py"));  // as long as somebody runs from it
    kept.wait();
  }
  CHECK_FALSE(fs::exists(folder / "second"));
  fs::create_directories(folder / "stray");
  Documents documents;
  REQUIRE(documents.open(kept.loop, kept.file()).ok());
  Layers layers(documents, folder);
  layers.load();
  CHECK_FALSE(fs::exists(folder / "stray"));
  REQUIRE(layers.find(arn + "1") != nullptr);
  CHECK(fs::exists(layers.find(arn + "1")->content->path() / "lib.py"));
  CHECK(layers.find(arn + "2") == nullptr);
  CHECK(layers.find("arn:aws:lambda:us-east-1:999999999999:layer:tools:1") == nullptr);
  CHECK(layers.next_version("tools") == 3);  // numbers are never given out twice
}
