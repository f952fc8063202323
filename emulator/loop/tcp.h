// TCP servers on the loop: a listener and the streams it accepts.
//
// Reads into one buffer that all streams of a listener share: an idle connection holds none.
// At most one write is in the system's hands for a stream; what comes meanwhile is gathered.
// Without descriptors left (EMFILE) a connection is closed as soon as it is accepted.
// From the first listener on the process ignores SIGPIPE.
// Loop thread. Destroying a listener ends listening; its streams live on.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "emulator/base/result.h"
#include "emulator/loop/loop.h"
#include "emulator/loop/stream.h"

namespace brume::emulator {

struct TcpConnection {
  std::unique_ptr<Stream> stream;
  std::string remote_address;  // "127.0.0.1", "::1"; IPv4 also when it came by an IPv6 socket
  std::uint16_t local_port = 0;
};

class TcpListener {
 public:
  virtual ~TcpListener() = default;
  virtual std::uint16_t port() const = 0;
};

// `on_connection` gets each connection, or why one could not be accepted.
using OnConnection = std::function<void(Result<TcpConnection>)>;

// `host` is an address, a name that this machine resolves, or "localhost": then both 127.0.0.1 and,
// where there is IPv6, ::1, on the same port. Port 0 takes a free one. kUnavailable says why not.
Result<std::unique_ptr<TcpListener>> listen_tcp(Loop& loop, const std::string& host,
                                                std::uint16_t port, OnConnection on_connection);

}  // namespace brume::emulator
