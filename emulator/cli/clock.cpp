// brume clock: shows and moves the clock of an emulator that was started with --virtual-time.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <chrono>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "emulator/app/clock_control.h"
#include "emulator/app/terminal.h"
#include "emulator/cli/command.h"
#include "emulator/cli/emulator_client.h"
#include "emulator/cli/help.h"
#include "emulator/cli/template_options.h"
#include "emulator/text/time_text.h"

namespace brume::emulator::cli {
namespace {

struct ClockOptions {
  TemplateOptions source;
  std::string target;  // of advance and to
  double speed = 1;
  bool json = false;
};

int complain_clock(const Error& error) {
  std::fprintf(stderr, "brume clock: %s\n", error.message.c_str());
  return error.code == Error::Code::kInvalidArgument ? kExitUsage : kExitFailed;
}

Result<EmulatorClient> clock_client(const ClockOptions& options) {
  const auto load = load_options(options.source);
  if (!load) return load.error();
  return EmulatorClient::find(load.value().template_file);
}

std::string encoded_instant(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '+') {
      out += "%2B";
    } else if (c == ' ') {
      out += "%20";
    } else {
      out += c;
    }
  }
  return out;
}

// The values are JSON texts or null.
std::string member_text(const nlohmann::json& object, const char* name, const char* otherwise) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : otherwise;
}

void print_state(const nlohmann::json& state) {
  if (!state.value("virtual", false)) {
    std::printf("%s, the machine's own clock\n", member_text(state, "now", "").c_str());
    std::puts("`brume start --virtual-time` starts an emulator with a clock that can be moved.");
    return;
  }
  const std::string now = member_text(state, "now", "");
  const std::string target = member_text(state, "movingTo", "");
  if (!target.empty()) {
    std::printf("%s, being moved to %s\n", now.c_str(), target.c_str());
  } else if (state["speed"].is_number()) {
    std::printf("%s, running at %g seconds in a second\n", now.c_str(),
                state["speed"].get<double>());
  } else {
    std::printf("%s, standing still\n", now.c_str());
  }
  std::printf("next due  %s\n", member_text(state, "nextDue", "nothing").c_str());
}

// Prints the clock's state after a change, or as it is.
int print_answer(const ClockOptions& options, const Result<std::string>& answer) {
  if (!answer) return complain_clock(answer.error());
  const auto state = nlohmann::json::parse(answer.value(), nullptr, false);
  if (!state.is_object()) {
    return complain_clock(
        {Error::Code::kInternal, "the emulator's answer is none: " + answer.value()});
  }
  if (options.json) {
    std::fputs(answer.value().c_str(), stdout);
  } else {
    print_state(state);
  }
  return kExitOk;
}

// Prints the lines of a move as they come.
class MovePrinter {
 public:
  MovePrinter(bool json, const app::Terminal& terminal) : json_(json), terminal_(terminal) {}

  bool on_data(std::string_view data) {
    waiting_ += data;
    for (auto end = waiting_.find('\n'); end != std::string::npos; end = waiting_.find('\n')) {
      on_line(waiting_.substr(0, end));
      waiting_.erase(0, end + 1);
    }
    std::fflush(stdout);
    return true;
  }
  // Absent: the emulator went away before the end.
  std::optional<bool> reached() const { return reached_; }

 private:
  void on_line(const std::string& text) {
    const auto line = nlohmann::json::parse(text, nullptr, false);
    if (!line.is_object()) return;
    const std::string what = member_text(line, "what", "");
    if (what == "end") reached_ = line.value("reached", false);
    if (json_) {
      std::printf("%s\n", text.c_str());
    } else if (what == "end") {
      std::printf("%s  %s; %ld things happened\n", member_text(line, "at", "").c_str(),
                  *reached_ ? "the clock stands here" : "stopped here",
                  line.value("happenings", 0L));
    } else {
      std::printf("%s  %-10s  %s  %s\n",
                  app::styled(terminal_, app::Style::kDim, member_text(line, "at", "")).c_str(),
                  what.c_str(), member_text(line, "who", "").c_str(),
                  member_text(line, "text", "").c_str());
    }
  }

  const bool json_;
  const app::Terminal terminal_;
  std::string waiting_;
  std::optional<bool> reached_;
};

int move(const ClockOptions& options, const std::string& path) {
  const auto client = clock_client(options);
  if (!client) return complain_clock(client.error());
  MovePrinter printer(options.json, app::terminal_of(stdout));
  const Status moved = client.value().post_stream(
      path, {}, [&](std::string_view data) { return printer.on_data(data); });
  if (!moved) return complain_clock(moved.error());
  if (printer.reached()) return *printer.reached() ? kExitOk : kExitFailed;
  return complain_clock(
      {Error::Code::kUnavailable, "the emulator went away before the clock arrived"});
}

