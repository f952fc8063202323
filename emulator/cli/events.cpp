// brume events: the asynchronous events that wait and those that failed. Asks the running emulator;
// when none runs, looks into .brume itself.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <chrono>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "emulator/app/state_folder.h"
#include "emulator/async/event_reports.h"
#include "emulator/cli/command.h"
#include "emulator/cli/emulator_client.h"
#include "emulator/cli/help.h"
#include "emulator/cli/template_options.h"

namespace brume::emulator::cli {
namespace {

struct EventsOptions {
  TemplateOptions source;
  FailedEvents::Filter filter;
  bool all = false;
  bool json = false;
};

enum class Ask { kDepths, kFailed, kRedrive };

int complain_events(const Error& error) {
  std::fprintf(stderr, "brume events: %s\n", error.message.c_str());
  return kExitFailed;
}

Result<std::string> ask_running(const EmulatorClient& client, Ask ask,
                                const EventsOptions& options) {
  if (ask == Ask::kDepths) return client.get("/_brume/events");
  const std::string query =
      "?function=" + url_escaped(options.filter.function) + "&id=" + url_escaped(options.filter.id);
  if (ask == Ask::kFailed) {
    return client.get("/_brume/events/failed" + query +
                      "&after=" + std::to_string(options.filter.after_id));
  }
  return client.post("/_brume/events/redrive" + query + (options.all ? "&all=1" : ""), "");
}

Result<std::string> ask_tables(Database& database, Ask ask, const EventsOptions& options) {
  auto tables = EventTables::open(database);
  if (!tables) return std::move(tables).error();
  if (ask == Ask::kFailed) {
    auto failed = tables->failed->list(options.filter, kFailedShown);
    return failed ? Result<std::string>(failed_json(*failed)) : failed.error();
  }
  if (ask == Ask::kRedrive) {
    FailedEvents::RedriveResult redriven;
    const Status done = database.transact([&] {
      auto sent = tables->failed->redrive(
          options.filter, std::chrono::floor<Duration>(std::chrono::system_clock::now()));
      if (!sent) return Status(std::move(sent).error());
      redriven = std::move(*sent);
      return Status(Done{});
    });
    return done ? Result<std::string>(redriven_json(redriven)) : done.error();
  }
  auto failed = tables->failed->counts();
  if (!failed) return std::move(failed).error();
  return depths_json(AsyncQueue::joined(std::move(tables->at_start), *failed));
}

// No emulator runs, and none starts meanwhile: the folder is ours.
Result<std::string> ask_stopped(const std::filesystem::path& folder, Ask ask,
                                const EventsOptions& options) {
  std::error_code ignored;
  const std::filesystem::path file = app::events_file(folder);
  if (!std::filesystem::exists(file, ignored)) {
    return Error{Error::Code::kNotFound,
                 "no emulator runs here, and none has left events (looked for " + file.string() +
                     ")\n  -t names another template"};
  }
  auto claimed = app::StateFolder::claim(folder);
  if (!claimed) return std::move(claimed).error();
  auto database = Database::open(file);
  if (!database) return std::move(database).error();
  return ask_tables(*database, ask, options);
}

Result<std::string> answer_of(Ask ask, const EventsOptions& options) {
  const auto load = load_options(options.source);
  if (!load) return load.error();
  const auto client = EmulatorClient::find(load.value().template_file);
  if (client) return ask_running(client.value(), ask, options);
  return ask_stopped(app::state_folder(load.value().template_file), ask, options);
}

std::string text_or_default(const nlohmann::json& object, const char* name, const char* otherwise) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : otherwise;
}

void print_depths(const nlohmann::json& answer) {
  const nlohmann::json functions = answer.value("functions", nlohmann::json::array());
  if (functions.empty()) return static_cast<void>(std::puts("No events wait, none has failed."));
  std::printf("%-32s %9s %9s %9s %9s  %s\n", "function", "waiting", "delayed", "running", "failed",
              "next due");
  for (const nlohmann::json& each : functions) {
    std::printf("%-32s %9ld %9ld %9ld %9ld  %s\n", text_or_default(each, "function", "").c_str(),
                each.value("waiting", 0L), each.value("delayed", 0L), each.value("running", 0L),
                each.value("failed", 0L), text_or_default(each, "nextDue", "-").c_str());
  }
}

void print_failed(const nlohmann::json& answer) {
  const nlohmann::json failed = answer.value("failed", nlohmann::json::array());
  if (failed.empty()) return static_cast<void>(std::puts("None has failed."));
  for (const nlohmann::json& each : failed) {
    std::printf("%ld  %s  %s  %s\n", each.value("id", 0L),
                text_or_default(each, "failed", "").c_str(),
                text_or_default(each, "function", "").c_str(),
                text_or_default(each, "condition", "").c_str());
    std::printf("    %s\n", text_or_default(each, "reason", "").c_str());
    std::printf("    request %s, run %ld times\n", text_or_default(each, "requestId", "").c_str(),
                each.value("attempts", 0L));
  }
  if (failed.size() == kFailedShown)
    std::printf("... go on with --after %ld\n", failed.back().value("id", 0L));
}

// The exit code: an event that was named must be there.
int print_redriven(const nlohmann::json& answer, const std::string& id) {
  const long sent = answer.value("sent", 0L);
  const long kept = answer.value("kept", 0L);
  if (!id.empty() && sent + kept == 0) {
    std::fprintf(stderr,
                 "brume events redrive: no failed event `%s`; `brume events failed` lists them\n",
                 id.c_str());
    return kExitFailed;
  }
  std::printf("%ld sent again\n", sent);
  if (kept > 0) {
    std::printf("%ld stay: they succeeded, and their destinations are not emulated yet\n", kept);
  }
  return kExitOk;
}

int run_events(Ask ask, const EventsOptions& options) {
  const bool which = options.all || !options.filter.id.empty() || !options.filter.function.empty();
  if (ask == Ask::kRedrive && !which) {
    std::fputs("brume events redrive: say which: an ID, --function NAME or --all\n", stderr);
    return kExitUsage;
  }
  const auto answer = answer_of(ask, options);
  if (!answer) return complain_events(answer.error());
  const auto json = nlohmann::json::parse(answer.value(), nullptr, false);
  if (!json.is_object()) {
    return complain_events(
        {Error::Code::kInternal, "the answer makes no sense: " + answer.value()});
  }
  if (options.json) {
    std::printf("%s\n", json.dump().c_str());
  } else if (ask == Ask::kDepths) {
    print_depths(json);
  } else if (ask == Ask::kFailed) {
    print_failed(json);
  } else {
    return print_redriven(json, options.filter.id);
  }
  return kExitOk;
}

void add_filter(CLI::App& command, EventsOptions& options) {
  command.add_option("id", options.filter.id, "of the list, or a request id")->type_name("ID");
  command.add_option("--function", options.filter.function, "only its events")->type_name("NAME");
}

}  // namespace

