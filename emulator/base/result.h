// Result<T>: a value, or the Error that explains why there is none. For everything that can be
// expected to fail; bugs are BRUME_CHECKs. Nothing here throws.
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "emulator/base/check.h"

namespace brume::emulator {

struct Error {
  enum class Code {
    kInvalidArgument,  // the caller's input is wrong: template, option, payload
    kNotFound,         // the named function, file or resource does not exist
    kThrottled,        // a concurrency limit is reached; `reason` says which
    kPayloadTooLarge,  // above the documented limit
    kUnavailable,      // shutting down, or the operating system refused
    kInternal,         // should not happen; reported, never swallowed
  };

  Code code = Code::kInternal;
  std::string message;      // one sentence for a person, naming what and where
  std::string reason = {};  // AWS's machine-readable reason where it has one, else empty
};

// A value, or an Error. Move-only when T is.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // REQUIRES: ok()
  T& value() & { return *checked(std::get_if<0>(&state_)); }
  const T& value() const& { return *checked(std::get_if<0>(&state_)); }
  T&& value() && { return std::move(*checked(std::get_if<0>(&state_))); }
  T* operator->() { return checked(std::get_if<0>(&state_)); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }

  // REQUIRES: !ok()
  const Error& error() const& { return *checked(std::get_if<1>(&state_)); }
  Error&& error() && { return std::move(*checked(std::get_if<1>(&state_))); }

 private:
  template <typename U>
  static U* checked(U* alternative) {
    BRUME_CHECK(alternative != nullptr);
    return alternative;
  }

  std::variant<T, Error> state_;
};

// Success without a value.
struct Done {};
using Status = Result<Done>;

}  // namespace brume::emulator
