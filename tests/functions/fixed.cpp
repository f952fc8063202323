// Answers with the same 100 bytes at once; after as many milliseconds as the query parameter `ms`
// says; or once the file is there that `until` names, so that a test decides when a call ends.
#include <brume/json.hpp>
#include <chrono>
#include <filesystem>
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

BRUME_HANDLER(held, [](const brume::json& event) {
  const std::string file = event.at("queryStringParameters").at("until");
  while (!std::filesystem::exists(file)) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return brume::json{{"held", file}};
})
