// Interim: answers with its event; the typed handlers come with the SDK's events.
#include <brume/json.hpp>

brume::json echo(const brume::json& event) {
  return event;
}
BRUME_HANDLER(handler, echo)
BRUME_HANDLER(report, echo)
BRUME_HANDLER(import_file, echo)
