// Stream: a connection that carries bytes both ways. Implementations: TCP (tcp.h), TLS over it
// (http/tls.h), tests' memory.
//
// Loop thread. Owned by the receiver of its events; may be destroyed inside any of them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace brume::emulator {

class StreamEvents {
 public:
  // `data` is valid during the call only.
  virtual void on_data(std::string_view data) = 0;
  // The peer sends no more; it may still read.
  virtual void on_end() = 0;
  // Broken. Nothing follows, and what was queued is lost.
  virtual void on_failed() = 0;
  // All that was queued has gone out.
  virtual void on_drained() = 0;

 protected:
  ~StreamEvents() = default;
};

class Stream {
 public:
  // Closes at once; what is still queued is lost.
  virtual ~Stream() = default;

  // Reading begins. `events` outlives the stream.
  virtual void start(StreamEvents& events) = 0;

  // Sends what the system takes now and queues the rest; no events from inside. False when the
  // stream is broken: then on_failed may never come. The second form does not copy a large body.
  [[nodiscard]] virtual bool write(std::string_view bytes) = 0;
  [[nodiscard]] virtual bool write(std::string_view head, std::string body) = 0;
  // What write() has taken and the system has not.
  virtual std::size_t queued_bytes() const = 0;

  // While paused nothing more is read: no on_data but for what had been read already, no on_end,
  // and a broken connection is not reported.
  virtual void pause_reading() = 0;
  virtual void resume_reading() = 0;

  // Tells the peer, after what is queued, that no more comes. Reading goes on.
  virtual void shut_down() = 0;
  // Breaks off so that the peer cannot take it for an end. Only the destructor may follow.
  virtual void reset() = 0;
};

}  // namespace brume::emulator
