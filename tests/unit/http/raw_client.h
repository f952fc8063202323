// RawClient: a socket that sends literal text and collects what comes back, run on the server's own
// loop. For tests: no HTTP of its own, so it can say what no client library would.
//
// Loop thread. The loop outlives it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "emulator/loop/loop.h"

namespace brume::emulator::testing {

class RawClient {
 public:
  RawClient(Loop& loop, std::uint16_t port, bool ipv6 = false);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  // What the system does not take goes out as the loop runs.
  void send(std::string_view bytes);
  void finish_sending();
  void stop_reading();
  void start_reading();
  void close();
  void reset();  // closes so that the server is told at once

  // What has come; "Date: …" lines are taken out, so that answers compare.
  std::string received() const;
  const std::string& raw() const { return received_; }
  std::size_t received_bytes() const { return received_bytes_; }
  std::size_t unsent_bytes() const { return unsent_.size(); }
  void forget() { received_.clear(); }
  void keep_nothing() { keep_ = false; }  // only counts from now on
  bool closed() const { return closed_; }
  bool was_reset() const { return reset_; }

  // These run the loop until it is so.
  std::string until(std::string_view ending);
  std::string until_closed();

 private:
  void on_ready(unsigned events);
  void watch();

  Loop& loop_;
  int fd_ = -1;
  std::string outgoing_;
  std::string_view unsent_;  // of outgoing_
  std::string received_;
  bool closed_ = false;
  bool finish_ = false;
  bool reading_ = true;
  bool keep_ = true;
  bool reset_ = false;
  std::size_t received_bytes_ = 0;
  std::unique_ptr<FdWatch> watch_;
};

// Runs the loop until `condition` holds; fails the test after 20 s.
void run_until(Loop& loop, const std::function<bool()>& condition);

}  // namespace brume::emulator::testing
