// A whole emulator in this process, with one service more than it has: what `mail/` and its line
// below bring is answered, delivered to, polled and shown, as for the services that are there.
#include "emulator/app/emulator.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <vector>

#include "tests/integration/emulator/mail/mail_service.h"
#include "tests/unit/http/raw_client.h"

using namespace brume::emulator;
using brume::emulator::testing::make_mail_service;
using brume::emulator::testing::RawClient;
using brume::emulator::testing::run_until;

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTemplate = R"(
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: hello
      Runtime: provided.al2023
      Handler: hello.handler
      CodeUri: hello/
  Letters:
    Type: AWS::Scheduler::Schedule
    Properties:
      ScheduleExpression: rate(1 day)
      FlexibleTimeWindow: {Mode: "OFF"}
      Target:
        Arn: arn:aws:lambda:us-east-1:000000000000:function:gone
        RoleArn: arn:aws:iam::000000000000:role/any
        Input: '"from a schedule"'
        RetryPolicy: {MaximumRetryAttempts: 0}
        DeadLetterConfig: {Arn: arn:aws:mail:us-east-1:000000000000:box}
)";

class Lines final : public LogSink {
 public:
  void write(const LogRecord& record) override { text += std::string(record.text) + "\n"; }
  std::string text;
};

// The application, and the list of services with `mail` in it.
struct World {
  explicit World(std::vector<app::ServiceEntry> entries)
      : services(std::move(entries)), folder(*app::TemporaryFolder::make("brume-emulator-test-")) {
    fs::create_directories(folder.path() / "hello");
    fs::copy_file(BRUME_FUNCTIONS_DIR "/hello.so", folder.path() / "hello/hello.so");
    std::ofstream(folder.path() / "template.yaml") << kTemplate;
    app::EmulatorOptions options;
    options.load.template_file = folder.path() / "template.yaml";
    options.servers.aws_port = 0;
    options.schedules.run_on_start = true;
    options.host_program = BRUME_HOST_PROGRAM;
    emulator.emplace(std::move(options), log, app::Emulator::OnDiagnostics{}, services);
  }

  // The whole answer, over a connection of its own.
  std::string send(const std::string& request) {
    const std::string& url = emulator->addresses().aws_url;
    const auto port = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
    RawClient client(emulator->loop(), port);
    client.send(request);
    return client.until_closed();
  }
  std::string call(const std::string& operation, const std::string& body) {
    return send("POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Amz-Target: Mail." +
                operation + "\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: " +
                std::to_string(body.size()) + "\r\n\r\n" + body);
  }
  // The cells of the first row that `mail` shows.
  std::string row() const {
    const auto status = nlohmann::json::parse(emulator->status_json());
    for (const auto& service : status.at("services")) {
      if (service.at("name") == "mail") return service.at("sections")[0].at("rows")[0].dump();
    }
    return {};
  }

  const std::vector<app::ServiceEntry> services;
  app::TemporaryFolder folder;
  Lines log;
  std::optional<app::Emulator> emulator;
};

std::vector<app::ServiceEntry> with_mail() {
  const auto all = app::all_services();
  std::vector<app::ServiceEntry> entries(all.begin(), all.end());
  entries.push_back({"mail", [](const Kernel& k, const auto&) { return make_mail_service(k); }});
  return entries;
}

}  // namespace

TEST_CASE("a service is one folder and one line") {
  World world(with_mail());
  const Status started = world.emulator->start();
  REQUIRE_MESSAGE(started.ok(), (started.ok() ? "" : started.error().message));

  INFO("the log:\n", world.log.text);
  SUBCASE("it answers an operation, and its poller hands what it holds to a function") {
    // A schedule whose function is not there has sent it a dead letter.
    run_until(world.emulator->loop(), [&] { return world.row() == R"(["1 sent","1 read"])"; });
    const std::string answer = world.call("SendLetter", R"({"Text":"by hand"})");
    CHECK(answer.find(R"({"LetterId":"2"})") != std::string::npos);
    run_until(world.emulator->loop(), [&] { return world.row() == R"(["2 sent","2 read"])"; });
  }

  SUBCASE("what it does not have is refused by name") {
    CHECK(world.call("SealLetter", "{}").find("501") != std::string::npos);
    CHECK(world.call("SealLetter", "{}").find("SealLetter") != std::string::npos);
    CHECK(world.call("SendLetter", "{}").find("ValidationException") != std::string::npos);
  }

  SUBCASE("the status that people ask for shows it") {
    const std::string answer =
        world.send("GET /_brume/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    CHECK(answer.find("Mailboxes") != std::string::npos);
  }

  world.emulator->stop();
  world.emulator->run();
}

TEST_CASE("an emulator can be constructed again in the same process") {
  for (int i = 0; i < 2; ++i) {
    World world(with_mail());
    REQUIRE(world.emulator->start().ok());
  }
}

TEST_CASE("an invalid template is an error with its diagnostics, and no emulator") {
  World world(with_mail());
  std::ofstream(world.folder.path() / "template.yaml") << "Resources: 7\n";
  std::size_t diagnostics = 0;
  app::EmulatorOptions options;
  options.load.template_file = world.folder.path() / "template.yaml";
  options.host_program = BRUME_HOST_PROGRAM;
  app::Emulator emulator(std::move(options), world.log,
                         [&](const Loaded& loaded) { diagnostics += loaded.diagnostics.size(); });
  const Status started = emulator.start();
  REQUIRE_FALSE(started.ok());
  CHECK(started.error().reason == app::kInvalidTemplate);
  CHECK(diagnostics > 0);
}
