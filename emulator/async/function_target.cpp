#include "emulator/async/function_target.h"

#include <utility>

#include "emulator/text/arn.h"
#include "emulator/text/function_arn.h"

namespace brume::emulator {

void FunctionTarget::deliver(delivery::Message message, Callback<void(Status)> taken) {
  const auto function = function_of_arn(message.target);
  if (!function) {
    return taken(Error{Error::Code::kInvalidArgument, kNotAFunction});
  }
  Event event{.payload = std::move(message.payload),
              .trace_header = std::move(message.trace_header),
              .caller = short_name_of_arn(message.source_arn)};
  invoker_.accept(callee_name(function->function, function->qualifier), std::move(event),
                  std::move(taken));
}

}  // namespace brume::emulator
