// brume start, start-api, start-lambda: the application, served until somebody stops it.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>

#include "emulator/app/run.h"
#include "emulator/app/state_folder.h"
#include "emulator/cli/command.h"
#include "emulator/cli/help.h"
#include "emulator/cli/template_options.h"
#include "emulator/services/s3/model/bucket_rules.h"
#include "emulator/text/time_text.h"

namespace brume::emulator::cli {
namespace {

constexpr std::int64_t kMegabyte = std::int64_t{1024} * 1024;
constexpr int kApiPort = 3000;
constexpr int kAwsPort = 4566;
constexpr int kLambdaPort = 3001;  // where `sam local start-lambda` listens

struct StartArguments {
  TemplateOptions source;
  std::string env_vars_file, build_dir, log_file;
  std::string log_format = "text";
  std::vector<std::string> pass_env;
  std::string host = "127.0.0.1";
  int port = kApiPort;
  int aws_port = kAwsPort;
  std::string certificate_file, key_file;
  bool disable_authorizer = false;
  bool verify_signatures = false;
  std::optional<std::string> virtual_time;  // empty: now
  bool record = false;
  HistoryLimits history;
  std::int64_t record_mb = HistoryLimits{}.bytes_max / kMegabyte;
  std::vector<std::string> buckets;  // NAME=PATH
  std::vector<std::string> ignored;
  std::string backlog = "process";
  std::string after = "keep";
  bool no_schedules = false;
  bool run_on_start = false;
  std::string catch_up = "once";
  bool ephemeral = false;
  bool no_reload = false;
  bool build = false;
};

enum class Serves { kAll, kApi, kLambda };

std::string file_text(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

aws::SecretKeys secrets_of_environment() {
  const char* const id = std::getenv("AWS_ACCESS_KEY_ID");
  const char* const secret = std::getenv("AWS_SECRET_ACCESS_KEY");
  if (id == nullptr || secret == nullptr) return {};
  return {{id, secret}};
}

Result<WallTime> virtual_start(const std::string& text) {
  if (!text.empty()) return parse_instant(text);
  return WallTime(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
}

schedule::CatchUp catch_up_of(const std::string& text) {
  if (text == "all") return schedule::CatchUp::kAll;
  return text == "none" ? schedule::CatchUp::kNone : schedule::CatchUp::kOnce;
}

storage::AfterDrop after_drop_of(const std::string& text) {
  if (text == "move") return storage::AfterDrop::kMove;
  return text == "delete" ? storage::AfterDrop::kDelete : storage::AfterDrop::kKeep;
}

// "uploads=./incoming"
Result<storage::BucketOptions> bucket_options(const StartArguments& written) {
  storage::BucketOptions options;
  for (const std::string& each : written.buckets) {
    const std::size_t equals = std::min(each.find('='), each.size());
    const std::string name = each.substr(0, equals);
    if (equals + 1 >= each.size() || !storage::check_bucket_name(name)) {
      return Error{Error::Code::kInvalidArgument,
                   "--bucket wants NAME=PATH with a bucket's name, found `" + each + "`"};
    }
    std::error_code ignored;
    // With a slash behind, so that one begins with the other only if it lies within.
    const auto folder = std::filesystem::absolute(each.substr(equals + 1), ignored) / "";
    for (const auto& [other, its] : options.folders) {
      const std::string one = folder.lexically_normal().string(), two = (its / "").string();
      if (other == name || (!one.starts_with(two) && !two.starts_with(one))) continue;
      return Error{Error::Code::kInvalidArgument,
                   "--bucket: the folders of " + other + " and " + name + " lie within each other"};
    }
    options.folders[name] = folder.lexically_normal().parent_path();
  }
  options.drop.tell_backlog = written.backlog == "process";
  options.drop.after = after_drop_of(written.after);
  options.drop.ignored = written.ignored;
  return options;
}

app::ServerOptions server_options(const StartArguments& written, Serves serves) {
  app::ServerOptions options;
  options.host = written.host;
  const auto port = static_cast<std::uint16_t>(written.port);
  const auto aws_port = static_cast<std::uint16_t>(written.aws_port);
  if (serves != Serves::kLambda) options.api_port = port;
  if (serves != Serves::kApi) options.aws_port = serves == Serves::kAll ? aws_port : port;
  options.certificate_file = written.certificate_file;
  options.key_file = written.key_file;
  options.verify_signatures = written.verify_signatures;
  if (written.verify_signatures) options.secrets = secrets_of_environment();
  return options;
}

Status set_service_options(const StartArguments& written, Serves serves,
                           app::EmulatorOptions& options) {
  options.api_gateway = {
      written.disable_authorizer,
      file_text(app::state_folder(options.load.template_file) / "keys" / "jwks.json")};
  options.schedules.fire = serves == Serves::kAll && !written.no_schedules;
  options.schedules.run_on_start = written.run_on_start;
  options.schedules.catch_up = catch_up_of(written.catch_up);
  if (serves != Serves::kAll) return Done{};
  auto buckets = bucket_options(written);
  if (!buckets) return std::move(buckets).error();
  options.buckets = std::move(*buckets);
  return Done{};
}

Result<app::EmulatorOptions> emulator_options(const StartArguments& written, Serves serves) {
  if (written.certificate_file.empty() != written.key_file.empty()) {
    return Error{Error::Code::kInvalidArgument,
                 "--ssl-cert-file and --ssl-key-file go together: one is missing"};
  }
  auto load = load_options(written.source);
  if (!load) return std::move(load).error();
  load->env_vars_file = written.env_vars_file;
  std::error_code ignored;
  load->template_file = std::filesystem::absolute(load->template_file, ignored).lexically_normal();
  app::EmulatorOptions options;
  options.load = std::move(*load);
  options.place = {written.build_dir, written.pass_env};
  options.servers = server_options(written, serves);
  if (Status set = set_service_options(written, serves, options); !set) return set.error();
  if (written.virtual_time) {
    auto start = virtual_start(*written.virtual_time);
    if (!start) return std::move(start).error();
    options.virtual_start = *start;
  }
  if (written.record) {
    options.record = written.history;
    options.record->bytes_max = written.record_mb * kMegabyte;
  }
  options.ephemeral = written.ephemeral;
  options.reload = !written.no_reload;
  options.build = written.build;
  return options;
}

int run_start(const StartArguments& written, Serves serves, const std::string& command) {
  auto options = emulator_options(written, serves);
  if (!options) {
    std::fprintf(stderr, "brume %s: %s\n", command.c_str(), options.error().message.c_str());
    return kExitUsage;
  }
  return app::run_emulator(
      {command, std::move(*options), written.log_file, *app::log_format_of(written.log_format)});
}

void add_serving_options(CLI::App& command, StartArguments& written, Serves serves) {
  command.add_option("--host", written.host, "listen here")
      ->type_name("ADDRESS")
      ->capture_default_str();
  command
      .add_option("-p,--port", written.port,
                  serves == Serves::kLambda ? "of the Lambda API; 0: a free one"
                                            : "of the HTTP gateway; 0: a free one")
      ->type_name("PORT")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  if (serves == Serves::kAll) {
    command.add_option("--aws-port", written.aws_port, "of the AWS endpoint; 0: a free one")
        ->type_name("PORT")
        ->check(CLI::Range(0, 65535))
        ->capture_default_str();
  }
  command.add_option("--ssl-cert-file", written.certificate_file, "serve HTTPS: certificate, PEM")
      ->type_name("FILE");
  command.add_option("--ssl-key-file", written.key_file, "serve HTTPS: its key, PEM")
      ->type_name("FILE");
  if (serves != Serves::kLambda) {
    command.add_flag("--disable-authorizer", written.disable_authorizer,
                     "let every request pass its authorizer");
  }
  if (serves != Serves::kApi) {
    command.add_flag("--verify-signatures", written.verify_signatures,
                     "refuse AWS requests that are not rightly signed");
  }
}

void add_schedule_options(CLI::App& command, StartArguments& written) {
  command.add_flag("--no-schedules", written.no_schedules,
                   "no schedule fires, but for `brume schedule run`");
  command.add_flag("--run-on-start", written.run_on_start,
                   "fire each enabled schedule once, now, besides its times");
  command
      .add_option("--catch-up", written.catch_up,
                  "what becomes of firings that were slept through: each schedule\nfires once, or "
                  "for all of them, or not")
      ->check(CLI::IsMember({"once", "all", "none"}))
      ->capture_default_str();
}

void add_bucket_options(CLI::App& command, StartArguments& written) {
  command
      .add_option("--bucket", written.buckets,
                  "a bucket's objects lie in this folder, and files that are put there\n"
                  "become its objects (repeatable; else .brume/buckets/NAME)")
      ->type_name("NAME=PATH")
      ->allow_extra_args(false);
  command
      .add_option("--backlog", written.backlog,
                  "files that came into buckets' folders while nobody ran: tell functions\n"
                  "of them, or take them over quietly")
      ->check(CLI::IsMember({"process", "ignore"}))
      ->capture_default_str();
  command
      .add_option("--after", written.after,
                  "what becomes of a dropped file when all its functions are done: it\n"
                  "stays, or goes to processed/ or failed/ in its folder, or is removed")
      ->check(CLI::IsMember({"keep", "move", "delete"}))
      ->capture_default_str();
  command
      .add_option("--ignore", written.ignored,
                  "names of files that become no objects, besides those of unfinished\n"
                  "ones, as in \"*.bak\" or \"/out/*.log\" (repeatable)")
      ->type_name("PATTERN")
      ->allow_extra_args(false);
}

void add_start_options(CLI::App& command, StartArguments& written, Serves serves) {
  add_template_options(command, written.source);
  command
      .add_option("-n,--env-vars", written.env_vars_file,
                  "JSON with values for environment variables, as for sam local")
      ->type_name("FILE");
  command
      .add_option("--pass-env", written.pass_env,
                  "a variable of this shell's that functions may see (repeatable)")
      ->type_name("NAME")
      ->allow_extra_args(false);
  add_serving_options(command, written, serves);
  command.add_option("-l,--log-file", written.log_file, "append the log to a file")
      ->type_name("FILE");
  command
      .add_option("--log-format", written.log_format,
                  "text: a line for each call, its output under it; aws: START,\n"
                  "END and REPORT as AWS writes them; json: an object a line")
      ->check(CLI::IsMember({"text", "aws", "json"}))
      ->capture_default_str();
  command
      .add_option("--build-dir", written.build_dir,
                  "where `brume build` put the functions (default: .brume/build)")
      ->type_name("DIR");
  if (serves == Serves::kAll) add_schedule_options(command, written);
  if (serves == Serves::kAll) add_bucket_options(command, written);
  command.add_flag("--build", written.build, "build now, and again when sources change");
  command.add_flag("--no-reload", written.no_reload, "do not take over changed files");
  command
      .add_option("--virtual-time", written.virtual_time,
                  "a clock that stands, at START or now, until `brume clock` moves it")
      ->type_name("START")
      ->expected(0, 1)
      ->default_str("");
  CLI::Option* const record =
      command.add_flag("--record", written.record,
                       "keep every invocation, for `brume history`, `show` and `replay`");
  command
      .add_option("--record-count", written.history.invocations_max,
                  "so many of them; the oldest go first")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000}))
      ->needs(record)
      ->capture_default_str();
  command.add_option("--record-size", written.record_mb, "so much of them; the oldest go first")
      ->type_name("MB")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}))
      ->needs(record)
      ->capture_default_str();
  command.add_flag("--ephemeral", written.ephemeral, "keep nothing in .brume")->excludes(record);
}

