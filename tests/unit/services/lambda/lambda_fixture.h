// The Lambda API on an Invoker with fake workers: literal requests in, answers out. What blocks
// runs at once.
// Single-threaded.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/resource/registry.h"
#include "emulator/services/lambda/api/lambda.h"
#include "emulator/services/lambda/registered_functions.h"
#include "tests/unit/aws/memory_exchange.h"
#include "tests/unit/invoke/fake_workers.h"
#include "tests/unit/services/lambda/kept_events.h"

namespace brume::emulator::aws::lambda::testing {

struct LambdaFixture {
  LambdaFixture();
  ~LambdaFixture();

  std::shared_ptr<aws::testing::MemoryExchange> send(std::string_view text) {
    return aws::testing::send(endpoint, text);
  }
  // Its body, as JSON text; the status must be `status`.
  std::string body_of(std::string_view text, int status = 200);
  // A function that is hosted and known; `change` may say otherwise.
  void add(const std::string& name, const std::function<void(FunctionRecord&)>& change = {});
  // Of a file in the state folder: how many there are in all.
  std::size_t files() const;

  std::filesystem::path folder;  // of its own, removed at the end
  emulator::testing::FakeHosting hosting;
  Functions functions;
  Changes changes;
  Documents documents;
  Layers layers;
  std::vector<std::string> notices;
  KeptEvents async;
  Registry resources;
  // After each change of the URLs in the registry: "hello BUFFERED, hello:live RESPONSE_STREAM".
  std::vector<std::string> registered_urls;
  Endpoint endpoint;
  Lambda* lambda;
};

// A zip file of these names and contents; a name that ends in "@" is a link to its content.
std::string make_zip(const std::vector<std::pair<std::string, std::string>>& files);
// The library of the sample function hello, with the symbol `handler`.
std::string hello_library();
// Whether `text` holds `part`.
bool has(std::string_view text, std::string_view part);

}  // namespace brume::emulator::aws::lambda::testing
