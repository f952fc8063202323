// The environments' TMPDIRs: a tmpfs each, of exactly the size EphemeralStorage says, mounted in a
// mount namespace of the zygote's own, so that a full one answers ENOSPC as on AWS and nothing of
// it is ever seen, or left, outside.
#pragma once

#include <cstdint>
#include <string>

namespace brume::host {

class TmpSpace {
 public:
  // Enters a mount namespace (a user namespace with it, when not root). `why_unlimited` says why
  // the system does not allow that; TMPDIRs are then plain folders without a limit.
  TmpSpace();

  const std::string& why_unlimited() const { return why_unlimited_; }
  // In the worker: makes its TMPDIR. Empty, or what went wrong.
  std::string make(const std::string& path, std::uint64_t limit_bytes) const;
  // In the zygote: removes it with all that is in it.
  void remove(const std::string& path) const;

 private:
  std::string why_unlimited_;
};

}  // namespace brume::host
