// Reads the XML bodies of S3's requests into a tree of plain elements. No DTD, no namespaces beyond
// dropping their prefixes; at most kMaxDepth deep.
//
// Pure. Whatever is not XML is refused as MalformedXML.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"

namespace brume::emulator::aws::s3 {

struct XmlElement {
  static constexpr int kMaxDepth = 16;

  std::string name;       // without its prefix
  std::string text;       // of itself, entities decoded; white space kept
  std::string type = {};  // of the attribute xsi:type
  std::vector<XmlElement> children = {};

  // The first of that name; null when there is none.
  const XmlElement* child(std::string_view child_name) const;
  // Its text, or empty.
  std::string_view text_of(std::string_view child_name) const;
};

// Back again, as a document in S3's namespace.
std::string to_xml(const XmlElement& root);

// REQUIRES of the caller: a limit on the size. `root`: what the outermost element must be called.
Result<XmlElement> parse_xml(std::string_view text, std::string_view root);

}  // namespace brume::emulator::aws::s3
