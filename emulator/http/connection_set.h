// ConnectionSet: the open connections of a server. Knows no sockets: it is given streams.
//
// One timer for all of them, and none while there are none. Loop thread. Owned by the server.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "emulator/base/timers.h"
#include "emulator/http/connection.h"
#include "emulator/http/connection_share.h"

namespace brume::emulator::http {

class ConnectionSet final : public ConnectionShare {
 public:
  ConnectionSet(const Clock& clock, Timers& timers, const Limits& limits);
  // Ends all connections, without callbacks.
  ~ConnectionSet();

  void add(std::unique_ptr<Stream> stream, Peer peer, std::shared_ptr<const Handler> handler);

  // Closes idle connections now, others after their answer; those that are left at the deadline are
  // broken off, their number given to `done` when none is left.
  void drain(Duration deadline, Callback<void(std::size_t cut_off)> done);

  void remove(Connection& connection) override;

 private:
  void start_sweep();
  void sweep();
  void on_deadline();
  void finish_drain();

  const Clock& clock_;
  Timers& timers_;
  std::vector<std::unique_ptr<Connection>> connections_;
  Timer sweep_;
  std::size_t cut_off_ = 0;
  Timer deadline_;
  Callback<void(std::size_t)> drained_;
};

}  // namespace brume::emulator::http
