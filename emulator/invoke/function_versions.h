// What can be invoked of one function: $LATEST, its published versions, and aliases that lead to
// one version or, by weight, to two. Each version has a pool of its own.
//
// Loop thread. Owned by the Invoker, which keeps replaced pools until their calls have ended.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/ids.h"
#include "emulator/base/result.h"
#include "emulator/invoke/function_pool.h"

namespace brume::emulator {

inline constexpr std::string_view kLatest = "$LATEST";

struct Alias {
  std::string name;
  std::string version;  // "$LATEST", "1"
  // AdditionalVersionWeights: the share of calls, 0 to 1, that go to another version.
  std::map<std::string, double> weights = {};
};

class HostedFunction {
 public:
  using Pool = std::unique_ptr<FunctionPool>;

  explicit HostedFunction(Pool latest);

  FunctionPool& latest() const { return *pools_.begin()->second; }
  // `qualifier`: empty, "$LATEST", a version or an alias; null when there is none of that name.
  // `ids` decides between the versions of a weighted alias.
  FunctionPool* find(std::string_view qualifier, Ids& ids) const;
  // A version or an alias.
  bool has(std::string_view qualifier) const;
  // Of a version, not of an alias.
  FunctionPool* find_version(std::string_view version) const;

  // Returns what the pool takes the place of, if anything; the pool's config says which version.
  Pool put(Pool pool);
  // Returns the version's pool. REQUIRES: a version there is, not $LATEST
  Pool take(std::string_view version);
  std::vector<Pool> take_all();

  // kNotFound when it leads to a version there is not.
  Status set_alias(Alias alias);
  bool remove_alias(std::string_view name);
  // An alias leads to it.
  bool is_aliased(std::string_view version) const;

  std::size_t environments() const;

  void allow_recursion(bool allowed) { recursion_allowed_ = allowed; }
  bool recursion_allowed() const { return recursion_allowed_; }
  // See trace_header.h; of the function, whatever its version.
  std::uint32_t lineage_hash() const { return lineage_hash_; }

 private:
  std::map<std::string, Pool, std::less<>> pools_;  // by version; '$' sorts before the digits
  std::map<std::string, Alias, std::less<>> aliases_;
  bool recursion_allowed_ = false;
  std::uint32_t lineage_hash_;
};

}  // namespace brume::emulator
