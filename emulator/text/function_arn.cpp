#include "emulator/text/function_arn.h"

#include "emulator/text/arn.h"

namespace brume::emulator {

std::optional<QualifiedFunction> function_of_arn(std::string_view text) {
  constexpr std::string_view kFunction = "function:";
  const auto arn = Arn::parse(text);
  if (!arn || arn->service != "lambda" || !arn->resource.starts_with(kFunction)) {
    return std::nullopt;
  }
  const std::string name = arn->resource.substr(kFunction.size());
  const std::size_t colon = name.find(':');
  QualifiedFunction found{name.substr(0, colon)};
  if (colon != std::string::npos) found.qualifier = name.substr(colon + 1);
  if (found.function.empty()) return std::nullopt;
  return found;
}

std::string callee_name(const std::string& function, const std::string& qualifier) {
  return qualifier.empty() ? function : function + ":" + qualifier;
}

}  // namespace brume::emulator
