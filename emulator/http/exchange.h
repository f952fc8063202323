// Exchange: one request and its answer, the seam between the server and whoever answers
// (gateway, AWS endpoint, management). Implementations: the server's connections; tests' memory.
//
// Loop thread. Shared by its connection and by who answers; a holder may keep it as long as it
// likes, also after the client has gone: then everything it sends goes nowhere, harmlessly.
// Dropping the last reference without an answer answers 500.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "emulator/base/callback.h"
#include "emulator/base/result.h"
#include "emulator/http/message.h"

namespace brume::emulator::http {

// Receives a request's body piece by piece. The exchange owns it until on_end() or on_broken():
// see Exchange::read_stream.
class BodySink {
 public:
  virtual ~BodySink() = default;
  // Decoded from chunked coding. More comes only while the exchange is not paused.
  virtual void on_data(std::string_view data) = 0;
  // Exactly one of these two ends it.
  virtual void on_end() = 0;
  virtual void on_broken(Error error) = 0;  // the client has gone, or sent an invalid body
};

class Exchange {
 public:
  virtual ~Exchange() = default;

  virtual const RequestHead& head() const = 0;

  // --- the request's body: one of these, at most once; unread bodies are read and thrown away ---

  // The whole body, at most `limit_bytes` of it. kPayloadTooLarge above (the answer is still to be
  // given; the connection closes after it), kUnavailable when the client went away. `done` may run
  // inside this call when everything is there.
  virtual void read_body(std::size_t limit_bytes, Callback<void(Result<std::string>)> done) = 0;
  // Piece by piece, in constant memory. The sink is kept alive until its end.
  virtual void read_stream(std::shared_ptr<BodySink> sink) = 0;
  // While paused nothing is read from the client, so that it is slowed down too.
  virtual void pause_body() = 0;
  virtual void resume_body() = 0;

  // --- the answer: respond(), or begin() write()* end(); exactly once ---

  virtual void respond(Response response) = 0;

  // Streams an answer whose length is not known: chunked for HTTP/1.1, until the connection closes
  // for 1.0. With `length` known, framed by Content-Length: exactly so much must be written; what
  // is more is cut off, and an end() with less is an abort().
  virtual void begin(ResponseHead head) = 0;
  virtual void begin(ResponseHead head, std::uint64_t length) = 0;
  // Taken in any case; false when so much waits for the client that the writer should pause until
  // on_drained.
  virtual bool write(std::string_view data) = 0;
  virtual void end() = 0;
  // After begin(): breaks the connection off, so that the client sees that the answer is not whole.
  virtual void abort() = 0;

  // Runs each time what waits has gone out after a write() that returned false.
  virtual void on_drained(std::function<void()> callback) = 0;
  // Runs when the client goes away before the answer's end. At most once; not after the end. A
  // client that only stopped sending looks the same, and still gets the answer if there is one.
  virtual void on_closed(Callback<void()> callback) = 0;
};

using Handler = std::function<void(std::shared_ptr<Exchange>)>;

}  // namespace brume::emulator::http
