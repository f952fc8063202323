#include "emulator/template/parse/tree_builder.h"

#include <utility>

#include "emulator/template/model/intrinsic.h"
#include "emulator/template/parse/limits.h"
#include "emulator/template/parse/scalar.h"

namespace brume::emulator {
namespace {

// Maps up to this size find a duplicate key fastest by looking at all of them.
constexpr std::size_t kSearchedMembersMax = 24;
constexpr std::string_view kPlainTag = "?";
constexpr std::string_view kQuoted = "!";

std::size_t node_count(const Value& value) {
  std::size_t count = 1;
  if (value.is_list()) {
    for (const Value& item : value.items()) count += node_count(item);
  } else if (value.is_map()) {
    for (const Value::Member& member : value.members()) count += node_count(member.value);
  }
  return count;
}

std::string mebibytes(std::size_t bytes) {
  return std::to_string(bytes >> 20) + " MiB";
}

// yaml-cpp 0.7 writes \N and \_ (U+0085 and U+00A0) as their last byte alone.
void complete_escapes(std::string& text) {
  if (text.find_first_of("\x85\xa0") == std::string::npos) return;
  std::size_t following = 0;  // bytes that the last leading byte still announces
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (following > 0) {
      --following;
    } else if (byte == 0x85 || byte == 0xa0) {
      text.insert(i++, 1, '\xc2');
    } else if (byte >= 0xc0) {
      following = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
    }
  }
}

}  // namespace

bool TreeBuilder::fail(const Value& where, std::string message, std::string hint) {
  reporter_.error(where, Path(), std::move(message), std::move(hint));
  return false;
}

std::optional<SourcePosition> TreeBuilder::open_at() const {
  if (frames_.empty()) return std::nullopt;
  return frames_.back().opened;
}

bool TreeBuilder::on_document(std::size_t offset) {
  if (++documents_ == 1) return true;
  Value here;
  here.place(source_.position(offset));
  const bool marked = source_.starts_with(offset, "---");
  // The parser ends a document also where what follows cannot belong to it.
  if (marked || source_.text().rfind("\n...", offset) != std::string::npos) {
    if (marked) here.place(here.at(), 3);
    return fail(here, "a second document starts here", "a template is one YAML document");
  }
  return fail(here, "this belongs to nothing that stands before it",
              "the template's value has ended; is the indentation right?");
}

bool TreeBuilder::expects_key() const {
  if (frames_.empty()) return false;
  const Frame& frame = frames_.back();
  return frame.value.is_map() && !frame.key_waits && !frame.merge_waits;
}

bool TreeBuilder::anchor(std::size_t id, const Value& value) {
  if (id == 0) return true;
  const std::size_t weight = value.weight();
  anchor_bytes_ += weight;
  if (anchor_bytes_ > kAliasBytesMax) {
    return fail(value, "anchors mark more than " + mebibytes(kAliasBytesMax) + " of values");
  }
  anchors_[id] = {value, node_count(value), weight};
  return true;
}

bool TreeBuilder::on_scalar(const Node& node, std::string text) {
  const SourcePosition at = source_.position(node.offset);
  const std::size_t end = source_.scalar_end(node.offset, text);
  const std::uint32_t length = source_.length(node.offset, end);
  const std::size_t content = source_.content(node.offset);
  if (source_.starts_with(content, "\"")) complete_escapes(text);
  if (node.tag != kPlainTag && !source_.closes(content)) {
    Value here;
    return fail(here.place(at, length), "unexpected end of stream in the string that starts here",
                "its closing quote is missing");
  }
  if (expects_key()) {
    const bool plain = node.tag == kPlainTag ||
                       (!source_.starts_with(content, "\"") && !source_.starts_with(content, "'"));
    Value key(std::move(text));
    frames_.back().key_end = end;
    return take_key(node, std::move(key.place(at, length)), plain);
  }
  Value value =
      node.tag == kPlainTag ? plain_scalar(std::move(text), json_) : Value(std::move(text));
  value.place(at, length);
  if (!tagged(value, node.tag)) return false;
  return anchor(node.anchor, value) && add(std::move(value));
}

bool TreeBuilder::on_null(const Node& node) {
  const std::size_t content = source_.content(node.offset);
  std::string text;
  for (const char* null : {"~", "null", "Null", "NULL"}) {
    if (source_.starts_with(content, null)) text = null;
  }
  const bool in_list = !frames_.empty() && frames_.back().value.is_list();
  if (source_.starts_with(node.offset, ",") && (in_list || expects_key())) {
    Value here;
    here.place(source_.position(node.offset));
    return fail(here, "a value is missing before this `,`");
  }
  if (!text.empty() || expects_key()) return on_scalar({node.offset, kPlainTag, node.anchor}, text);
  Value value = left_out(node.offset);
  return anchor(node.anchor, value) && add(std::move(value));
}

// The null of `key:` stands behind the colon, not where the next thing starts.
Value TreeBuilder::left_out(std::size_t offset) const {
  if (source_.content(offset) == offset && !frames_.empty()) {
    const Frame& frame = frames_.back();
    offset = frame.value.is_map() ? source_.after_colon(frame.key_end) : source_.after_dash(offset);
  }
  Value value;
  return std::move(value.place(source_.position(offset)));
}

