#include "emulator/aws/call.h"

namespace brume::emulator::aws {

std::vector<std::string> Call::queries(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : query_) {
    if (key == name) values.push_back(value);
  }
  return values;
}

void Call::admit_page(http::Headers& headers) const {
  const std::string* const origin = head().headers.find("Origin");
  if (origin == nullptr) return;
  headers.add("Access-Control-Allow-Origin", *origin);
  headers.add("Access-Control-Expose-Headers", "*");
  headers.add("Vary", "Origin");
}

}  // namespace brume::emulator::aws
