// The keys of token issuers: fetched by OpenID discovery, kept, and fetched again when a token
// names one that is not among them.
//
// Loop thread; fetching happens elsewhere. Source: API Gateway, "Control access to HTTP APIs with
// JWT authorizers": keys are cached for two hours; OpenID Connect Discovery 1.0, 4.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "emulator/base/callback.h"
#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/crypto/key_set.h"

namespace brume::emulator::gateway {

inline constexpr Duration kKeysKept = std::chrono::hours(2);
// Ours: how often tokens with unknown keys may make us ask again.
inline constexpr Duration kRefetchAtMost = std::chrono::seconds(10);

// Gets a text from a URL. Twins: HttpTextFetcher, tests' memory.
class TextFetcher {
 public:
  virtual ~TextFetcher() = default;
  // `done` runs once, on the loop thread; kUnavailable with the reason when there is no text.
  virtual void get(const std::string& url, Callback<void(Result<std::string>)> done) = 0;
};

class IssuerKeys {
 public:
  using Keys = std::shared_ptr<const KeySet>;

  // `fetcher` may be null: then no issuer has keys.
  IssuerKeys(const Clock& clock, TextFetcher* fetcher) : clock_(clock), fetcher_(fetcher) {}

  // The issuer's keys, with `key_id` among them if there is such a key.
  void find(const std::string& issuer, const std::string& key_id,
            Callback<void(Result<Keys>)> found);

 private:
  struct Issuer {
    Keys keys;
    WallTime fetched_at;
    bool fetching = false;
    std::vector<Callback<void(Result<Keys>)>> waiting;
  };

  void on_configuration(const std::string& issuer, Result<std::string> text);
  void on_keys(const std::string& issuer, const std::string& url, Result<std::string> text);
  void finish(const std::string& issuer, Result<Keys> keys);

  const Clock& clock_;
  TextFetcher* const fetcher_;
  std::map<std::string, Issuer> issuers_;
};

}  // namespace brume::emulator::gateway
