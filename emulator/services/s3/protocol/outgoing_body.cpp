#include "emulator/services/s3/protocol/outgoing_body.h"

#include <algorithm>
#include <optional>

namespace brume::emulator::aws::s3 {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{256} * 1024;
static_assert(kPieceBytes <= storage::kMaxReadBytes);

// Alive while a read is under way, or the exchange may call it.
class OutgoingBody final : public std::enable_shared_from_this<OutgoingBody> {
 public:
  OutgoingBody(RequestPtr request, std::shared_ptr<storage::Reader> reader, Slice slice)
      : request_(std::move(request)),
        reader_(std::move(reader)),
        next_(slice.offset),
        end_(slice.offset + slice.size) {}

  void start(http::ResponseHead head) {
    http::Exchange& exchange = request_->exchange();
    exchange.on_closed([self = shared_from_this()] { self->stopped_ = true; });
    exchange.on_drained([self = shared_from_this()] { self->on_drained(); });
    exchange.begin(std::move(head), end_ - next_);
    read();
  }

 private:
  void read() {
    if (reading_ || piece_ || next_ == end_ || stopped_) return;
    reading_ = true;
    const std::size_t size =
        static_cast<std::size_t>(std::min<std::uint64_t>(kPieceBytes, end_ - next_));
    reader_->read(next_, size, [self = shared_from_this()](Result<std::string> piece) {
      self->on_read(std::move(piece));
    });
  }

  void on_read(Result<std::string> piece) {
    reading_ = false;
    if (stopped_) return;
    if (!piece || piece->empty()) {
      stopped_ = true;
      return request_->exchange().abort();
    }
    next_ += piece->size();
    piece_ = std::move(*piece);
    write();
  }

  void on_drained() {
    waiting_ = false;
    if (!stopped_) write();
  }

  void write() {
    if (waiting_ || !piece_) return;
    const std::string piece = std::move(*piece_);
    piece_.reset();
    const bool last = next_ == end_;
    waiting_ = !request_->exchange().write(piece);
    if (last) return request_->exchange().end();
    read();
  }

  const RequestPtr request_;
  const std::shared_ptr<storage::Reader> reader_;
  std::uint64_t next_;
  const std::uint64_t end_;
  bool reading_ = false;
  bool waiting_ = false;  // for the client
  bool stopped_ = false;
  std::optional<std::string> piece_;  // read, not written
};

}  // namespace

void send_content(const RequestPtr& request, http::ResponseHead head,
                  std::shared_ptr<storage::Reader> reader, Slice slice) {
  request->add_common(head.headers);
  if (slice.size == 0) {
    return request->exchange().respond({head.status, std::move(head.headers), {}});
  }
  if (slice.size > kPieceBytes) {
    return std::make_shared<OutgoingBody>(request, std::move(reader), slice)
        ->start(std::move(head));
  }
  storage::Reader& source = *reader;
  source.read(
      slice.offset, slice.size,
      [request, reader = std::move(reader),
       head = std::move(head)](Result<std::string> bytes) mutable {
        if (failed(request, bytes)) return;
        request->exchange().respond({head.status, std::move(head.headers), std::move(*bytes)});
      });
}

}  // namespace brume::emulator::aws::s3
