#include "emulator/aws/protocol/xml_writer.h"

#include "emulator/aws/protocol/protocol.h"

namespace brume::emulator::aws::s3 {

XmlWriter::XmlWriter(std::string_view root)
    : root_(root), out_("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<") {
  out_.append(root).append(" xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
}

XmlWriter& XmlWriter::open(std::string_view name) {
  out_.append("<").append(name).append(">");
  return *this;
}

XmlWriter& XmlWriter::close(std::string_view name) {
  out_.append("</").append(name).append(">");
  return *this;
}

XmlWriter& XmlWriter::text(std::string_view name, std::string_view value) {
  return open(name).raw(xml_escape(value)).close(name);
}

XmlWriter& XmlWriter::number(std::string_view name, std::uint64_t value) {
  return open(name).raw(std::to_string(value)).close(name);
}

XmlWriter& XmlWriter::boolean(std::string_view name, bool value) {
  return open(name).raw(value ? "true" : "false").close(name);
}

XmlWriter& XmlWriter::raw(std::string_view xml) {
  out_.append(xml);
  return *this;
}

std::string XmlWriter::finish() {
  close(root_);
  return std::move(out_);
}

}  // namespace brume::emulator::aws::s3
