// Tags of buckets and objects: as XML, and as an object's x-amz-tagging. Pure.
// Source: S3 User Guide, "Categorizing your storage using tags".
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/aws/protocol/xml_writer.h"
#include "emulator/base/result.h"
#include "emulator/services/s3/protocol/xml_element.h"

namespace brume::emulator::aws::s3 {

using Tags = std::vector<std::pair<std::string, std::string>>;

inline constexpr std::size_t kMaxObjectTags = 10;
inline constexpr std::size_t kMaxBucketTags = 50;

// MalformedXML, InvalidTag, BadRequest.
Result<Tags> read_tagging(std::string_view xml, std::size_t max);
// "a=1&b=2", form-encoded. InvalidArgument, InvalidTag, BadRequest.
Result<Tags> read_tagging_header(std::string_view text);
// The <Tag> children of an element.
Result<Tags> read_tags(const XmlElement& element);

// <TagSet>…</TagSet>
void write_tag_set(XmlWriter& writer, const Tags& tags);

}  // namespace brume::emulator::aws::s3
