// What the connections of a server share: limits, time in ticks, exchanges, buffers, counters.
//
// Loop thread. Outlives the connections.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/clock.h"
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

class Connection;

class ConnectionShare {
 public:
  ConnectionShare(const ConnectionShare&) = delete;
  ConnectionShare& operator=(const ConnectionShare&) = delete;

  const Limits& limits() const { return limits_; }
  Counters& counters() { return counters_; }
  ExchangePool& exchanges() { return *exchanges_; }
  bool draining() const { return draining_; }
  std::uint64_t tick() const { return tick_; }
  // How many ticks are certainly longer than `duration`.
  std::uint64_t ticks_in(Duration duration) const;
  std::string_view date() const { return date_; }
  std::unique_ptr<std::string> borrow_buffer();
  void give_back(std::unique_ptr<std::string> buffer);
  // Destroys the connection.
  virtual void remove(Connection& connection) = 0;

 protected:
  explicit ConnectionShare(const Limits& limits)
      : limits_(limits), exchanges_(std::make_shared<ExchangePool>()) {}
  ~ConnectionShare();

  const Limits limits_;
  Counters counters_;
  std::uint64_t tick_ = 0;
  std::string date_;
  bool draining_ = false;

 private:
  std::shared_ptr<ExchangePool> exchanges_;
  std::vector<std::unique_ptr<std::string>> buffers_;
};

}  // namespace brume::emulator::http
