// The trace header: which chain of calls an invocation belongs to, and how often the chain has come
// through each function. AWS's SDKs send on the header they were invoked with, so a loop of
// functions is seen and stopped. Pure.
//
// "Root=…;Parent=…;Sampled=1;Lineage=a87bd80c:1|68fd508a:0": after each function's hash, how often
// it was invoked before in this chain. Source: AWS X-Ray, tracing header; AWS Lambda, recursive
// loop detection: about 16 invocations.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "emulator/base/clock.h"
#include "emulator/base/ids.h"

namespace brume::emulator {

// So many invocations of a function in one chain run; the next is refused.
inline constexpr int kMaxHops = 16;

// Of a new chain, without a lineage.
std::string new_trace_header(WallTime now, Ids& ids);

// What stands for a function in a lineage.
std::uint32_t lineage_hash(std::string_view function_arn);

// Adds an invocation of the function with that hash to the chain of the header. Returns how often
// the function was invoked before in that chain. Parts of a lineage that it does not understand
// stay as they are.
int add_hop(std::string& trace_header, std::uint32_t hash);

}  // namespace brume::emulator
