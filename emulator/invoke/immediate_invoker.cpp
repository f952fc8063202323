#include "emulator/invoke/immediate_invoker.h"

#include "emulator/invoke/invoker.h"

namespace brume::emulator {

void ImmediateInvoker::accept(const std::string& function, Event event,
                              Callback<void(Status)> accepted) {
  const std::string request_id = event.request_id;
  invoker_.invoke(function, std::move(event), [this, function, request_id](Result<Reply> reply) {
    on_end(function, request_id, std::move(reply));
  });
  accepted(Done{});
}

void ImmediateInvoker::on_end(const std::string& function, const std::string& request_id,
                              Result<Reply> reply) {
  if (reply && !reply->function_error()) return;
  const std::string why =
      reply ? "failed: " + reply->payload : "did not run: " + reply.error().message;
  const std::string name = function.substr(0, function.find(':'));
  const std::string text = "an asynchronous invocation " + why;
  log_.write({LogRecord::Kind::kNotice, clock_.wall(), name, request_id, text});
}

}  // namespace brume::emulator