bool TreeBuilder::on_alias(const Node& node) {
  const std::string name(source_.word(node.offset));
  Value here;
  here.place(source_.position(node.offset), static_cast<std::uint32_t>(name.size()));
  const auto anchored = anchors_.find(node.anchor);
  if (anchored == anchors_.end()) {
    return fail(here, "alias `" + name + "` refers to no anchor",
                "`&" + name.substr(1) + "` must stand before it, and not around it");
  }
  alias_nodes_ += anchored->second.nodes;
  alias_bytes_ += anchored->second.weight;
  if (alias_nodes_ > kAliasNodesMax) {
    return fail(here, "aliases expand to more than " + std::to_string(kAliasNodesMax) + " values");
  }
  if (alias_bytes_ > kAliasBytesMax) {
    return fail(here, "aliases expand to more than " + mebibytes(kAliasBytesMax));
  }
  return add(anchored->second.value);
}

bool TreeBuilder::on_start(const Node& node, Value container) {
  const SourcePosition at = source_.position(node.offset);
  container.place(at);
  if (frames_.size() >= kNestingMax) {
    return fail(container,
                "maps and lists are nested deeper than " + std::to_string(kNestingMax) + " levels");
  }
  frames_.push_back({std::move(container), at, std::string(node.tag), node.anchor});
  return true;
}

bool TreeBuilder::on_end() {
  Frame frame = std::move(frames_.back());
  frames_.pop_back();
  if (!frame.merged.empty()) merge_into(frame);
  if (!tagged(frame.value, frame.tag)) return false;
  return anchor(frame.anchor, frame.value) && add(std::move(frame.value));
}

// Members written here win over merged ones, earlier merged maps over later ones; merged members
// come first, as PyYAML orders them.
void TreeBuilder::merge_into(Frame& frame) {
  Value::Map result;
  std::map<std::string, bool, std::less<>> taken;
  for (const Value::Member& member : frame.value.members()) taken[member.key] = true;
  for (Value& merged : frame.merged) {
    for (Value::Member& member : merged.members()) {
      if (!std::exchange(taken[member.key], true)) result.push_back(std::move(member));
    }
  }
  for (Value::Member& member : frame.value.members()) result.push_back(std::move(member));
  Value value(std::move(result));
  value.place_as(frame.value);
  frame.value = std::move(value);
}

// Where the map being built has this key already; line 0 when it has not.
SourcePosition TreeBuilder::first_place(Frame& frame, const std::string& key) {
  const Value::Map& members = frame.value.members();
  if (members.size() < kSearchedMembersMax) {
    for (const Value::Member& member : members) {
      if (member.key == key) return member.key_at;
    }
    return {};
  }
  if (frame.seen.empty()) {
    for (const Value::Member& member : members) frame.seen.try_emplace(member.key, member.key_at);
  } else {
    frame.seen.try_emplace(members.back().key, members.back().key_at);
  }
  const auto found = frame.seen.find(key);
  return found == frame.seen.end() ? SourcePosition() : found->second;
}

bool TreeBuilder::take_key(const Node& node, Value key, bool plain) {
  Frame& frame = frames_.back();
  if (key.as_string() == "<<" && plain) {
    frame.merge_waits = true;
    return true;
  }
  if (!anchor(node.anchor, key)) return false;
  Value::Member member{key.as_string(), {}, key.at(), key.length()};
  if (frame.value.members().empty()) frame.value.place(key.at(), key.length());
  const SourcePosition at = first_place(frame, member.key);
  if (at.line != 0) {
    reporter_.error(key, Path(), "duplicate key `" + member.key + "`",
                    "it stands already at line " + std::to_string(at.line) + ", column " +
                        std::to_string(at.column));
  }
  frame.member = std::move(member);
  frame.key_waits = true;
  return true;
}

bool TreeBuilder::add(Value value) {
  if (++values_ > kValuesMax) {
    return fail(value, "more than " + std::to_string(kValuesMax) + " values in one file",
                "AWS takes a template of at most 1 MiB");
  }
  if (frames_.empty()) {
    root_ = std::move(value);
    return true;
  }
  Frame& frame = frames_.back();
  if (frame.value.is_list()) {
    frame.value.items().push_back(std::move(value));
    return true;
  }
  if (frame.merge_waits) return merge(frame, std::move(value));
  if (!frame.key_waits) {  // a list, a map or an alias as a key
    const bool alias = !value.is_list() && !value.is_map();
    return fail(
        value, "a key must be a string",
        alias ? "an alias cannot be a key" : "this is " + std::string(kind_name(value.kind())));
  }
  frame.key_waits = false;
  frame.member.value = std::move(value);
  frame.value.members().push_back(std::move(frame.member));
  return true;
}

bool TreeBuilder::merge(Frame& frame, Value value) {
  frame.merge_waits = false;
  Value::List list;
  if (value.is_list()) {
    list = std::move(value.items());
  } else {
    list.push_back(std::move(value));
  }
  for (Value& item : list) {
    if (!item.is_map()) return fail(item, "`<<` merges a map or a list of maps");
    frame.merged.push_back(std::move(item));
  }
  return true;
}

bool TreeBuilder::tagged(Value& value, std::string_view tag) {
  constexpr std::string_view kCore = "tag:yaml.org,2002:";
  if (tag == kPlainTag || tag == kQuoted) return true;
  if (tag.starts_with(kCore)) {
    tag.remove_prefix(kCore.size());
    if (value.is_string() && (tag == "int" || tag == "float" || tag == "bool" || tag == "null")) {
      Value typed = plain_scalar(value.as_string(), true);
      value = std::move(typed.place_as(value));
    }
    return true;
  }
  if (!tag.starts_with('!')) return fail(value, "unknown tag `!<" + std::string(tag) + ">`");
  tag.remove_prefix(1);
  const SourcePosition at = value.at();
  const std::uint32_t length = value.length();
  if (!expand_short_form(tag, value)) {
    return fail(value, "unknown tag `!" + std::string(tag) + "`", short_form_suggestion(tag));
  }
  value.place(at, length);
  return true;
}

}  // namespace brume::emulator
