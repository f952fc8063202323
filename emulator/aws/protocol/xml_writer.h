// Writes the XML of S3's answers, element by element. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace brume::emulator::aws::s3 {

class XmlWriter {
 public:
  // Begins the document with its outermost element, in S3's namespace.
  explicit XmlWriter(std::string_view root);

  XmlWriter& open(std::string_view name);
  XmlWriter& close(std::string_view name);
  XmlWriter& text(std::string_view name, std::string_view value);
  XmlWriter& number(std::string_view name, std::uint64_t value);
  XmlWriter& boolean(std::string_view name, bool value);
  // XML as it is.
  XmlWriter& raw(std::string_view xml);
  // Once, last of all.
  std::string finish();

 private:
  std::string root_;
  std::string out_;
};

}  // namespace brume::emulator::aws::s3
