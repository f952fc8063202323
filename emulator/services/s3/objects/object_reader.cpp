#include "emulator/services/s3/objects/object_reader.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace brume::emulator::storage {
namespace {

// Fewer than asked for only at the end of the file. -1: errno says why.
ssize_t read_at(int fd, std::uint64_t offset, char* out, std::size_t size) {
  std::size_t got = 0;
  while (got < size) {
    const ssize_t count = ::pread(fd, out + got, size - got, static_cast<off_t>(offset + got));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return -1;
    if (count == 0) break;
    got += static_cast<std::size_t>(count);
  }
  return static_cast<ssize_t>(got);
}

class MemoryReader final : public Reader {
 public:
  explicit MemoryReader(std::string bytes) : bytes_(std::move(bytes)) {}

  void read(std::uint64_t offset, std::size_t size,
            Callback<void(Result<std::string>)> done) override {
    const auto from = static_cast<std::size_t>(std::min<std::uint64_t>(offset, bytes_.size()));
    done(bytes_.substr(from, size));
  }

 private:
  const std::string bytes_;
};

class FileReader final : public Reader {
 public:
  FileReader(Loop& loop, UniqueFd file, std::string key)
      : loop_(loop), file_(std::make_shared<UniqueFd>(std::move(file))), key_(std::move(key)) {}

  void read(std::uint64_t offset, std::size_t size,
            Callback<void(Result<std::string>)> done) override {
    auto piece = std::make_shared<Piece>();
    piece->file = file_;
    piece->offset = offset;
    piece->size = std::min(size, kMaxReadBytes);
    piece->key = key_;
    piece->done = std::move(done);
    loop_.run_blocking([piece] { piece->read(); }, [piece] { piece->end(); });
  }

 private:
  struct Piece {
    void read() {
      bytes.resize(size);
      const ssize_t got = read_at(file->get(), offset, bytes.data(), size);
      code = got < 0 ? errno : 0;
      bytes.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    }
    void end() {
      if (code == 0) return done(std::move(bytes));
      done(Error{Error::Code::kUnavailable, key + ": " + std::strerror(code) + " (reading it)"});
    }

    std::shared_ptr<UniqueFd> file;
    std::uint64_t offset = 0;
    std::size_t size = 0;
    std::string key;
    Callback<void(Result<std::string>)> done;
    std::string bytes;
    int code = 0;
  };

  Loop& loop_;
  std::shared_ptr<UniqueFd> file_;
  const std::string key_;
};

}  // namespace

std::shared_ptr<Reader> open_object(Loop& loop, const BucketFolder& folder, const std::string& key,
                                    const StoredFile& file) {
  UniqueFd opened = folder.open_file(key, file);
  if (!opened) return nullptr;
  if (file.identity.size > kSmallObjectBytes) {
    return std::make_shared<FileReader>(loop, std::move(opened), key);
  }
  std::string bytes(static_cast<std::size_t>(file.identity.size), '\0');
  const ssize_t got = read_at(opened.get(), 0, bytes.data(), bytes.size());
  if (got < 0 || static_cast<std::size_t>(got) != bytes.size()) return nullptr;
  return std::make_shared<MemoryReader>(std::move(bytes));
}

}  // namespace brume::emulator::storage
