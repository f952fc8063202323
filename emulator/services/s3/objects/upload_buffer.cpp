#include "emulator/services/s3/objects/upload_buffer.h"

#include <sys/sendfile.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <deque>
#include <utility>

namespace brume::emulator::storage {

Content::~Content() {
  if (!in_memory_ && !kept_) folder_->discard(id_);
}

Status Content::open() {
  if (!in_memory_) return Done{};
  if (!folder_) return Error{Error::Code::kNotFound, "no bucket", "NoSuchBucket"};
  auto made = folder_->create(id_);
  if (!made) return std::move(made).error();
  fd_ = std::move(*made);
  in_memory_ = false;
  return Done{};
}

Error Content::failed(const char* doing) const {
  const int code = errno;
  return Error{Error::Code::kUnavailable, (folder_->path() / ".brume/tmp").string() + ": " +
                                              std::strerror(code) + " (" + doing + ")"};
}

Status Content::write_out(std::string_view bytes) {
  if (Status opened = open(); !opened) return opened;
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd_.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed("writing an object");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return Done{};
}

// The kernel copies; file systems that can, share the blocks. Not all can between any two files.
Status Content::copy(const UniqueFd& from, std::uint64_t offset, std::uint64_t size) {
  if (Status opened = open(); !opened) return opened;
  auto at = static_cast<off64_t>(offset);
  while (size > 0) {
    ssize_t copied = ::copy_file_range(from.get(), &at, fd_.get(), nullptr, size, 0);
    if (copied < 0 && errno == EINTR) continue;
    if (copied < 0 && (errno == EXDEV || errno == EINVAL || errno == EOPNOTSUPP)) {
      copied = ::sendfile(fd_.get(), from.get(), &at, size);
    }
    if (copied < 0) return failed("copying an object");
    if (copied == 0) {
      return Error{Error::Code::kUnavailable, "the file is being changed while it is copied"};
    }
    size -= static_cast<std::uint64_t>(copied);
  }
  return Done{};
}

Status Content::write(std::string_view bytes) {
  digests_.update(bytes);
  return write_out(bytes);
}

Status Content::finish() {
  if (std::exchange(finished_, true)) return Done{};
  digests_.update(memory_);
  digests_.finish();
  identity_.size = memory_.size();
  return in_memory_ ? Status(Done{}) : store();
}

Status Content::store() {
  if (in_memory_) {
    if (Status written = write_out(memory_); !written) return written;
  }
  if (!fd_) return Done{};  // it is, already
  const auto identity = BucketFolder::identity_of(fd_);
  if (!identity) return failed("reading its size");
  identity_ = *identity;
  fd_.reset();
  return Done{};
}

struct StreamedBody::Stream {
  Stream(Loop& its_loop, std::shared_ptr<Content> its_content)
      : loop(its_loop), content(std::move(its_content)) {}

  Loop& loop;
  const std::shared_ptr<Content> content;
  std::string filling;
  std::deque<std::string> waiting;  // for the disk
  std::string writing;
  bool busy = false;
  bool to_disk = false;
  bool ended = false;
  Status status = Done{};
  std::function<void()> on_drained;
  Whole whole;  // once the body has ended
};

StreamedBody::StreamedBody(Loop& loop, std::shared_ptr<Content> content,
                           std::optional<std::uint64_t> size)
    : stream_(std::make_shared<Stream>(loop, std::move(content))) {
  stream_->to_disk = size.value_or(0) > kSmallBodyBytes;
  if (stream_->to_disk) stream_->filling.reserve(kPieceBytes + kSmallBodyBytes);
}

StreamedBody::~StreamedBody() {
  stream_->on_drained = nullptr;
  if (!stream_->ended) stream_->waiting.clear();
}

bool StreamedBody::append(std::string_view data) {
  Stream& stream = *stream_;
  size_ += data.size();
  stream.filling.append(data);
  const std::size_t most = stream.to_disk ? kPieceBytes : kSmallBodyBytes;
  if (stream.filling.size() > most) {
    stream.to_disk = true;
    stream.waiting.push_back(std::exchange(stream.filling, {}));
    stream.filling.reserve(kPieceBytes + kSmallBodyBytes);
    pump(stream_);
  }
  return stream.waiting.size() < kMaxPiecesWaiting;
}

void StreamedBody::on_drained(std::function<void()> callback) {
  stream_->on_drained = std::move(callback);
}

// One piece at a time: the digests want them in order.
void StreamedBody::pump(const std::shared_ptr<Stream>& stream) {
  if (stream->busy) return;
  if (stream->waiting.empty()) {
    if (!stream->whole) return;
    Whole whole = std::move(stream->whole);
    if (!stream->status) return whole(stream->status.error());
    return whole(stream->content);
  }
  stream->busy = true;
  stream->writing = std::move(stream->waiting.front());
  stream->waiting.pop_front();
  const bool last = stream->whole && stream->waiting.empty();
  stream->loop.run_blocking(
      [stream, last] {
        if (!stream->status) return;
        stream->status = stream->content->write(stream->writing);
        if (stream->status && last) stream->status = stream->content->finish();
      },
      [stream] { on_written(stream); });
}

void StreamedBody::on_written(const std::shared_ptr<Stream>& stream) {
  stream->busy = false;
  pump(stream);
  const bool was_full = stream->waiting.size() + 1 == kMaxPiecesWaiting;
  if (!was_full || !stream->on_drained) return;
  const auto drained = stream->on_drained;  // it may replace or end this
  drained();
}

void StreamedBody::end(std::unique_ptr<StreamedBody> body, Whole whole) {
  const std::shared_ptr<Stream> stream = body->stream_;
  stream->ended = true;
  if (!stream->to_disk) {
    stream->content->set_memory(std::move(stream->filling));
    return whole(stream->content);
  }
  stream->whole = std::move(whole);
  // Even if it is empty: with the last piece, it is finished.
  stream->waiting.push_back(std::move(stream->filling));
  pump(stream);
}

}  // namespace brume::emulator::storage
