// Fails in every way C++ can. Event: {"mode": "runtime_error", "message": "…"}
//   runtime_error   std::runtime_error
//   error           brume::Error, whose type the caller sees
//   member          an exception type inside a class inside a namespace
//   caused          an exception with its cause nested inside
//   int             something that is no std::exception
//   bad_alloc       memory that nobody has
//   answer          an answer that is not UTF-8, so no JSON: Runtime.MarshalError
#include <brume/json.hpp>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace shop {

struct Stock {
  struct Empty : std::logic_error {
    using std::logic_error::logic_error;
  };
};

}  // namespace shop

namespace {

void read_file(const std::string& message) {
  try {
    throw std::runtime_error(message);
  } catch (...) {
    std::throw_with_nested(shop::Stock::Empty("the stock cannot be read"));
  }
}

brume::json fail(const brume::json& event) {
  const std::string mode = event.value("mode", "runtime_error");
  const std::string message = event.value("message", "thrown on purpose");
  if (mode == "runtime_error") throw std::runtime_error(message);
  if (mode == "error") throw brume::Error("Shop.OutOfStock", message);
  if (mode == "member") throw shop::Stock::Empty(message);
  if (mode == "caused") read_file(message);
  if (mode == "int") throw 42;
  if (mode == "bad_alloc") throw std::bad_alloc();
  if (mode == "answer") return {{"text", "\xFF\xFE"}};
  throw brume::Error("Throw.UnknownMode", mode);
}

}  // namespace

BRUME_HANDLER(handler, fail)
