// Decides whether one more invocation may run: reserved concurrency per function, the account's
// limit for all others together. Throttles instead of queueing. Pure; loop thread.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "emulator/base/result.h"

namespace brume::emulator {

class Concurrency {
 public:
  explicit Concurrency(int account_limit) : account_limit_(account_limit) {}

  // Absent: the function shares the account's unreserved concurrency. 0: always throttled.
  void set_reserved(const std::string& function, std::optional<int> reserved);

  // kThrottled with AWS's reason, else the function holds one more place until release().
  Status admit(const std::string& function);
  void release(const std::string& function);

  // The function is gone: what it had reserved is free, what it still runs counts on.
  void forget(const std::string& function);

  int account_limit() const { return account_limit_; }
  int reserved_in_all() const { return reserved_in_all_; }
  int running(const std::string& function) const;
  std::optional<int> reserved(const std::string& function) const;
  // How often admit() would succeed now.
  int free_places(const std::string& function) const;
  int running_in_all() const { return running_in_all_; }

 private:
  struct Count {
    std::optional<int> reserved;
    int running = 0;
    bool forgotten = false;
  };

  int unreserved_limit() const { return account_limit_ - reserved_in_all_; }

  int account_limit_;
  int reserved_in_all_ = 0;
  int unreserved_running_ = 0;
  int running_in_all_ = 0;
  std::unordered_map<std::string, Count> functions_;
};

}  // namespace brume::emulator
