// The running invocation's request id, for what writes log lines. Any thread of the environment may
// ask: one environment runs one invocation at a time.
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

namespace brume {
namespace detail {

// Needs neither construction nor destruction: threads may log until the process is gone.
class RequestId {
 public:
  static RequestId& instance() {
    static RequestId instance;
    return instance;
  }
  void set(std::string_view id) {
    const std::lock_guard<std::mutex> lock(mutex_);
    size_ = id.copy(id_, sizeof id_);
  }
  std::string get() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return std::string(id_, size_);
  }

 private:
  mutable std::mutex mutex_;
  std::size_t size_ = 0;
  char id_[64] = {};  // AWS's have 36
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