int advance(const ClockOptions& options) {
  if (const auto span = parse_span(options.target); !span) return complain_clock(span.error());
  return move(options, "/_brume/clock/advance?by=" + options.target);
}

int to(const ClockOptions& options) {
  if (const auto instant = parse_instant(options.target); !instant)
    return complain_clock(instant.error());
  return move(options, "/_brume/clock/to?at=" + encoded_instant(options.target));
}

int show_clock(const ClockOptions& options) {
  const auto client = clock_client(options);
  if (!client) return complain_clock(client.error());
  return print_answer(options, client.value().get("/_brume/clock"));
}

int run_clock(const ClockOptions& options) {
  const auto client = clock_client(options);
  if (!client) return complain_clock(client.error());
  return print_answer(
      options, client.value().post("/_brume/clock/run?speed=" + std::to_string(options.speed), ""));
}

int stop_clock(const ClockOptions& options) {
  const auto client = clock_client(options);
  if (!client) return complain_clock(client.error());
  return print_answer(options, client.value().post("/_brume/clock/stop", ""));
}

struct Sub {
  const char* name;
  const char* help;
  int (*act)(const ClockOptions&);
};

CLI::App* add_sub(CLI::App& clock, const std::shared_ptr<ClockOptions>& options, const Sub& sub,
                  int& exit_code) {
  CLI::App* command = clock.add_subcommand(sub.name, sub.help);
  add_template_options(*command, options->source);
  command->add_flag("--json", options->json, "for scripts: a line of JSON each");
  command->callback([options, act = sub.act, &exit_code] { exit_code = act(*options); });
  return command;
}

constexpr const char* kMoves =
    "What is due on the way happens in order, each at its own instant, and has ended when the\n"
    "command returns: schedules, the invocations they make, retries, expiries. Each is a line:\n"
    "instant, what, who, how it ended. Ctrl-C ends the move where it is.\n\n";

}  // namespace

void add_clock_command(CLI::App& root, int& exit_code) {
  CLI::App* clock = root.add_subcommand("clock", "Show and move the emulator's clock");
  clock->require_subcommand(1);
  const auto options = std::make_shared<ClockOptions>();
  const auto add = [&](const Sub& sub) { return add_sub(*clock, options, sub, exit_code); };
  add({"show", "What time it is, and when something is due next", show_clock});
  CLI::App* advancing = add({"advance", "Move it by a span of time", advance});
  advancing->add_option("span", options->target, "90s, 15m, 1h30m, 2d, 1w")
      ->type_name("SPAN")
      ->required();
  advancing->footer(kMoves +
                    examples({{"brume clock advance 1h"}, {"brume clock advance 365d --json"}}));
  CLI::App* setting = add({"to", "Move it to an instant that is still to come", to});
  setting->add_option("instant", options->target, "2027-01-01, 2027-01-01T09:30:00Z, ...+02:00")
      ->type_name("INSTANT")
      ->required();
  setting->footer(kMoves + examples({{"brume clock to 2027-01-01T00:00:00Z"}}));
  CLI::App* running = add({"run", "Let it run by itself until it is stopped", run_clock});
  running->add_option("--speed", options->speed, "so many seconds in a second")
      ->type_name("N")
      ->check(CLI::Range(0.001, app::kMaxClockSpeed))
      ->capture_default_str();
  running->footer(
      "Returns at once. A running clock waits for nothing, as a real one does not; it can be "
      "moved\n"
      "by `advance` and `to`, and goes on from there. `brume clock stop` makes it stand "
      "still.\n\n" +
      examples({{"brume clock run", "as fast as real time"},
                {"brume clock run --speed 3600", "an hour in a second"}}));
  add({"stop", "Make it stand still: ends a run, and a move where it is", stop_clock});
  clock->footer(
      "`brume start --virtual-time [START]` starts an emulator whose clock stands until it is\n"
      "moved. Functions see it in their events and deadlines; what they really take is bounded by\n"
      "their timeouts as ever. `curl -X POST localhost:4566/_brume/clock/advance?by=1h` does it,\n"
      "too.\n\n" +
      examples({{"brume start --virtual-time 2027-01-01"},
                {"brume clock advance 1h"},
                {"brume clock to 2027-06-01T12:00:00Z"},
                {"brume clock run --speed 60"}}));
}

}  // namespace brume::emulator::cli
