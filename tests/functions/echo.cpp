// Answers with its event, or with its event twice.
#include <brume/function.hpp>

BRUME_HANDLER(handler, [](std::string_view event) { return event; })
BRUME_HANDLER(repeat,
              [](std::string_view event) { return std::string(event) + std::string(event); })
