// What Lambda authorizers said, by authorizer and identity, for as long as their TTL says. REST
// APIs and HTTP APIs keep the policy, not the verdict: it is judged anew for every route.
//
// At most kMaxCachedAnswers; the oldest give way. Loop thread.
#pragma once

#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/services/apigateway/authorize/authorizer_event.h"

namespace brume::emulator::gateway {

inline constexpr std::size_t kMaxCachedAnswers = 10'000;

class AnswerCache {
 public:
  explicit AnswerCache(const Clock& clock) : clock_(clock) {}

  static std::string key(const Api& api, const Authorizer& authorizer,
                         const std::vector<std::string>& identity);

  // Null when there is none, or its time is over.
  std::shared_ptr<const AuthorizerAnswer> find(const std::string& key);
  void store(const std::string& key, std::shared_ptr<const AuthorizerAnswer> answer, Duration ttl);
  void clear();
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::shared_ptr<const AuthorizerAnswer> answer;
    WallTime until;
    std::list<std::string>::iterator place;
  };

  void erase(std::unordered_map<std::string, Entry>::iterator entry);

  const Clock& clock_;
  std::unordered_map<std::string, Entry> entries_;
  std::list<std::string> oldest_first_;
};

}  // namespace brume::emulator::gateway
