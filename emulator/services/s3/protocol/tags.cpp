#include "emulator/services/s3/protocol/tags.h"

#include <algorithm>

#include "emulator/services/s3/protocol/errors.h"
#include "emulator/text/query_string.h"

namespace brume::emulator::aws::s3 {
namespace {

constexpr std::size_t kMaxKeyCharacters = 128;
constexpr std::size_t kMaxValueCharacters = 256;

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

bool may_stand_in_tag(char c) {
  constexpr std::string_view kOthers = " +-=._:/@";
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80 || kOthers.find(c) != std::string_view::npos;
}

bool is_text(std::string_view text, std::size_t max) {
  return characters(text) <= max && std::all_of(text.begin(), text.end(), may_stand_in_tag);
}

Status check_tags(const Tags& tags, std::size_t max) {
  if (tags.size() > max) {
    return refuse("BadRequest", max == kMaxObjectTags
                                    ? "Object tags cannot be greater than 10"
                                    : "Bucket tag count cannot be greater than 50");
  }
  for (std::size_t i = 0; i < tags.size(); ++i) {
    const auto& [key, value] = tags[i];
    if (key.empty() || !is_text(key, kMaxKeyCharacters)) {
      return refuse("InvalidTag", "The TagKey you have provided is invalid");
    }
    if (!is_text(value, kMaxValueCharacters)) {
      return refuse("InvalidTag", "The TagValue you have provided is invalid");
    }
    if (key.starts_with("aws:")) {
      return refuse("InvalidTag", "System tags cannot be added/updated by requester");
    }
    for (std::size_t before = 0; before < i; ++before) {
      if (tags[before].first == key) {
        return refuse("InvalidTag", "Cannot provide multiple Tags with the same key");
      }
    }
  }
  return Done{};
}

}  // namespace

Result<Tags> read_tags(const XmlElement& element) {
  Tags tags;
  for (const XmlElement& tag : element.children) {
    if (tag.name != "Tag") continue;
    const XmlElement* const key = tag.child("Key");
    const XmlElement* const value = tag.child("Value");
    if (key == nullptr || value == nullptr) return refuse("MalformedXML");
    tags.emplace_back(key->text, value->text);
  }
  return tags;
}

Result<Tags> read_tagging(std::string_view xml, std::size_t max) {
  Result<XmlElement> root = parse_xml(xml, "Tagging");
  if (!root) return std::move(root).error();
  const XmlElement* const set = root->child("TagSet");
  if (set == nullptr) return refuse("MalformedXML");
  Result<Tags> tags = read_tags(*set);
  if (!tags) return tags;
  Status good = check_tags(*tags, max);
  if (!good) return std::move(good).error();
  return tags;
}

Result<Tags> read_tagging_header(std::string_view text) {
  Tags tags = parse_query(text);
  Status good = check_tags(tags, kMaxObjectTags);
  if (!good && good.error().reason == "InvalidTag") {
    return refuse("InvalidArgument",
                  "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query "
                  "parameters without tag name duplicates.");
  }
  if (!good) return std::move(good).error();
  return tags;
}

void write_tag_set(XmlWriter& writer, const Tags& tags) {
  writer.open("TagSet");
  for (const auto& [key, value] : tags) {
    writer.open("Tag").text("Key", key).text("Value", value).close("Tag");
  }
  writer.close("TagSet");
}

}  // namespace brume::emulator::aws::s3
