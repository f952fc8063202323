#include <CLI/App.hpp>
#include <cstdio>
#include <map>
#include <memory>
#include <string>

#include "emulator/cli/command.h"
#include "emulator/cli/help.h"
#include "emulator/samples/sample.h"

namespace brume::emulator::cli {
namespace {

using Values = std::map<std::string, std::string>;

std::string_view type_name(SampleField::Kind kind) {
  switch (kind) {
    case SampleField::Kind::kNumber:
      return "NUMBER";
    case SampleField::Kind::kJson:
      return "JSON";
    case SampleField::Kind::kFlag:
    case SampleField::Kind::kText:
      break;
  }
  return "TEXT";
}

int print_event(const Sample& sample, const Values& values) {
  const Result<std::string> event = render_sample(sample, values);
  if (!event.ok()) {
    std::fprintf(stderr, "brume generate-event %s %s: %s\n", std::string(sample.service).c_str(),
                 std::string(sample.type).c_str(), event.error().message.c_str());
    return kExitUsage;
  }
  std::puts(event.value().c_str());
  return kExitOk;
}

void add_field(CLI::App& command, const SampleField& field, const std::shared_ptr<Values>& values) {
  const std::string name(field.option);
  const std::string flag = "--" + name;
  if (field.kind == SampleField::Kind::kFlag) {
    command.add_flag_callback(
        flag, [values, name] { (*values)[name] = "true"; }, std::string(field.help));
    return;
  }
  command
      .add_option_function<std::string>(
          flag, [values, name](const std::string& value) { (*values)[name] = value; },
          std::string(field.help) + " [" + std::string(field.standard) + "]")
      ->type_name(std::string(type_name(field.kind)));
}

void add_sample(CLI::App& service, const Sample& sample, int& exit_code) {
  CLI::App* command = service.add_subcommand(std::string(sample.type), std::string(sample.summary));
  command->group("Types");
  const auto values = std::make_shared<Values>();
  for (const SampleField& field : sample.fields) add_field(*command, field, values);
  const SampleField& first = sample.fields.front();
  const std::string name =
      "brume generate-event " + std::string(sample.service) + " " + std::string(sample.type);
  command->footer(examples(
      {{name},
       {name + " --" + std::string(first.option) + " " + std::string("VALUE > event.json")}}));
  command->callback([&sample, values, &exit_code] { exit_code = print_event(sample, *values); });
}

}  // namespace

void add_generate_event_command(CLI::App& root, int& exit_code) {
  CLI::App* command = root.add_subcommand(
      "generate-event", "Print a sample event of an AWS service, with one option per field");
  command->require_subcommand(1);
  for (const SampleService& service : sample_services()) {
    CLI::App* group =
        command->add_subcommand(std::string(service.name), std::string(service.summary));
    group->group("Services");
    group->require_subcommand(1);
    for (const Sample& sample : service.samples) add_sample(*group, sample, exit_code);
  }
  command->footer(examples({
      {"brume generate-event s3 put --bucket photos --key 'cat 1.png'"},
      {"brume generate-event sqs receive-message --body hello | brume invoke Worker -e -"},
      {"brume generate-event apigateway http-api-proxy --help", "its fields"},
  }));
}

}  // namespace brume::emulator::cli
