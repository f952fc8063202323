// The S3 service: buckets, the outbox of their notifications, the folders that people drop files
// into, lifecycle rules, the API, and what other commands ask under /_brume/storage:
//   GET storage                                 {"buckets":[{name, folder, targets}]}
//   GET storage/objects?bucket=&prefix=&after=  a page of {"objects":[{key, size, lastModified}],
//                                               "prefixes":[…], "next": "…" or null}
// It declares AWS::S3::Bucket in the registry.
#pragma once

#include <memory>

#include "emulator/service/kernel.h"
#include "emulator/service/service.h"
#include "emulator/services/s3/s3_options.h"

namespace brume::emulator::storage {

std::unique_ptr<Service> make_service(const Kernel& kernel, BucketOptions options);

}  // namespace brume::emulator::storage
