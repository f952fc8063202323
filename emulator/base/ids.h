// Ids: the only source of randomness in names. RandomIds is seeded by the operating system;
// SequentialIds is its twin for tests and replays.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace brume::emulator {

class Ids {
 public:
  virtual ~Ids() = default;
  virtual std::uint64_t next() = 0;

  std::string uuid();           // version 4: "8f3c…-….-4…-…" as in AWS request ids
  std::string hex(int digits);  // lower case, as in log stream names
  void append_hex(std::string& out, int digits);
};

struct IdEngine;  // of <random>, which is large and would come with this header

class RandomIds final : public Ids {
 public:
  RandomIds();
  ~RandomIds() override;
  std::uint64_t next() override;

 private:
  std::unique_ptr<IdEngine> engine_;
};

class SequentialIds final : public Ids {
 public:
  explicit SequentialIds(std::uint64_t seed = 0);
  ~SequentialIds() override;
  std::uint64_t next() override;

 private:
  std::unique_ptr<IdEngine> engine_;
};

}  // namespace brume::emulator
