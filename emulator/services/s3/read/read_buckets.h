// Application -> the buckets it declares: AWS::S3::Bucket, and AWS::S3::BucketPolicy for what is
// kept of one. What SAM's `S3` events ask for has been put into the buckets before.
//
// Loading only; any thread.
#pragma once

#include <vector>

#include "emulator/services/s3/model/bucket.h"
#include "emulator/template/model/application.h"
#include "emulator/template/model/diagnostic.h"

namespace brume::emulator::storage {

struct ReadBuckets {
  std::vector<Bucket> buckets;  // in the template's order; those that are right; without folders
  // Errors: what AWS would refuse. Warnings: settings and targets that are not emulated.
  Diagnostics diagnostics;
};

ReadBuckets read_buckets(const Application& application);

}  // namespace brume::emulator::storage
