#include "emulator/async/destination_record.h"

#include <nlohmann/json.hpp>

#include "emulator/text/json_text.h"
#include "emulator/text/time_text.h"

namespace brume::emulator {
namespace {

// Payloads go in as they are. A function may have answered what is no JSON: that goes in as text.
std::string json_of(const std::string& payload) {
  if (nlohmann::json::accept(payload)) return payload;
  std::string text;
  append_json_string(text, payload);
  return text;
}

}  // namespace

std::string outcome_record(const StoredEvent& event, const AsyncPolicy& policy,
                           const AsyncOutcome& outcome, WallTime now) {
  JsonObject record;
  record.text("version", "1.0").text("timestamp", iso_time(now));
  record.raw("requestContext", JsonObject()
                                   .text("requestId", event.event.request_id)
                                   .text("functionArn", policy.function_arn)
                                   .text("condition", outcome.condition)
                                   .number("approximateInvokeCount", event.attempts)
                                   .finish());
  record.raw("requestPayload", json_of(event.event.payload));
  if (!outcome.reply) return record.finish();
  JsonObject context;
  context.number("statusCode", 200).text("executedVersion", outcome.reply->executed_version);
  if (outcome.reply->function_error()) context.text("functionError", "Unhandled");
  record.raw("responseContext", context.finish());
  record.raw("responsePayload", json_of(outcome.reply->payload));
  return record.finish();
}

}  // namespace brume::emulator
