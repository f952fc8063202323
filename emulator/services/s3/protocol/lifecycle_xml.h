// A bucket's lifecycle configuration as XML. Pure.
// Source: S3 API, PutBucketLifecycleConfiguration, and recordings for the errors.
#pragma once

#include <string>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/services/s3/model/bucket.h"
#include "emulator/services/s3/protocol/xml_element.h"

namespace brume::emulator::aws::s3 {

struct Lifecycle {
  std::vector<storage::LifecycleRule> rules;
  std::string document;  // as it is answered: with an ID for each rule
};

// `id`: what ids that are missing are made of. MalformedXML, InvalidArgument, InvalidRequest.
Result<Lifecycle> read_lifecycle(const std::string& xml, const std::string& id);
// Of rules that came without a document, from a template.
std::string write_lifecycle(const std::vector<storage::LifecycleRule>& rules);

}  // namespace brume::emulator::aws::s3
