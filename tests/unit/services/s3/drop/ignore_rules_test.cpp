// Which names in a drop folder are passed over.
#include "emulator/services/s3/drop/ignore_rules.h"

#include <doctest/doctest.h>

#include <string>

using namespace brume::emulator::storage;

TEST_CASE("what editors, browsers and copying programs have not finished is ignored") {
  const DropNames names;
  for (const char* path :
       {"film.mkv.part", "setup.exe.crdownload", "notes.txt~", ".notes.txt.swp", "notes.swx",
        ".photo.jpg.Xk2f9a", "in/.hidden/photo.jpg", "#notes.txt#", "~$report.docx", "lu123.tmp",
        "big.iso.filepart", "page.opdownload", ".nfs000000001", "a/b/half.partial"}) {
    CAPTURE(std::string(path));
    CHECK(names.ignores(path));
  }
  for (const char* path : {"photo.jpg", "in/photo 1.jpg", "part", "4913", "tmp/file", "a.part.jpg",
                           "14913", "~home", "größe", "#1.txt", "x#"}) {
    CAPTURE(std::string(path));
    CHECK_FALSE(names.ignores(path));
  }
}

TEST_CASE("names that a person adds count at any depth, paths from the folder on") {
  const DropNames names({"*.bak", "out/*.log", "/done/", "Thumbs.db"});
  for (const char* path : {"a.bak", "deep/er/a.bak", "old.bak/file", "out/a.log", "done",
                           "done/photo.jpg", "x/Thumbs.db"}) {
    CAPTURE(std::string(path));
    CHECK(names.ignores(path));
  }
  for (const char* path : {"a.bak.txt", "in/out/a.log", "out/b/a.log", "in/done", "abandoned"}) {
    CAPTURE(std::string(path));
    CHECK_FALSE(names.ignores(path));
  }
}
