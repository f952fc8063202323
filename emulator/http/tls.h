// TLS for the server's streams, with OpenSSL between the socket and the connection. TLS 1.2 and
// 1.3; of ALPN it takes http/1.1.
//
// Loop thread. A context is shared by the streams it made.
#pragma once

#include <memory>
#include <string>

#include "emulator/base/result.h"
#include "emulator/loop/stream.h"

namespace brume::emulator::http {

class TlsContext {
 public:
  virtual ~TlsContext() = default;

  // PEM: the certificate with its chain, and its key. kInvalidArgument names the file that does not
  // load, and why.
  static Result<std::shared_ptr<TlsContext>> load(const std::string& certificate_file,
                                                  const std::string& key_file);

  // The server's side of TLS on `encrypted`.
  virtual std::unique_ptr<Stream> wrap(std::unique_ptr<Stream> encrypted) = 0;
};

}  // namespace brume::emulator::http
