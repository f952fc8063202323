#include "emulator/template/parse/yaml_fast.h"

#include <yaml.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace brume::emulator {
namespace {

std::string_view text_of(const yaml_char_t* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

// libyaml counts code points, a SourceText bytes.
class Offsets {
 public:
  explicit Offsets(std::string_view text)
      : text_(text), ascii_(std::all_of(text.begin(), text.end(), [](char c) {
          return static_cast<unsigned char>(c) < 0x80;
        })) {}

  std::size_t of(const yaml_mark_t& mark) {
    if (ascii_) return mark.index;
    if (mark.index < index_) index_ = offset_ = 0;
    for (; index_ < mark.index && offset_ < text_.size(); ++index_) {
      ++offset_;
      while (offset_ < text_.size() && (static_cast<unsigned char>(text_[offset_]) & 0xc0) == 0x80)
        ++offset_;
    }
    return offset_;
  }

 private:
  std::string_view text_;
  bool ascii_;
  std::size_t index_ = 0;   // the last mark asked for
  std::size_t offset_ = 0;  // and its byte
};

class FastReader {
 public:
  FastReader(const SourceText& source, TreeBuilder& builder)
      : text_(source.text()), offsets_(text_), builder_(builder) {}

  FastEnd read();

 private:
  // Each is false when reading must stop: the builder does not go on, unless `left_`.
  bool take(const yaml_event_t& event);
  bool take_scalar(const yaml_event_t& event);
  TreeBuilder::Node node(const yaml_event_t& event, const yaml_char_t* tag,
                         const yaml_char_t* anchor);
  bool leave() {
    left_ = true;
    return false;
  }
  std::size_t new_anchor(const yaml_char_t* name);

  const std::string& text_;
  Offsets offsets_;
  TreeBuilder& builder_;
  std::map<std::string, std::size_t, std::less<>> anchors_;  // the last of each name
  std::size_t anchor_count_ = 0;
  std::size_t documents_ = 0;
  bool left_ = false;
};

FastEnd FastReader::read() {
  yaml_parser_t parser;
  if (yaml_parser_initialize(&parser) == 0) return FastEnd::kLeft;
  const std::unique_ptr<yaml_parser_t, decltype(&yaml_parser_delete)> closer(&parser,
                                                                             yaml_parser_delete);
  yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(text_.data()),
                               text_.size());
  while (true) {
    yaml_event_t event;
    if (yaml_parser_parse(&parser, &event) == 0) return FastEnd::kLeft;
    const bool ended = event.type == YAML_STREAM_END_EVENT;
    const bool well = ended || take(event);
    yaml_event_delete(&event);
    if (ended) return FastEnd::kDone;
    if (!well) return left_ ? FastEnd::kLeft : FastEnd::kStopped;
  }
}

bool FastReader::take(const yaml_event_t& event) {
  switch (event.type) {
    case YAML_DOCUMENT_START_EVENT:
      if (++documents_ > 1) return leave();
      return builder_.on_document(offsets_.of(event.start_mark));
    case YAML_ALIAS_EVENT: {
      const auto known = anchors_.find(text_of(event.data.alias.anchor));
      if (known == anchors_.end()) return leave();
      return builder_.on_alias({offsets_.of(event.start_mark), "?", known->second});
    }
    case YAML_SCALAR_EVENT:
      return take_scalar(event);
    case YAML_SEQUENCE_START_EVENT: {
      const auto& start = event.data.sequence_start;
      return builder_.on_start(node(event, start.tag, start.anchor), Value::List());
    }
    case YAML_MAPPING_START_EVENT: {
      const auto& start = event.data.mapping_start;
      return builder_.on_start(node(event, start.tag, start.anchor), Value::Map());
    }
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
      return builder_.on_end();
    default:
      return true;
  }
}

bool FastReader::take_scalar(const yaml_event_t& event) {
  const auto& scalar = event.data.scalar;
  TreeBuilder::Node head = node(event, scalar.tag, scalar.anchor);
  const bool plain = scalar.style == YAML_PLAIN_SCALAR_STYLE;
  if (scalar.tag == nullptr && !plain) head.tag = "!";
  if (scalar.length == 0 && plain) {
    // A key that is left out stands elsewhere for each of the two.
    if (head.tag != "?" || builder_.expects_key()) return leave();
    return builder_.on_null(head);
  }
  return builder_.on_scalar(head, {reinterpret_cast<const char*>(scalar.value), scalar.length});
}

TreeBuilder::Node FastReader::node(const yaml_event_t& event, const yaml_char_t* tag,
                                   const yaml_char_t* anchor) {
  return {offsets_.of(event.start_mark), tag == nullptr ? "?" : text_of(tag), new_anchor(anchor)};
}

std::size_t FastReader::new_anchor(const yaml_char_t* name) {
  if (name == nullptr) return 0;
  return anchors_[std::string(text_of(name))] = ++anchor_count_;
}

// What YAML 1.1 calls the end of a line, and yaml-cpp does not: U+0085, U+2028 and U+2029.
bool has_other_line_ends(const std::string& text) {
  return text.find("\xc2\x85") != std::string::npos ||
         text.find("\xe2\x80\xa8") != std::string::npos ||
         text.find("\xe2\x80\xa9") != std::string::npos;
}

}  // namespace

FastEnd read_yaml_fast(const SourceText& source, TreeBuilder& builder) {
  if (has_other_line_ends(source.text())) return FastEnd::kLeft;
  return FastReader(source, builder).read();
}

}  // namespace brume::emulator
