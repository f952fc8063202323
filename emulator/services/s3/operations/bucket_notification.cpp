#include "emulator/services/s3/operations/operations.h"
#include "emulator/services/s3/protocol/bucket_config_request.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/services/s3/protocol/notification_xml.h"

namespace brume::emulator::aws::s3 {
namespace {

using Target = storage::Notification::Target;

// False when the request has been answered: a target is not there, or not emulated.
bool targets_are_there(const RequestPtr& request, const storage::NotificationConfig& config) {
  if (config.event_bridge) {
    request->fail(refuse("NotImplemented", "brume does not emulate notifications to EventBridge"));
    return false;
  }
  if (request->header("x-amz-skip-destination-validation") == "true") return true;
  for (const storage::Notification& target : config.targets) {
    if (target.target != Target::kFunction) {
      request->fail(refuse("NotImplemented", "brume does not emulate notifications to " +
                                                 target.arn +
                                                 ": they go to Lambda functions only"));
      return false;
    }
    if (request->context.function_exists(target.arn)) continue;
    request->fail_with(
        refuse("InvalidArgument", "Unable to validate the following destination configurations"),
        {{"ArgumentName", target.arn},
         {"ArgumentValue", "The destination function does not exist"}});
    return false;
  }
  return true;
}

}  // namespace

void get_bucket_notification(const RequestPtr& request) {
  const storage::BucketConfig* const config = config_of(request);
  if (config != nullptr) request->answer_xml(write_notifications(config->notifications));
}

void put_bucket_notification(const RequestPtr& request) {
  const storage::BucketConfig* const there = config_of(request);
  if (there == nullptr) return;
  Result<storage::NotificationConfig> read =
      read_notifications(request->document, request->call->request_id());
  if (failed(request, read) || !targets_are_there(request, *read)) return;
  storage::BucketConfig config = *there;
  config.notifications = std::move(*read);
  configure(request, std::move(config), 200);
}

}  // namespace brume::emulator::aws::s3
