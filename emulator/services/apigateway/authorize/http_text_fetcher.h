// Fetches small texts over HTTP and HTTPS, each on a worker thread: discovery documents and keys.
//
// Loop thread outside. At most kMaxFetchedBytes; gives up after kFetchTimeout.
#pragma once

#include "emulator/base/clock.h"
#include "emulator/loop/loop.h"
#include "emulator/services/apigateway/authorize/issuer_keys.h"

namespace brume::emulator::gateway {

inline constexpr std::size_t kMaxFetchedBytes = 1024 * 1024;
inline constexpr Duration kFetchTimeout = std::chrono::seconds(5);

class HttpTextFetcher final : public TextFetcher {
 public:
  // REQUIRES: the loop outlives what is fetched
  explicit HttpTextFetcher(Loop& loop) : loop_(loop) {}

  void get(const std::string& url, Callback<void(Result<std::string>)> done) override;

 private:
  Loop& loop_;
};

}  // namespace brume::emulator::gateway
