// AWS's limits on functions and invocations, and ours where AWS needs none.
#pragma once

#include <chrono>
#include <cstddef>

#include "emulator/base/clock.h"

namespace brume::emulator {

// Source: Lambda quotas. "Concurrent executions: 1,000".
inline constexpr int kAccountConcurrency = 1000;
// What must stay unreserved. Source: Lambda, PutFunctionConcurrency.
inline constexpr int kMinUnreservedConcurrency = 100;
// Source: Lambda quotas, "Function initialization: 10 seconds".
inline constexpr Duration kInitTimeout = std::chrono::seconds(10);
// --- asynchronous events ---
// Source: Lambda quotas, "1 MB (asynchronous)".
inline constexpr std::size_t kMaxAsyncPayloadBytes = 1 << 20;
// Source: Lambda, asynchronous invocation: a failed event is tried again after one minute, then
// after two.
inline constexpr Duration kRetryDelay = std::chrono::seconds(60);
// What could not run – throttled, no library – is tried again after these: twice as long each time.
inline constexpr Duration kFirstBackOff = std::chrono::seconds(1);
inline constexpr Duration kBackOffAtMost = std::chrono::minutes(5);
// So many events of one function run at once, unless it has reserved more for itself.
inline constexpr int kAsyncAtOnce = 64;
// What memory holds of a function's waiting events; the others are in the database only.
inline constexpr int kWindowEvents = 128;
inline constexpr std::size_t kWindowBytes = 4 << 20;
// Outcomes of one function that are still being stored; at that many its next events wait.
inline constexpr int kSettlingAtMost = 512;
// Events that are still being stored; what comes above it is refused.
inline constexpr std::size_t kMaxStoringBytes = 256 << 20;

// Source: Lambda API, Invoke, X-Amz-Client-Context.
inline constexpr std::size_t kMaxClientContextBase64Bytes = 3583;
// Source: Lambda API, Invoke, LogType Tail: "the last 4 KB".
inline constexpr std::size_t kLogTailBytes = 4096;
// Source: CloudWatch Logs quotas, event size 256 KB. Longer lines are cut into several.
inline constexpr std::size_t kMaxLogLineBytes = 256 * 1024;
// An environment that has been idle for so long is ended.
inline constexpr Duration kIdleTimeout = std::chrono::minutes(10);
// How long a killed or disconnected worker may take to be reported as ended.
inline constexpr Duration kExitGrace = std::chrono::milliseconds(60);
// How often a running worker is looked at: memory, debugger.
inline constexpr Duration kFirstLook = std::chrono::milliseconds(10);
inline constexpr Duration kLookAtMost = std::chrono::milliseconds(100);
inline constexpr Duration kLookAtLeast = std::chrono::milliseconds(5);
// The fastest a worker is assumed to take memory: how soon the next look must come.
inline constexpr double kMaxAllocationBytesPerUs = 4096;

}  // namespace brume::emulator
