// StreamedBody: the bytes of an object on their way. A small body stays in memory, for the store's
// thread to write among others; a larger one goes to a file in tmp, piece by piece, on a worker
// thread, which works out its digests as well.
//
// Loop thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/callback.h"
#include "emulator/base/result.h"
#include "emulator/loop/loop.h"
#include "emulator/services/s3/objects/bucket_folder.h"
#include "emulator/services/s3/objects/checksum.h"
#include "emulator/services/s3/objects/storage_types.h"

namespace brume::emulator::storage {

inline constexpr std::size_t kSmallBodyBytes = 64 * 1024;
inline constexpr std::size_t kPieceBytes = 256 * 1024;
inline constexpr int kMaxPiecesWaiting = 2;

// Complete content: in memory until it is stored(), then in tmp. Destroying it
// removes the file if that is still in tmp and was not kept. Any thread, one at a time.
class Content {
 public:
  // `folder` null: of no bucket; then nothing can be written.
  Content(std::shared_ptr<BucketFolder> folder, std::uint64_t id,
          std::optional<Checksum::Algorithm> algorithm)
      : folder_(std::move(folder)), digests_(algorithm), id_(id) {}
  ~Content();
  Content(const Content&) = delete;
  Content& operator=(const Content&) = delete;

  // Blocking. What has arrived so far goes to the file.
  Status write(std::string_view bytes);
  // Blocking. The same of a file's bytes, which the digests do not learn of.
  Status copy(const UniqueFd& from, std::uint64_t offset, std::uint64_t size);
  // Blocking. All is there: works out what is known of it, once.
  Status finish();
  // Blocking; after finish(). Sees to it that the bytes are in the file.
  Status store();
  // The file has become an object's.
  void keep() { kept_ = true; }

  void set_memory(std::string bytes) { memory_ = std::move(bytes); }
  std::uint64_t size() const { return identity_.size; }
  const Digests& digests() const { return digests_; }
  StoredFile file() const { return {id_, false, identity_}; }

 private:
  Status open();
  Error failed(const char* doing) const;
  Status write_out(std::string_view bytes);

  std::shared_ptr<BucketFolder> folder_;
  Digests digests_;
  std::uint64_t id_;
  std::string memory_;
  UniqueFd fd_;
  FileIdentity identity_;
  bool in_memory_ = true;
  bool finished_ = false;
  bool kept_ = false;
};

class StreamedBody final : public Body {
 public:
  using Whole = Callback<void(Result<std::shared_ptr<Content>>)>;

  // `size`: what is expected, if that is known.
  StreamedBody(Loop& loop, std::shared_ptr<Content> content, std::optional<std::uint64_t> size);
  ~StreamedBody() override;

  bool append(std::string_view data) override;
  void on_drained(std::function<void()> callback) override;
  std::uint64_t size() const override { return size_; }

  // Ends the body. A small one is answered at once, and not finish()ed yet.
  static void end(std::unique_ptr<StreamedBody> body, Whole whole);

 private:
  struct Stream;
  static void pump(const std::shared_ptr<Stream>& stream);
  static void on_written(const std::shared_ptr<Stream>& stream);

  std::shared_ptr<Stream> stream_;
  std::uint64_t size_ = 0;
};

}  // namespace brume::emulator::storage
