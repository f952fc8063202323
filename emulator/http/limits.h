// Every limit of the HTTP server, in one place. The defaults suit a server for one machine's
// people and tools; tests make them small.
//
// A value type. The reader of a body sets its limit (Exchange::read_body).
#pragma once

#include <chrono>
#include <cstddef>

#include "emulator/base/clock.h"

namespace brume::emulator::http {

struct Limits {
  // A request's head: 431 above the first two, 414 above the third.
  std::size_t head_bytes = std::size_t{32} * 1024;
  std::size_t header_count = 200;
  std::size_t target_bytes = std::size_t{16} * 1024;

  // Open at once; one more is answered 503 and closed.
  std::size_t connections = 20'000;

  // Of one connection: input that is read ahead, pipelined requests included. No further request
  // begins while more than write_high_water_bytes of answers wait for the client to read. Above
  // that mark a streaming writer pauses, too.
  std::size_t read_ahead_bytes = std::size_t{64} * 1024;
  std::size_t write_high_water_bytes = std::size_t{256} * 1024;
  // The rest of an unread body: thrown away up to here, the connection closed above.
  std::size_t discard_bytes = std::size_t{256} * 1024;

  Duration header_timeout = std::chrono::seconds(10);  // from a head's first byte to its last: 408
  Duration idle_timeout = std::chrono::seconds(75);    // without a request: closed
  // In each such window of a body that is being read, at least so many bytes: 408.
  Duration body_timeout = std::chrono::seconds(20);
  std::size_t body_window_bytes = 1024;
  Duration write_timeout = std::chrono::seconds(30);  // nothing taken by the client: broken off
  Duration linger_timeout = std::chrono::seconds(2);  // for the client to close after our close

  // How often all of these are looked at: none fires early, each at most two of these late.
  Duration sweep_interval = std::chrono::seconds(1);
};

}  // namespace brume::emulator::http
