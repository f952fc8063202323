#include "emulator/services/s3/objects/copy_bytes.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

namespace brume::emulator::storage {
namespace {

constexpr std::uint64_t kStepBytes = 64 * 1024 * 1024;
constexpr std::size_t kCopyBytes = 512 * 1024;

Error changed() {
  return Error{Error::Code::kUnavailable, "the file is being changed while it is copied"};
}

struct Transfer : std::enable_shared_from_this<Transfer> {
  explicit Transfer(Loop& its_loop) : loop(its_loop) {}

  Loop& loop;
  std::vector<Span> spans;
  std::shared_ptr<Content> content;
  std::shared_ptr<Digests> digests;  // instead of a content
  bool digested = false;
  Callback<void(Status)> done;
  std::size_t at = 0;  // the span
  Status status = Done{};
  std::string buffer;

  void go_on() {
    loop.run_blocking([self = shared_from_this()] { self->step(); },
                      [self = shared_from_this()] { self->on_step(); });
  }

  void on_step() {
    if (status && at < spans.size()) return go_on();
    done(std::move(status));
  }

  // Worker thread, as all below.
  void step() {
    std::uint64_t budget = kStepBytes;
    while (status && at < spans.size() && budget > 0) {
      Span& span = spans[at];
      const std::uint64_t size = std::min(span.size, budget);
      status = copy(span, size);
      span.offset += size;
      span.size -= size;
      budget -= size;
      if (span.size > 0) continue;
      if (status && BucketFolder::identity_of(*span.file) != span.identity) status = changed();
      span.file.reset();
      ++at;
    }
    if (!status || at < spans.size()) return;
    if (digests) {
      digests->finish();
    } else {
      if (digested) status = content->finish();
      if (status) status = content->store();
    }
  }

  Status copy(const Span& span, std::uint64_t size) {
    if (!digests && !digested) return content->copy(*span.file, span.offset, size);
    buffer.resize(kCopyBytes);
    std::uint64_t offset = span.offset;
    while (size > 0) {
      const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size, kCopyBytes));
      const ssize_t got =
          ::pread(span.file->get(), buffer.data(), wanted, static_cast<off_t>(offset));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return Error{Error::Code::kUnavailable, std::strerror(errno)};
      if (got == 0) return changed();
      const std::string_view bytes(buffer.data(), static_cast<std::size_t>(got));
      if (digests) {
        digests->update(bytes);
      } else if (Status written = content->write(bytes); !written) {
        return written;
      }
      offset += bytes.size();
      size -= bytes.size();
    }
    return Done{};
  }
};

}  // namespace

void transfer(Loop& loop, std::vector<Span> spans, std::shared_ptr<Content> content, bool digested,
              Callback<void(Status)> done) {
  auto transfer = std::make_shared<Transfer>(loop);
  transfer->spans = std::move(spans);
  transfer->content = std::move(content);
  transfer->digested = digested;
  transfer->done = std::move(done);
  transfer->go_on();
}

void digest(Loop& loop, Span span, std::shared_ptr<Digests> digests, Callback<void(Status)> done) {
  auto transfer = std::make_shared<Transfer>(loop);
  transfer->spans.push_back(std::move(span));
  transfer->digests = std::move(digests);
  transfer->done = std::move(done);
  transfer->go_on();
}

}  // namespace brume::emulator::storage
