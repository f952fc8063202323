// The running invocation's request id, for what writes log lines. Any thread of the environment may
// ask: one environment runs one invocation at a time.
#pragma once

#include <mutex>
#include <string>
#include <string_view>

namespace brume {
namespace detail {

class RequestId {
 public:
  // Never destroyed: threads may log until the process is gone.
  static RequestId& instance() {
    static RequestId* const instance = new RequestId;
    return *instance;
  }
  void set(std::string_view id) {
    const std::lock_guard<std::mutex> lock(mutex_);
    id_ = id;
  }
  std::string get() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return id_;
  }

 private:
  mutable std::mutex mutex_;
  std::string id_;
};

// Names the running invocation as long as it lives.
class CurrentRequest {
 public:
  explicit CurrentRequest(std::string_view id) { RequestId::instance().set(id); }
  ~CurrentRequest() { RequestId::instance().set({}); }
  CurrentRequest(const CurrentRequest&) = delete;
  CurrentRequest& operator=(const CurrentRequest&) = delete;
};

}  // namespace detail

// Empty between invocations and while the environment initialises.
inline std::string current_request_id() {
  return detail::RequestId::instance().get();
}

}  // namespace brume
