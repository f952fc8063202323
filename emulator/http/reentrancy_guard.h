// Connection::Entry: marks a call from outside. When the outermost returns, what was written goes
// out and a connection that has ended is given up. For the connection's own files.
#pragma once

#include "emulator/http/connection.h"

namespace brume::emulator::http {

class Connection::Entry {
 public:
  explicit Entry(Connection& connection) : connection_(connection) { ++connection_.depth_; }
  ~Entry() { connection_.leave(); }
  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;

 private:
  Connection& connection_;
};

}  // namespace brume::emulator::http
