// FakeCall: a host without a process. Calls an exported handler and records what it said.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <brume/abi.h>

namespace brume::test {

inline std::string text(brume_bytes bytes) {
  return {bytes.data, bytes.size};
}
inline brume_bytes bytes(std::string_view text) {
  return {text.data(), text.size()};
}

struct FakeCall {
  std::string answer;
  std::string error_type;
  std::string error_message;
  std::string content_type;
  std::vector<std::string> chunks;
  int replies = 0;
  int failures = 0;
  int streams = 0;
  std::int64_t remaining_ms = 2500;
  bool client_is_gone = false;

  FakeCall& run(brume_handler_fn handler, std::string_view event) {
    const brume_context context = {
        bytes("8f3c0d8e-1111-4222-8333-444455556666"),
        bytes("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"),
        bytes("arn:aws:lambda:us-east-1:123456789012:function:Fake"),
        bytes("Fake"),
        bytes("$LATEST"),
        bytes("/aws/lambda/Fake"),
        bytes("2026/01/31/[$LATEST]0123456789abcdef0123456789abcdef"),
        bytes(R"({"client":{"appTitle":"till"}})"),
        {},
        1769860800000,
        256};
    const brume_call call = {BRUME_ABI_VERSION, &context,         bytes(event),    this,
                             &FakeCall::left,   &FakeCall::reply, &FakeCall::fail, &FakeCall::begin,
                             &FakeCall::write};
    handler(&call);
    return *this;
  }

  FakeCall& init(brume_init_fn function) {
    const brume_init_call call = {BRUME_ABI_VERSION, this, &FakeCall::fail};
    function(&call);
    return *this;
  }

 private:
  static FakeCall& self(void* host) { return *static_cast<FakeCall*>(host); }
  static std::int64_t left(void* host) { return self(host).remaining_ms; }
  static int reply(void* host, brume_bytes answer) {
    self(host).answer = text(answer);
    return self(host).replies++ == 0 ? 0 : -1;
  }
  static int fail(void* host, brume_bytes type, brume_bytes message, brume_bytes) {
    self(host).error_type = text(type);
    self(host).error_message = text(message);
    return self(host).failures++ == 0 ? 0 : -1;
  }
  static int begin(void* host, brume_bytes content_type) {
    self(host).content_type = text(content_type);
    return self(host).streams++ == 0 ? 0 : -1;
  }
  static int write(void* host, brume_bytes chunk) {
    if (self(host).client_is_gone) return -1;
    self(host).chunks.push_back(text(chunk));
    return 0;
  }
};

}  // namespace brume::test
