#include "emulator/history/recorder.h"

#include <map>
#include <string>
#include <utility>

#include "emulator/history/history.h"
#include "emulator/text/json_text.h"

namespace brume::emulator {
namespace {

using Variables = std::map<std::string, std::string>;

std::string json_of(const Variables& variables) {
  JsonObject object;
  for (const auto& [name, value] : variables) object.text(name, value);
  return object.finish();
}

std::size_t payload_bytes(const RecordedInvocation& record) {
  return sizeof record + record.event.size() + record.answer.size() + record.streamed.size() +
         record.log.size() + record.environment.size();
}

}  // namespace

// What waits for the store. One piece of work is with it at a time; what ends meanwhile goes into
// the next together.
struct Recorder::Inbox : std::enable_shared_from_this<Inbox> {
  Inbox(Store& its_store, Timers& its_timers, HistoryLimits its_limits, Notice its_notice)
      : store(its_store), timers(its_timers), limits(its_limits), notice(std::move(its_notice)) {}

  // The same function's variables are written down once, until they change.
  const std::string& environment_of(const FunctionConfig& function) {
    Known& known = environments[function.name + ':' + function.version];
    if (known.json.empty() || known.variables != function.environment) {
      known = {function.environment, json_of(function.environment)};
    }
    return known.json;
  }

  void take(std::shared_ptr<const RecordedInvocation> record) {
    const std::size_t bytes = payload_bytes(*record);
    if (waiting_bytes + bytes > kMaxWaitingRecordBytes) {
      return lose(1, "the disk is slower than the functions are called");
    }
    waiting_bytes += bytes;
    waiting.push_back(std::move(record));
    if (!storing && !pause) submit();
  }

  void submit() {
    if (waiting.empty()) return;
    storing = true;
    waiting_bytes = 0;
    auto records = std::make_shared<const Records>(std::exchange(waiting, {}));
    const auto dropped = std::make_shared<std::int64_t>(0);
    const std::size_t count = records->size();
    store.submit(
        [records, dropped, limits = limits](Database& history) -> Status {
          auto added = add_to_history(history, *records, limits);
          if (!added) return std::move(added).error();
          *dropped = *added;
          return Done{};
        },
        [self = shared_from_this(), count, dropped](Status stored) {
          self->on_stored(std::move(stored), count, *dropped);
        });
  }

  void on_stored(Status stored, std::size_t count, std::int64_t dropped) {
    storing = false;
    if (closed) return;
    if (!stored) {
      lose(count, stored.error().message);
    } else if (lost > 0) {
      notice("invocations are recorded again; " + std::to_string(std::exchange(lost, 0)) +
             " were not");
    }
    if (dropped > 0 && !std::exchange(full, true)) {
      notice("the history is full (" + std::to_string(limits.invocations_max) + " invocations or " +
             std::to_string(limits.bytes_max / (1024 * 1024)) +
             " MB): the oldest are dropped from now on");
    }
    pause = timers.start(kStoreInterval, [this] {
      const Timer over = std::move(pause);
      submit();
    });
  }

  void lose(std::size_t count, const std::string& why) {
    if (lost == 0) notice("invocations are not recorded: " + why);
    lost += count;
  }

  struct Known {
    Variables variables;
    std::string json;
  };

  Store& store;
  Timers& timers;
  const HistoryLimits limits;
  Notice notice;
  std::map<std::string, Known, std::less<>> environments;
  Records waiting;
  std::size_t waiting_bytes = 0;
  bool storing = false;
  Timer pause;          // before the next is handed over
  bool closed = false;  // the recorder has gone
  bool full = false;
  std::size_t lost = 0;
};

class Recorder::Watch final : public InvocationWatch {
 public:
  Watch(std::weak_ptr<Inbox> inbox, const std::string& environment)
      : inbox_(std::move(inbox)), record_(std::make_shared<RecordedInvocation>()) {
    record_->environment = environment;
  }

  void on_run(WallTime at) override { record_->at = at; }

  void on_log(LogRecord::Kind kind, std::string_view line) override {
    const std::string_view mark = kind == LogRecord::Kind::kNotice ? "brume: " : "";
    std::string& log = record_->log;
    if (log.size() + mark.size() + line.size() + 1 > kMaxRecordedLogBytes) {
      record_->left_out_bytes += line.size() + 1;
    } else {
      log.append(mark).append(line).append("\n");
    }
  }

  void on_piece(std::string_view data) override {
    record_->is_streamed = true;
    const std::size_t room = kMaxRecordedStreamBytes - record_->streamed.size();
    record_->streamed.append(data.substr(0, room));
    if (data.size() > room) record_->left_out_bytes += data.size() - room;
  }

  void on_end(const FunctionConfig& function, Event& event, const Reply& reply) override {
    const auto inbox = inbox_.lock();
    if (!inbox) return;
    record_->function = function.name;
    record_->version = function.version;
    record_->qualifier = std::move(event.qualifier);
    record_->request_id = reply.request_id;
    record_->trace_header = std::move(event.trace_header);
    record_->client_context = std::move(event.client_context);
    record_->cognito_identity = std::move(event.cognito_identity);
    record_->event = std::move(event.payload);
    record_->end = reply.end;
    record_->answer = reply.payload;
    record_->is_streamed = reply.streamed;
    record_->duration = reply.duration;
    record_->init_duration = reply.init_duration;
    record_->billed_ms = reply.billed_ms;
    record_->max_memory_mb = reply.max_memory_mb;
    inbox->take(std::move(record_));
  }

 private:
  std::weak_ptr<Inbox> inbox_;
  std::shared_ptr<RecordedInvocation> record_;
};

Recorder::Recorder(Store& store, Timers& timers, HistoryLimits limits, Notice notice)
    : inbox_(std::make_shared<Inbox>(store, timers, limits, std::move(notice))) {}

Recorder::~Recorder() {
  inbox_->notice = [](std::string_view) {};
  inbox_->submit();
  inbox_->closed = true;
  inbox_->pause.reset();
}

std::shared_ptr<InvocationWatch> Recorder::watch(const FunctionConfig& function) {
  return std::make_shared<Watch>(inbox_, inbox_->environment_of(function));
}

bool Recorder::idle() const {
  return !inbox_->storing && inbox_->waiting.empty();
}

}  // namespace brume::emulator
