// What a request's head must be beyond its grammar, so that nobody can read it in two ways:
// Host, framing, target. Each returns 0, or the status that refuses the request.
//
// Pure functions.
#pragma once

#include <string_view>

#include "emulator/http/framing.h"
#include "emulator/http/message.h"

namespace brume::emulator::http {

// The headers that decide, as they were met.
struct FramingHeaders {
  int lengths = 0;
  int encodings = 0;
  int hosts = 0;
  std::string_view length = {};    // of the last
  std::string_view encoding = {};  // of the last
};

int judge_framing(const FramingHeaders& met, int version_minor, Framing& framing);

// Makes the target begin with "/": takes the authority of an absolute form into Host, as RFC 9112
// (3.2.2) says. REQUIRES: all headers are there.
int judge_target(RequestHead& head, Framing& framing);

int judge_host(const FramingHeaders& met, const RequestHead& head);

}  // namespace brume::emulator::http
