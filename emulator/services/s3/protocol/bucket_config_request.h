// What operations on a bucket's settings share: finding it, changing it, its owner.
//
// Loop thread.
#pragma once

#include "emulator/aws/protocol/xml_writer.h"
#include "emulator/services/s3/protocol/request.h"

namespace brume::emulator::aws::s3 {

// The bucket's settings; null when there is no bucket, which then has been answered.
const storage::BucketConfig* config_of(const RequestPtr& request);
// Stores them and answers with `status`.
void configure(const RequestPtr& request, storage::BucketConfig config, int status);

// There is one owner here: of all buckets and objects, and of the account.
std::string owner_id(const Context& context);  // 64 hexadecimal digits, as canonical user ids are
void write_owner(XmlWriter& xml, const Context& context);

}  // namespace brume::emulator::aws::s3
