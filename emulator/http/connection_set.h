// ConnectionSet: the open connections of a server and what they share: limits, time in ticks,
// exchanges, buffers, counters. Knows no sockets: it is given streams.
//
// One timer for all of them, and none while there are none. Loop thread. Owned by the server.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "emulator/base/timers.h"
#include "emulator/http/connection.h"
#include "emulator/http/limits.h"
#include "emulator/http/server_exchange.h"

namespace brume::emulator::http {

struct Counters {
  std::size_t open = 0;
  std::uint64_t accepted = 0;
  std::uint64_t turned_away = 0;      // above Limits::connections
  std::uint64_t accept_failures = 0;  // the system refused, out of descriptors for example
  std::uint64_t requests = 0;
  std::uint64_t refused = 0;    // malformed, or above a limit
  std::uint64_t timed_out = 0;  // connections cut off for being slow
};

class ConnectionSet {
 public:
  ConnectionSet(const Clock& clock, Timers& timers, const Limits& limits);
  // Ends all connections; nobody is told.
  ~ConnectionSet();
  ConnectionSet(const ConnectionSet&) = delete;
  ConnectionSet& operator=(const ConnectionSet&) = delete;

  void add(std::unique_ptr<Stream> stream, Peer peer, std::shared_ptr<const Handler> handler);

  // Closes idle connections now, others after their answer; those that are left at the deadline are
  // broken off, their number given to `done` when none is left.
  void drain(Duration deadline, Callback<void(std::size_t cut_off)> done);
  bool draining() const { return draining_; }

  // --- for the connections ---
  const Limits& limits() const { return limits_; }
  Counters& counters() { return counters_; }
  ExchangePool& exchanges() { return *exchanges_; }
  std::uint64_t tick() const { return tick_; }
  // How many ticks are certainly longer than `duration`.
  std::uint64_t ticks_in(Duration duration) const;
  std::string_view date() const { return date_; }
  std::unique_ptr<std::string> borrow_buffer();
  void give_back(std::unique_ptr<std::string> buffer);
  void remove(Connection& connection);

 private:
  void start_sweep();
  void sweep();
  void on_deadline();
  void finish_drain();

  const Clock& clock_;
  Timers& timers_;
  const Limits limits_;
  Counters counters_;
  std::shared_ptr<ExchangePool> exchanges_;
  std::vector<std::unique_ptr<std::string>> buffers_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::uint64_t tick_ = 0;
  std::string date_;
  Timer sweep_;
  bool draining_ = false;
  std::size_t cut_off_ = 0;
  Timer deadline_;
  Callback<void(std::size_t)> drained_;
};

}  // namespace brume::emulator::http
