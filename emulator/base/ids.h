// Ids: the only source of randomness in names. RandomIds is seeded by the operating system;
// SequentialIds is its twin for tests and replays.
#pragma once

#include <cstdint>
#include <random>
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

class RandomIds final : public Ids {
 public:
  RandomIds();
  std::uint64_t next() override { return engine_(); }

 private:
  std::mt19937_64 engine_;
};

class SequentialIds final : public Ids {
 public:
  explicit SequentialIds(std::uint64_t seed = 0) : engine_(seed) {}
  std::uint64_t next() override { return engine_(); }

 private:
  std::mt19937_64 engine_;
};

}  // namespace brume::emulator
