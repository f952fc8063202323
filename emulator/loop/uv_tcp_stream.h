// UvTcpStream: a Stream over an accepted TCP socket. For loop/ only.
//
// Owned by its user; the libuv handle outlives it until its close callback.
#pragma once

#include <uv.h>

#include <array>
#include <memory>
#include <string>

#include "emulator/loop/stream.h"
#include "emulator/loop/uv_handle.h"

namespace brume::emulator {

// libuv fills it and hands it to the stream before it fills it again.
using ReadBuffer = std::array<char, std::size_t{64} * 1024>;

class UvTcpStream final : public Stream {
 public:
  // REQUIRES: `handle` is initialised, not yet accepted.
  UvTcpStream(uv_loop_t* loop, std::shared_ptr<ReadBuffer> buffer);
  ~UvTcpStream() override;

  uv_tcp_t* handle() { return handle_.get(); }

  void start(StreamEvents& events) override;
  [[nodiscard]] bool write(std::string_view bytes) override { return write(bytes, {}); }
  [[nodiscard]] bool write(std::string_view head, std::string body) override;
  std::size_t queued_bytes() const override;
  void pause_reading() override;
  void resume_reading() override;
  void shut_down() override;
  void reset() override;

 private:
  struct WriteRequest;

  static void on_read(uv_stream_t* stream, ssize_t size, const uv_buf_t* buffer);
  static void on_written(uv_write_t* request, int status);
  void written(int status);
  bool queue(std::string first, std::string second, std::size_t skip_of_second);
  void shut_down_now();
  uv_stream_t* stream() const { return reinterpret_cast<uv_stream_t*>(handle_.get()); }

  UvHandle<uv_tcp_t> handle_;
  std::shared_ptr<ReadBuffer> buffer_;
  StreamEvents* events_ = nullptr;
  std::string backlog_;  // waits for the write in flight
  bool in_flight_ = false;
  bool broken_ = false;
  bool ended_ = false;
  bool shut_down_wanted_ = false;
};

}  // namespace brume::emulator