void add(CLI::App& root, int& exit_code, Serves serves, const char* name, const char* help) {
  CLI::App* command = root.add_subcommand(name, help);
  auto written = std::make_shared<StartArguments>();
  if (serves == Serves::kLambda) written->port = kLambdaPort;
  add_start_options(*command, *written, serves);
  const std::string start = std::string("brume ") + name;
  command->footer(
      "A changed template, environment file or library is taken over at once: calls under way\n"
      "finish on what they began on. Ctrl-C waits for them; twice, and it does not.\n\n" +
      (serves == Serves::kLambda
           ? examples({{start},
                       {"aws lambda invoke --endpoint-url http://127.0.0.1:3001 "
                        "--function-name HelloFunction out.json"}})
           : examples({{start},
                       {start + " --build", "compile now, and whenever a source changes"},
                       {"curl localhost:3000/hello"},
                       {start + " -p 0 --log-format json", "for scripts"}})));
  command->callback([written, serves, name = std::string(name), &exit_code] {
    exit_code = run_start(*written, serves, name);
  });
}

}  // namespace

void add_start_command(CLI::App& root, int& exit_code) {
  add(root, exit_code, Serves::kAll, "start", "Serve the application: HTTP, and AWS's APIs");
}
void add_start_api_command(CLI::App& root, int& exit_code) {
  add(root, exit_code, Serves::kApi, "start-api", "Serve the HTTP routes only, as sam local does");
}
void add_start_lambda_command(CLI::App& root, int& exit_code) {
  add(root, exit_code, Serves::kLambda, "start-lambda",
      "Serve the Lambda API only, as sam local does");
}

}  // namespace brume::emulator::cli
