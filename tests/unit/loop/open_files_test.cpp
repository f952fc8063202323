// Who has a file open: only what this process has started counts, and only for writing.
#include "emulator/loop/open_files.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "tests/unit/store/temporary_folder.h"

using namespace brume::emulator;

namespace {

// A child that has the file open, until it goes.
class HoldingChild {
 public:
  HoldingChild(const std::filesystem::path& file, int flags) {
    int ready[2], end[2];
    REQUIRE(::pipe(ready) == 0);
    REQUIRE(::pipe(end) == 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::close(end[1]);
      const int opened = ::open(file.c_str(), flags);
      char byte = opened >= 0 ? 'y' : 'n';
      if (::write(ready[1], &byte, 1) != 1) ::_exit(1);
      while (::read(end[0], &byte, 1) > 0) continue;
      ::_exit(0);
    }
    char byte = 0;
    REQUIRE(::read(ready[0], &byte, 1) == 1);
    CHECK(byte == 'y');
    for (const int descriptor : {ready[0], ready[1], end[0]}) ::close(descriptor);
    end_ = end[1];
  }
  ~HoldingChild() {
    ::close(end_);
    ::waitpid(pid_, nullptr, 0);
  }
  HoldingChild(const HoldingChild&) = delete;
  HoldingChild& operator=(const HoldingChild&) = delete;

 private:
  pid_t pid_ = 0;
  int end_ = -1;
};

}  // namespace

TEST_CASE("a child that writes a file is seen at it; readers and ourselves are not") {
  const brume::emulator::testing::TemporaryFolder folder;
  const auto file = folder.path / "file";
  std::ofstream own(file);
  CHECK_FALSE(descendants_write(file));
  CHECK_FALSE(descendants_write(folder.path / "none"));
  CHECK_FALSE(descendants_write(folder.path));
  {
    const HoldingChild reader(file, O_RDONLY);
    // It has inherited our own descriptor, which writes.
    CHECK(descendants_write(file));
  }
  own.close();
  {
    const HoldingChild reader(file, O_RDONLY);
    CHECK_FALSE(descendants_write(file));
  }
  const HoldingChild writer(file, O_WRONLY | O_APPEND);
  CHECK(descendants_write(file));
}
