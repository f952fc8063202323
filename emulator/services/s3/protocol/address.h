// Which bucket and key a request is about: by its host (virtual-hosted style) or by its path (path
// style). Pure. Source: S3 User Guide, "Virtual hosting of general purpose buckets".
//
//   bucket.s3.localhost, bucket.s3.us-east-1.localhost,  the bucket of that name, be there one or
//   bucket.s3.amazonaws.com, bucket.s3-eu-west-1.…       not
//   bucket.localhost                                     if there is one, or if it may be about to
//                                                        be made or asked for
//   s3.localhost, s3.us-east-1.amazonaws.com, others     the path says
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "emulator/http/message.h"

namespace brume::emulator::aws::s3 {

enum class HostKind {
  kOther,          // says nothing about S3
  kService,        // S3's own, without a bucket
  kBucket,         // of a bucket
  kPerhapsBucket,  // bucket.localhost
};

struct HostName {
  HostKind kind = HostKind::kOther;
  std::string bucket = {};
};

struct Address {
  std::string bucket;  // empty: about the account
  std::string key;     // decoded; empty: about the bucket
};

HostName read_host(std::string_view host);

// Whether there is a bucket of that name.
using Exists = std::function<bool(const std::string& bucket)>;
Address address_of(const http::RequestHead& head, const Exists& exists);

}  // namespace brume::emulator::aws::s3
