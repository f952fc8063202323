// What an exchange asks of the connection it came in on: its request's body, and the sending of
// the answer. Loop thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "emulator/http/exchange.h"

namespace brume::emulator::http {

class AnswerPort {
 public:
  virtual void body_wanted() = 0;
  virtual void close_after_answer() = 0;
  virtual void respond(Response response) = 0;
  virtual void begin(const ResponseHead& head, std::optional<std::uint64_t> length) = 0;
  // False: so much waits for the client that the writer should pause.
  virtual bool write(std::string_view data) = 0;
  virtual void end() = 0;
  virtual void abort() = 0;
  // The handler has let go of the exchange.
  virtual void dropped() = 0;

 protected:
  ~AnswerPort() = default;
};

}  // namespace brume::emulator::http
