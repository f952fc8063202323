// What is copied: the header x-amz-copy-source, and whether its object may be, by the conditions on
// it.
//
// Loop thread.
#pragma once

#include <functional>
#include <string>

#include "emulator/services/s3/protocol/request.h"

namespace brume::emulator::aws::s3 {

struct CopySource {
  std::string bucket;
  std::string key;
  std::string version_id = {};
};

// "/bucket/key?versionId=…", with or without the first slash, encoded. InvalidArgument.
Result<CopySource> read_copy_source(std::string_view header);

// Finds the object and judges the conditions; `then` runs when it may be copied, otherwise the
// request has been answered.
void find_copy_source(const RequestPtr& request,
                      std::function<void(const CopySource&, storage::Object)> then);

// x-amz-copy-source-version-id, where there are versions.
void add_source_version(http::Headers& headers, const Request& request, const CopySource& source,
                        const storage::Object& object);

}  // namespace brume::emulator::aws::s3
