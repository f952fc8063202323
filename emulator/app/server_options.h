// The options of an emulator's ports. A value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "emulator/aws/sigv4.h"

namespace brume::emulator::app {

struct ServerOptions {
  std::string host = "127.0.0.1";
  // Absent: not served. 0: a free one.
  std::optional<std::uint16_t> api_port;
  std::optional<std::uint16_t> aws_port;
  std::string certificate_file = {};  // PEM, of both ports; empty: no TLS
  std::string key_file = {};
  bool verify_signatures = false;
  aws::SecretKeys secrets = {};
};

}  // namespace brume::emulator::app
