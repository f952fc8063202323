#include "emulator/loop/uv_tcp_stream.h"

#include <utility>

#include "emulator/base/check.h"

namespace brume::emulator {
namespace {

uv_buf_t buffer_of(std::string_view bytes) {
  // libuv reads it only; its type is for reading and writing alike.
  return uv_buf_init(const_cast<char*>(bytes.data()), static_cast<unsigned>(bytes.size()));
}

}  // namespace

struct UvTcpStream::WriteRequest {
  uv_write_t request;
  std::string first;
  std::string second;
};

UvTcpStream::UvTcpStream(uv_loop_t* loop, std::shared_ptr<ReadBuffer> buffer)
    : handle_(new uv_tcp_t), buffer_(std::move(buffer)) {
  BRUME_CHECK(uv_tcp_init(loop, handle_.get()) == 0);
  handle_->data = this;
}

UvTcpStream::~UvTcpStream() {
  if (handle_ != nullptr) handle_->data = nullptr;
}

void UvTcpStream::start(StreamEvents& events) {
  events_ = &events;
  uv_tcp_nodelay(handle_.get(), 1);
  resume_reading();
}

void UvTcpStream::on_read(uv_stream_t* stream, ssize_t size, const uv_buf_t* buffer) {
  auto* const self = static_cast<UvTcpStream*>(stream->data);
  if (self == nullptr || size == 0) return;
  if (size > 0) {
    self->events_->on_data({buffer->base, static_cast<std::size_t>(size)});
    return;
  }
  self->ended_ = true;
  if (size == UV_EOF) {
    self->events_->on_end();
  } else {
    self->broken_ = true;
    self->events_->on_failed();
  }
}

void UvTcpStream::pause_reading() {
  if (handle_ != nullptr) uv_read_stop(stream());
}

void UvTcpStream::resume_reading() {
  if (handle_ == nullptr || ended_) return;
  uv_read_start(
      stream(),
      [](uv_handle_t* handle, std::size_t, uv_buf_t* buffer) {
        const auto* const self = static_cast<UvTcpStream*>(handle->data);
        *buffer = uv_buf_init(self->buffer_->data(), std::tuple_size_v<ReadBuffer>);
      },
      &UvTcpStream::on_read);
}

bool UvTcpStream::write(std::string_view head, std::string body) {
  if (broken_ || handle_ == nullptr) return false;
  if (in_flight_) {
    backlog_.append(head);
    backlog_.append(body);
    return true;
  }
  const uv_buf_t buffers[2] = {buffer_of(head), buffer_of(body)};
  const int tried = uv_try_write(stream(), buffers, body.empty() ? 1 : 2);
  if (tried < 0 && tried != UV_EAGAIN) {
    broken_ = true;
    return false;
  }
  const std::size_t sent = tried < 0 ? 0 : static_cast<std::size_t>(tried);
  if (sent == head.size() + body.size()) return true;
  if (sent >= head.size()) return queue({}, std::move(body), sent - head.size());
  return queue(std::string(head.substr(sent)), std::move(body), 0);
}

bool UvTcpStream::queue(std::string first, std::string second, std::size_t skip_of_second) {
  auto* const write = new WriteRequest{{}, std::move(first), std::move(second)};
  write->request.data = write;
  const uv_buf_t buffers[2] = {buffer_of(write->first),
                               buffer_of(std::string_view(write->second).substr(skip_of_second))};
  if (uv_write(&write->request, stream(), buffers, 2, &UvTcpStream::on_written) != 0) {
    delete write;
    broken_ = true;
    return false;
  }
  in_flight_ = true;
  return true;
}

void UvTcpStream::on_written(uv_write_t* request, int status) {
  const std::unique_ptr<WriteRequest> write(static_cast<WriteRequest*>(request->data));
  auto* const self = static_cast<UvTcpStream*>(request->handle->data);
  if (self != nullptr) self->written(status);
}

void UvTcpStream::written(int status) {
  in_flight_ = false;
  if (status == 0 && !backlog_.empty()) {
    if (queue(std::exchange(backlog_, {}), {}, 0)) return;
    status = UV_EPIPE;
  }
  if (status != 0) {
    broken_ = true;
    events_->on_failed();
    return;
  }
  if (shut_down_wanted_) shut_down_now();
  events_->on_drained();
}

std::size_t UvTcpStream::queued_bytes() const {
  if (handle_ == nullptr) return 0;
  return uv_stream_get_write_queue_size(stream()) + backlog_.size();
}

void UvTcpStream::shut_down() {
  if (handle_ == nullptr || shut_down_wanted_) return;
  shut_down_wanted_ = true;
  if (!in_flight_) shut_down_now();
}

void UvTcpStream::shut_down_now() {
  auto* const request = new uv_shutdown_t;
  const int status = uv_shutdown(request, stream(), [](uv_shutdown_t* done, int) { delete done; });
  if (status != 0) delete request;
}

void UvTcpStream::reset() {
  if (handle_ == nullptr) return;
  handle_->data = nullptr;
  uv_tcp_t* const handle = handle_.get();
  const int status = uv_tcp_close_reset(
      handle, [](uv_handle_t* closed) { delete reinterpret_cast<uv_tcp_t*>(closed); });
  // Refused once it is being shut down: then it is closed as usual.
  if (status == 0) {
    static_cast<void>(handle_.release());
  } else {
    handle_.reset();
  }
}

}  // namespace brume::emulator
