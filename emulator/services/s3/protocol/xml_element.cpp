#include "emulator/services/s3/protocol/xml_element.h"

#include <pugixml.hpp>

#include "emulator/aws/protocol/protocol.h"
#include "emulator/aws/protocol/xml_writer.h"
#include "emulator/services/s3/protocol/errors.h"

namespace brume::emulator::aws::s3 {
namespace {

std::string_view without_prefix(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// False when it is too deep.
bool read(const pugi::xml_node& node, int depth, XmlElement& into) {
  if (depth > XmlElement::kMaxDepth) return false;
  into.name = without_prefix(node.name());
  for (const pugi::xml_attribute& attribute : node.attributes()) {
    if (std::string_view(attribute.name()) == "xsi:type") into.type = attribute.value();
  }
  for (const pugi::xml_node& child : node.children()) {
    if (child.type() != pugi::node_element) {
      into.text += child.value();
    } else if (!read(child, depth + 1, into.children.emplace_back())) {
      return false;
    }
  }
  return true;
}

void write(const XmlElement& element, XmlWriter& into) {
  if (element.children.empty() && element.type.empty()) {
    into.text(element.name, element.text);
    return;
  }
  if (element.type.empty()) {
    into.open(element.name);
  } else {
    into.raw("<" + element.name +
             " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"" +
             xml_escape(element.type) + "\">");
  }
  for (const XmlElement& child : element.children) write(child, into);
  into.close(element.name);
}

}  // namespace

const XmlElement* XmlElement::child(std::string_view child_name) const {
  for (const XmlElement& one : children) {
    if (one.name == child_name) return &one;
  }
  return nullptr;
}

std::string_view XmlElement::text_of(std::string_view child_name) const {
  const XmlElement* const found = child(child_name);
  return found == nullptr ? std::string_view() : std::string_view(found->text);
}

std::string to_xml(const XmlElement& root) {
  XmlWriter writer(root.name);
  for (const XmlElement& child : root.children) write(child, writer);
  return writer.finish();
}

Result<XmlElement> parse_xml(std::string_view text, std::string_view root) {
  pugi::xml_document document;
  // White space alone may be a delimiter, a key or a tag's value.
  constexpr unsigned kOptions = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol |
                                pugi::parse_doctype | pugi::parse_ws_pcdata_single;
  if (!document.load_buffer(text.data(), text.size(), kOptions)) return refuse("MalformedXML");
  for (const pugi::xml_node& child : document.children()) {
    if (child.type() == pugi::node_doctype) return refuse("MalformedXML");
  }
  XmlElement element;
  if (!read(document.document_element(), 1, element) || element.name != root) {
    return refuse("MalformedXML");
  }
  return element;
}

}  // namespace brume::emulator::aws::s3