void add_events_command(CLI::App& root, int& exit_code) {
  CLI::App* command = root.add_subcommand(
      "events", "Show asynchronous events that wait or failed; send them again");
  command->require_subcommand(0, 1);
  auto options = std::make_shared<EventsOptions>();
  add_template_options(*command, options->source);
  command->add_flag("--json", options->json, "for scripts");
  command->footer(
      "An event that has failed for good and has no destination is kept until it is sent again.\n"
      "Works without a running emulator, too: what is sent again runs when one starts.\n\n" +
      examples({{"brume events", "how many there are, by function"},
                {"brume events failed"},
                {"brume events redrive --function OrdersFunction"}}));
  command->callback([command, options, &exit_code] {
    if (command->get_subcommands().empty()) exit_code = run_events(Ask::kDepths, *options);
  });

  CLI::App* failed = command->add_subcommand("failed", "Those that failed, the oldest first");
  add_template_options(*failed, options->source);
  add_filter(*failed, *options);
  failed->add_option("--after", options->filter.after_id, "go on behind this ID")->type_name("ID");
  failed->add_flag("--json", options->json, "for scripts: with payloads and records");
  failed->footer(
      examples({{"brume events failed"}, {"brume events failed --json | jq .failed[0].payload"}}));
  failed->callback([options, &exit_code] { exit_code = run_events(Ask::kFailed, *options); });

  CLI::App* redrive = command->add_subcommand("redrive", "Send failed ones again");
  add_template_options(*redrive, options->source);
  add_filter(*redrive, *options);
  redrive->add_flag("--all", options->all, "all of them");
  redrive->add_flag("--json", options->json, "for scripts: {sent, kept}");
  redrive->footer(examples({{"brume events redrive 17"},
                            {"brume events redrive --function OrdersFunction"},
                            {"brume events redrive --all"}}));
  redrive->callback([options, &exit_code] { exit_code = run_events(Ask::kRedrive, *options); });
}

}  // namespace brume::emulator::cli
