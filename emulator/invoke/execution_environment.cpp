#include "emulator/invoke/execution_environment.h"

#include "emulator/invoke/log_format.h"

namespace brume::emulator {

Environment::Environment(const FunctionConfig& function, const InvokeServices& services,
                         bool wait_for_debugger, EnvironmentOwner& owner)
    : function_(function), services_(services), owner_(owner) {
  WorkerSpec spec{&function,
                  log_stream_name(services.clock.wall(), function.version, services.ids.hex(32)),
                  wait_for_debugger};
  worker_ = services.launcher.launch(spec, *this);
}

void Environment::attach(EnvironmentUser& user) {
  BRUME_CHECK(user_ == nullptr);
  user_ = &user;
}

void Environment::drain_output(bool waits) {
  if (waits) worker_->drain_output();
  lines_.flush([this](std::string_view line) { on_line(line); });
}

void Environment::on_line(std::string_view line) {
  if (user_ != nullptr) {
    user_->on_line(line);
  } else {
    services_.log.write(
        {LogRecord::Kind::kFunction, services_.clock.wall(), function_.name, {}, line});
  }
}

void Environment::on_unasked(const std::string& what) {
  if (abandoned_) return;
  const std::string text = "an idle environment " + what + " and was ended";
  log_notice(services_.log, services_.clock, text, {.function = function_.name});
  owner_.on_ended(*this);
}

void Environment::abandon() {
  abandoned_ = true;
  if (!exited_) worker_->kill();
}

void Environment::on_loaded(int pid) {
  if (user_ != nullptr) user_->on_loaded(pid);
}

void Environment::on_ready() {
  ready_ = true;
  if (user_ != nullptr) user_->on_ready();
}

void Environment::on_init_failed(FunctionError error) {
  if (user_ != nullptr) user_->on_init_failed(std::move(error));
}

void Environment::on_reply(const wire::ReplyMessage& reply) {
  if (user_ == nullptr) return on_unasked("sent an answer");
  user_->on_reply(reply);
}

void Environment::on_failure(FunctionError error) {
  if (user_ == nullptr) return on_unasked("sent an error");
  user_->on_failure(std::move(error));
}

void Environment::on_stream(wire::FrameKind kind, const wire::StreamMessage& message) {
  if (user_ == nullptr) return on_unasked("sent a piece of an answer");
  user_->on_stream(kind, message);
}

void Environment::on_crash(wire::CrashMessage crash) {
  if (user_ != nullptr) user_->on_crash(std::move(crash));
}

void Environment::on_output(std::string_view bytes) {
  lines_.feed(bytes, [this](std::string_view line) { on_line(line); });
}

void Environment::on_log_event(std::string_view text) {
  lines_.flush([this](std::string_view line) { on_line(line); });
  on_line(text);
}

void Environment::on_rested() {
  if (user_ == nullptr && !abandoned_) owner_.on_rested(*this);
}

void Environment::on_broken(std::string why) {
  if (user_ == nullptr) return on_unasked("hung up (" + why + ")");
  user_->on_broken(std::move(why));
}

void Environment::on_exit(const WorkerExit& exit) {
  exited_ = true;
  lines_.flush([this](std::string_view line) { on_line(line); });
  if (user_ != nullptr) {
    user_->on_exit(exit);
  } else if (!abandoned_) {
    owner_.on_ended(*this);
  }
}

}  // namespace brume::emulator
