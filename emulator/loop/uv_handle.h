// Owns a libuv handle as libuv wants it: its memory is freed only in its close callback, and it
// never moves. For loop/ only.
#pragma once

#include <uv.h>

#include <memory>

namespace brume::emulator {

template <typename Handle>
struct UvClose {
  void operator()(Handle* handle) const {
    uv_close(reinterpret_cast<uv_handle_t*>(handle),
             [](uv_handle_t* closed) { delete reinterpret_cast<Handle*>(closed); });
  }
};

// `data` points to the owner while it lives, to null afterwards: callbacks check.
template <typename Handle>
using UvHandle = std::unique_ptr<Handle, UvClose<Handle>>;

}  // namespace brume::emulator
