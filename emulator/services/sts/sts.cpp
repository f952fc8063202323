#include "emulator/services/sts/sts.h"

namespace brume::emulator::aws::sts {

Sts::Sts(std::string account_id)
    : traits_{.signing_name = "sts",
              .title = "STS",
              .protocol = Protocol::kQuery,
              .query_version = "2011-06-15",
              .xml_namespace = "https://sts.amazonaws.com/doc/2011-06-15/"},
      account_id_(std::move(account_id)) {}

void Sts::refuse_body(const std::shared_ptr<Call>& call) {
  call->fail({413, "RequestEntityTooLarge", "The request is too large."});
}

// Source: STS API, GetCallerIdentity. The caller is the account's root: there is no IAM here.
bool Sts::handle(const std::shared_ptr<Call>& call) {
  if (call->operation.empty()) call->operation = call->query("Action");
  if (call->operation != "GetCallerIdentity") return false;
  call->succeed(200, "<Arn>arn:aws:iam::" + account_id_ + ":root</Arn><UserId>" + account_id_ +
                         "</UserId><Account>" + account_id_ + "</Account>");
  return true;
}

}  // namespace brume::emulator::aws::sts
