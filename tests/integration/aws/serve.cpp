// The AWS endpoint on real workers and a real port, for real clients: prints its port, serves until
// its standard input ends.
//   aws_endpoint STATE_FOLDER [--verify-signatures]
#include <cstdio>
#include <filesystem>
#include <string_view>

#include "emulator/async/async_queue.h"
#include "emulator/aws/endpoint.h"
#include "emulator/http/server.h"
#include "emulator/services/lambda/api/async_policies.h"
#include "emulator/services/lambda/api/lambda.h"
#include "emulator/services/sts/sts.h"
#include "emulator/store/worker_store.h"
#include "tests/integration/hosting/real_hosting.h"

using namespace brume::emulator;
using namespace brume::emulator::aws;

namespace {

void add(testing::RealHosting& hosting, lambda::Functions& functions, const std::string& name,
         const std::string& handler, const std::function<void(FunctionConfig&)>& change = {}) {
  const std::size_t dot = handler.find('.');
  lambda::FunctionRecord record;
  FunctionConfig& config = record.latest.hosting;
  config.name = name;
  config.arn = functions.home().function_arn(name);
  config.handler = handler;
  config.task_root = BRUME_FUNCTIONS_DIR;
  config.library = config.task_root / (handler.substr(0, dot) + ".so");
  config.symbol = handler.substr(dot + 1);
  config.memory_mb = 512;
  config.log_group = "/aws/lambda/" + name;
  if (change) change(config);
  record.reserved_concurrency = config.reserved_concurrency;
  record.latest.revision_id = hosting.ids.uuid();
  record.latest.last_modified = hosting.loop.wall();
  BRUME_CHECK(functions.add(std::move(record)).ok());
}

void add_functions(testing::RealHosting& hosting, lambda::Functions& functions) {
  add(hosting, functions, "hello", "hello.handler");
  add(hosting, functions, "throws", "throws.handler");
  add(hosting, functions, "stream", "stream.handler");
  add(hosting, functions, "broken-stream", "stream.broken");
  add(hosting, functions, "hang", "hang.handler",
      [](FunctionConfig& config) { config.timeout = std::chrono::seconds(1); });
  add(hosting, functions, "throttled", "hello.handler",
      [](FunctionConfig& config) { config.reserved_concurrency = 0; });
  add(hosting, functions, "run", "run.handler",
      [](FunctionConfig& config) { config.timeout = std::chrono::seconds(60); });
}

std::unique_ptr<AsyncQueue> open_queue(testing::RealHosting& hosting,
                                       const lambda::Functions& functions,
                                       PendingWork& pending_work, ClockEvents& clock_events) {
  auto database = Database::open(":memory:");
  BRUME_CHECK(database.ok());
  auto tables = EventTables::open(*database);
  BRUME_CHECK(tables.ok());
  AsyncQueueServices services{hosting.invoker,
                              hosting.loop,
                              hosting.loop,
                              hosting.ids,
                              hosting.log,
                              pending_work,
                              clock_events,
                              [&functions](const auto& name, const auto& qualifier) {
                                return lambda::async_policy(functions, name, qualifier);
                              }};
  return std::make_unique<AsyncQueue>(
      std::move(services), std::move(*tables),
      std::make_unique<WorkerStore>(hosting.loop, std::move(*database)));
}

// What the Lambda API keeps.
struct LambdaState {
  LambdaState(testing::RealHosting& hosting, const std::filesystem::path& folder)
      : functions({}, hosting.invoker),
        changes(functions, hosting.loop, hosting.ids),
        layers(documents, folder / "layers") {}

  lambda::Functions functions;
  lambda::Changes changes;
  lambda::Documents documents;
  lambda::Layers layers;
};

lambda::Context context_of(testing::RealHosting& hosting, LambdaState& state, AsyncInvoker& async,
                           const std::filesystem::path& state_folder) {
  return {.functions = state.functions,
          .invoker = hosting.invoker,
          .async = async,
          .clock = hosting.loop,
          .ids = hosting.ids,
          .changes = state.changes,
          .documents = state.documents,
          .layers = state.layers,
          .run_blocking =
              [&loop = hosting.loop](Callback<void()> work, Callback<void()> done) {
                loop.run_blocking(std::move(work), std::move(done));
              },
          .state_folder = state_folder,
          .function_url =
              [](const lambda::FunctionName& name) {
                return "http://" + name.name + ".lambda-url.us-east-1.localhost/";
              }};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  testing::RealHosting hosting;
  hosting.log.keep = false;
  const std::filesystem::path state_folder = std::filesystem::absolute(argv[1]);
  LambdaState state(hosting, state_folder);
  lambda::Functions& functions = state.functions;
  PendingWork pending_work;
  ClockEvents clock_events;
  const auto async = open_queue(hosting, functions, pending_work, clock_events);
  EndpointOptions options;
  options.verify_signatures = argc > 2 && std::string_view(argv[2]) == "--verify-signatures";
  Endpoint endpoint(hosting.loop, hosting.ids, std::move(options));
  endpoint.add(std::make_unique<lambda::Lambda>(context_of(hosting, state, *async, state_folder)));
  endpoint.add(std::make_unique<sts::Sts>(functions.home().account_id));
  http::Server server(hosting.loop, hosting.loop, hosting.loop);
  const auto port = server.listen({}, endpoint.handler());
  BRUME_CHECK(port.ok());
  hosting.zygote.set_endpoint_url("http://127.0.0.1:" + std::to_string(port.value()));
  add_functions(hosting, functions);

  async->start();

  std::printf("%d\n", port.value());
  std::fflush(stdout);
  const auto input = hosting.loop.watch(0, FdWatch::kReadable, [&](unsigned) {
    if (std::getchar() == EOF) hosting.loop.stop();
  });
  hosting.loop.run();
  async->stop();
  hosting.invoker.shut_down();
  return 0;
}
