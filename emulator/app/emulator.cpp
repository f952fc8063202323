#include "emulator/app/emulator.h"

#include <unistd.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "emulator/history/history.h"
#include "emulator/text/time_text.h"

namespace brume::emulator::app {
namespace {

namespace fs = std::filesystem;

// For requests under way when the emulator is stopped; then they are broken off.
constexpr Duration kDrain = std::chrono::seconds(10);

std::vector<std::string> build_arguments(const EmulatorOptions& options) {
  std::vector<std::string> arguments{"-t", options.load.template_file.string()};
  if (!options.place.build_dir.empty()) {
    arguments.insert(arguments.end(), {"--build-dir", options.place.build_dir.string()});
  }
  return arguments;
}

nlohmann::ordered_json section_json(const Section& section) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const auto& row : section.rows) {
    nlohmann::ordered_json cells = nlohmann::ordered_json::array();
    for (const Cell& cell : row) cells.push_back(cell.text);
    rows.push_back(std::move(cells));
  }
  return {{"heading", section.heading}, {"noun", section.noun}, {"rows", std::move(rows)}};
}

}  // namespace

Emulator::Emulator(EmulatorOptions options, LogSink& log, OnDiagnostics on_diagnostics,
                   std::span<const ServiceEntry> services)
    : options_(std::move(options)),
      on_diagnostics_(std::move(on_diagnostics)),
      entries_(services),
      log_(log, recent_logs_),
      account_{.region = options_.load.region},
      runtime_(log_, options_.virtual_start, options_.host_program),
      pollers_({.invoker = runtime_.invoker(),
                .clock = runtime_.clock(),
                .timers = runtime_.timers(),
                .log = log_,
                .pending_work = runtime_.pending_work()}) {}

// Callers are answered while those who wait for them are there.
Emulator::~Emulator() {
  pollers_.stop();
  if (queue_) queue_->stop();
  runtime_.invoker().shut_down();
}

Status Emulator::start() {
  BRUME_CHECK(!kernel_);
  if (Status opened = open_state(); !opened) return opened;
  if (Status opened = open_queue(); !opened) return opened;
  kernel_.emplace(Kernel{.loop = runtime_.loop(),
                         .clock = runtime_.clock(),
                         .timers = runtime_.timers(),
                         .hybrid_clock = runtime_.hybrid_clock(),
                         .virtual_time = runtime_.clock_driver() != nullptr,
                         .ids = runtime_.ids(),
                         .log = log_,
                         .pending = runtime_.pending_work(),
                         .events = runtime_.clock_events(),
                         .account = account_,
                         .state = state_,
                         .addresses = addresses_,
                         .resources = resources_,
                         .invoker = runtime_.invoker(),
                         .async = *queue_,
                         .targets = targets_,
                         .pollers = pollers_});
  services_ = make_services(entries_, *kernel_, options_);
  for (const auto& service : services_) {
    service->add_targets(targets_);
    service->add_sources(pollers_);
  }
  if (Status loaded = load(); !loaded) return loaded;
  for (const auto& service : services_) {
    if (Status opened = service->open(); !opened) return opened;
  }
  add_topics();
  servers_.emplace(*kernel_, services_, *management_, addresses_, options_.servers);
  on_application_changed();
  if (Status listening = servers_->listen(); !listening) return listening;
  if (!addresses_.aws_url.empty()) runtime_.set_endpoint_url(addresses_.aws_url);
  if (Status started = runtime_.start(); !started) return started;
  if (Status recording = start_recording(); !recording) return recording;
  if (Status watching = watch_files(); !watching) notice(watching.error().message);
  queue_->start();
  pollers_.start();
  publish();
  for (const auto& service : services_) service->start();
  if (builder_) builder_->build();
  return Done{};
}

void Emulator::run() {
  BRUME_CHECK(servers_);
  while (!stopped_) runtime_.loop().run();
  watcher_.reset();
  finish_recording();
}

// --- the application ---

