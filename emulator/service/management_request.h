// A request to /_brume/<topic>, from another brume command or the console: what was asked and how
// it is answered. Answers are JSON.
//
// Loop thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "emulator/http/exchange.h"

namespace brume::emulator {

struct ManagementRequest {
  std::shared_ptr<http::Exchange> exchange;
  std::string_view path;  // after the topic: "", "/advance"
  std::map<std::string, std::string> parameters;

  const std::string& method() const { return exchange->head().method; }
  // Empty when there is none of that name.
  std::string parameter(const std::string& name) const {
    const auto found = parameters.find(name);
    return found == parameters.end() ? std::string() : found->second;
  }

  void respond(int status, std::string json) const;
  // {"message": …}
  void refuse(int status, std::string_view message) const;
};

http::Response json_response(int status, std::string body);
http::Response refusal(int status, std::string_view message);

}  // namespace brume::emulator
