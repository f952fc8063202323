// HeadParser: bytes to a RequestHead, and what follows the head. Refuses all that two parsers might
// read differently: the table is tests/unit/http/smuggling_test.cpp.
//
// One request at a time; begin() makes it ready for the next without new memory. Loop thread.
#pragma once

#include <memory>
#include <string_view>

#include "emulator/http/framing.h"
#include "emulator/http/limits.h"
#include "emulator/http/message.h"

namespace brume::emulator::http {

class HeadParser {
 public:
  enum class Outcome { kMore, kDone, kRefused };
  struct Parsed {
    Outcome outcome;
    std::size_t consumed;  // the rest comes again, in front of what follows
  };

  HeadParser();
  ~HeadParser();

  // REQUIRES: `head` and `limits` outlive the parse.
  void begin(RequestHead& head, const Limits& limits);
  Parsed parse(std::string_view data);

  // REQUIRES: kDone
  const Framing& framing() const;
  // REQUIRES: kRefused. The status that says why: 400, 414, 417, 431, 501.
  int refusal() const;

 private:
  class Machine;
  std::unique_ptr<Machine> machine_;
};

}  // namespace brume::emulator::http
