// Answers with the same 100 bytes at once, or after as many milliseconds as the query parameter
// `ms` says: what the gateway adds shows.
#include <brume/json.hpp>
#include <chrono>
#include <thread>

BRUME_HANDLER(handler, [](std::string_view) {
  return std::string_view(R"({"message":"a fixed answer of one hundred bytes, as the bare )"
                          R"(echo server sends it, no more no less"})");
})

BRUME_HANDLER(slow, [](const brume::json& event) {
  const std::string ms = event.at("queryStringParameters").at("ms");
  std::this_thread::sleep_for(std::chrono::milliseconds(std::stoi(ms)));
  return brume::json{{"slept", ms}};
})
