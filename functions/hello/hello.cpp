#include <brume/json.hpp>

brume::json greet(const brume::json& event) {
  return {{"message", "Hello, " + event.value("name", "world") + "!"}};
}
BRUME_HANDLER(handler, greet)