Status Emulator::load() {
  application_.emplace(ReloadSources{options_.load, options_.place, state_.folder / "run"},
                       runtime_.services(), services_,
                       ReloadListener{[this](std::string_view text) { notice(text); },
                                      [this](const Loaded& loaded) {
                                        if (on_diagnostics_) on_diagnostics_(loaded);
                                      },
                                      [this] {
                                        on_application_changed();
                                        watch_changed_files();
                                      }});
  if (application_->load()) return Done{};
  return Error{Error::Code::kInvalidArgument,
               options_.load.template_file.string() + " is not a valid template", kInvalidTemplate};
}

void Emulator::on_application_changed() {
  const ServedApplication served{
      application_->application(), [this](const FunctionSpec& spec) {
        const ApplicationReloader::Function& function = application_->functions().at(spec.name);
        if (function.callable) return Result<FunctionConfig>(function.config);
        return Result<FunctionConfig>(Error{Error::Code::kNotFound, function.problem});
      }};
  for (const auto& [name, function] : application_->functions()) {
    const auto& program = function.config.program;
    if (function.callable && program && program->fork_template) {
      runtime_.prepare(*program->fork_template);
    }
  }
  for (const auto& service : services_) service->on_application_changed(served);
  pollers_.on_functions_changed();
}

Status Emulator::watch_files() {
  if (!options_.reload && !options_.build) return Done{};
  auto watcher = ChangeWatcher::create(runtime_.loop(), {[this] {
                                                           if (options_.reload) {
                                                             application_->reload();
                                                           }
                                                         },
                                                         [this] {
                                                           if (builder_) builder_->build();
                                                         }});
  if (!watcher) return std::move(watcher).error();
  watcher_ = std::move(*watcher);
  if (options_.build) {
    builder_.emplace(runtime_.loop(), build_arguments(options_),
                     [this](std::string_view line) { notice(line); });
  }
  watch_changed_files();
  return Done{};
}

void Emulator::watch_changed_files() {
  if (!watcher_) return;
  WatchedFiles watched{options_.load.template_file, application_->files(), {}};
  watched.code_folders = application_->code_folders();
  if (builder_) watched.source_folders = SourceBuilder::folders(application_->application());
  watcher_->watch(std::move(watched));
}

// --- what is kept ---

Status Emulator::open_state() {
  if (options_.ephemeral) {
    auto made = TemporaryFolder::make("brume-run-");
    if (!made) return std::move(made).error();
    temporary_.emplace(std::move(*made));
    state_ = {temporary_->path(), false};
    return Done{};
  }
  auto claimed = StateFolder::claim(state_folder(options_.load.template_file));
  if (!claimed) return std::move(claimed).error();
  claimed_.emplace(std::move(*claimed));
  state_ = {claimed_->path(), true};
  return Done{};
}

Status Emulator::open_queue() {
  auto database = Database::open(state_.kept ? events_file(state_.folder) : fs::path(":memory:"));
  if (!database) return std::move(database).error();
  auto tables = EventTables::open(*database);
  if (!tables) return std::move(tables).error();
  std::int64_t left = 0;
  for (const EventDepth& depth : tables->at_start) left += depth.fresh + depth.delayed;
  if (left > 0) {
    notice(std::to_string(left) + " asynchronous events of an earlier run go on (`brume events`)");
  }
  queue_ = std::make_unique<AsyncQueue>(
      AsyncQueueServices{runtime_.invoker(),
                         runtime_.clock(),
                         runtime_.timers(),
                         runtime_.ids(),
                         log_,
                         runtime_.pending_work(),
                         runtime_.clock_events(),
                         {}},
      std::move(*tables), std::make_unique<WorkerStore>(runtime_.loop(), std::move(*database)));
  targets_.add("lambda", function_target_.emplace(*queue_));
  return Done{};
}

Status Emulator::start_recording() {
  if (!options_.record) return Done{};
  auto history = open_history(history_file(options_.load.template_file));
  if (!history) return std::move(history).error();
  history_.emplace(runtime_.loop(), std::move(*history));
  recorder_.emplace(*history_, runtime_.loop(), *options_.record,
                    [this](std::string_view text) { notice(text); });
  runtime_.watch_invocations(
      [this](const FunctionConfig& function) { return recorder_->watch(function); });
  return Done{};
}

// What was cut off has ended too, a moment later.
void Emulator::finish_recording() {
  if (!recorder_) return;
  if (stopping_) {
    while (runtime_.invoker().running() > 0) runtime_.loop().run_once(true);
  }
  while (!recorder_->idle()) runtime_.loop().run_once(true);
  runtime_.watch_invocations({});
}

