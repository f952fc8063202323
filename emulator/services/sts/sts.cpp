#include "emulator/services/sts/sts.h"

namespace brume::emulator::aws::sts {
namespace {

// Source: STS API, GetCallerIdentity. The caller is the account's root: there is no IAM here.
void get_caller_identity(Context& context, const std::shared_ptr<Request>& request) {
  request->answer({{"Arn", "arn:aws:iam::" + context.account_id + ":root"},
                   {"UserId", context.account_id},
                   {"Account", context.account_id}});
}

constexpr Operation<Context> kOperations[] = {{"GetCallerIdentity", get_caller_identity}};

}  // namespace

Sts::Sts(std::string account_id)
    : TableService({.signing_name = "sts",
                    .title = "STS",
                    .protocol = Protocol::kQuery,
                    .query_version = "2011-06-15",
                    .xml_namespace = "https://sts.amazonaws.com/doc/2011-06-15/",
                    .body_bytes_max = 64 * 1024},
                   kOperations, {std::move(account_id)}) {}

}  // namespace brume::emulator::aws::sts
