// Limits that both processes hold each other to.
#pragma once

#include <cstddef>

namespace brume::wire {

// Synchronous request and response payloads. Source: the text of AWS's
// Function.ResponseSizeTooLarge.
inline constexpr std::size_t kMaxPayloadBytes = 6291556;
// A streamed answer as a whole. Source: Lambda quotas, "response streaming: 200 MB".
inline constexpr std::size_t kMaxStreamedBytes = 200u * 1024 * 1024;
// A frame's content: the largest payload and the fields around it.
inline constexpr std::size_t kMaxFrameBytes = kMaxPayloadBytes + 256 * 1024;
// One piece of a streamed answer; the host cuts larger ones.
inline constexpr std::size_t kMaxStreamChunkBytes = 64 * 1024;
// One message on the control socket: paths, a handler, an environment of at most 4 KB and ours.
inline constexpr std::size_t kMaxControlBytes = 128 * 1024;
// Frames of a stack trace that are reported.
inline constexpr std::size_t kMaxStackFrames = 48;
// An error's type, message and stack as a function may report them; longer texts are cut.
inline constexpr std::size_t kMaxErrorTextBytes = 256 * 1024;

}  // namespace brume::wire