void Emulator::publish() {
  if (!claimed_) return;
  const Status published =
      claimed_->publish({::getpid(), options_.load.template_file.string(), addresses_.api_url,
                         addresses_.aws_url, iso_time(runtime_.loop().wall())});
  if (!published) notice(published.error().message);
}

// --- what other commands ask ---

void Emulator::add_topics() {
  management_.emplace(ManagementServices{recent_logs_, [this] { return status_json(); },
                                         [this] { stop(); }, options_.servers.host});
  clock_control_.emplace(runtime_);
  invoke_topic_.emplace(runtime_.invoker(), runtime_.ids(), recent_logs_);
  management_->add_topic(
      "invoke", [this](const ManagementRequest& request) { invoke_topic_->answer(request); });
  management_->add_topic(
      "clock", [this](const ManagementRequest& request) { clock_control_->answer(request); });
  for (const auto& service : services_) {
    if (service->topic().empty()) continue;
    management_->add_topic(
        std::string(service->topic()),
        [&service = *service](const ManagementRequest& request) { service.manage(request); });
  }
}

std::string Emulator::status_json() const {
  nlohmann::ordered_json functions = nlohmann::ordered_json::array();
  for (const auto& [name, function] : application_->functions()) {
    functions.push_back({{"name", name},
                         {"logicalId", function.logical_id},
                         {"handler", function.config.handler},
                         {"callable", function.callable},
                         {"problem", function.problem}});
  }
  nlohmann::ordered_json status = {{"pid", ::getpid()},
                                   {"template", application_->application().template_file.string()},
                                   {"apiUrl", addresses_.api_url},
                                   {"awsUrl", addresses_.aws_url},
                                   {"running", kernel_->invoker.running()},
                                   {"environments", kernel_->invoker.environments()},
                                   {"functions", functions}};
  nlohmann::ordered_json services = nlohmann::ordered_json::array();
  for (const auto& service : services_) {
    const Description description = service->describe();
    for (const auto& [member, text] : description.status) {
      status[member] = nlohmann::ordered_json::parse(text);
    }
    nlohmann::ordered_json sections = nlohmann::ordered_json::array();
    for (const Section& section : description.sections) sections.push_back(section_json(section));
    services.push_back({{"name", service->name()}, {"sections", std::move(sections)}});
  }
  status["services"] = std::move(services);
  return status.dump(2);
}

// One line of the log for each line of the text.
void Emulator::notice(std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    log_.write({LogRecord::Kind::kNotice, runtime_.clock().wall(), {}, {}, line});
  }
}

// --- the end ---

void Emulator::stop_now() {
  stopped_ = true;
  runtime_.loop().stop();
}

void Emulator::stop() {
  if (stopping_) return;
  stopping_ = true;
  watcher_.reset();
  if (servers_->counters().open > 0 || kernel_->invoker.running() > 0) {
    notice("stopping: waiting for " + std::to_string(kernel_->invoker.running()) +
           " running invocations, 10 seconds at most");
  }
  clock_control_->stop();
  for (const auto& service : services_) service->stop();
  draining_ = services_.size() + 3;
  drain_deadline_ = runtime_.loop().start(kDrain, [this] { end_drain(); });
  // What waits in the queue stays there for the next run.
  queue_->drain([this] { on_part_drained(); });
  pollers_.drain([this] { on_part_drained(); });
  for (const auto& service : services_) {
    service->drain([this] { on_part_drained(); });
  }
  servers_->drain(kDrain, [this](std::size_t cut_off) {
    cut_off_ = cut_off;
    on_part_drained();
  });
}

void Emulator::on_part_drained() {
  BRUME_CHECK(draining_ > 0);
  if (--draining_ == 0) end_drain();
}

void Emulator::end_drain() {
  if (stopped_) return;
  drain_deadline_.reset();
  if (cut_off_ > 0) notice(std::to_string(cut_off_) + " requests were broken off");
  pollers_.stop();
  queue_->stop();
  runtime_.invoker().shut_down();
  stop_now();
}

}  // namespace brume::emulator::app
