#include "emulator/template/parse.h"

#include <yaml.h>

#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <vector>

#include "emulator/template/intrinsic.h"
#include "emulator/template/surrogates.h"

namespace brume::emulator {
namespace {

// Maps up to this size find a duplicate key fastest by looking at all of them.
constexpr std::size_t kSearchedMembersMax = 24;

// Owns a libyaml event.
class Event {
 public:
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event() { yaml_event_delete(&event_); }
  yaml_event_t* raw() { return &event_; }
  yaml_event_t* operator->() { return &event_; }

 private:
  yaml_event_t event_ = {};
};

std::string text_of(const yaml_char_t* text) {
  return text == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(text));
}

std::size_t node_count(const Value& value) {
  std::size_t count = 1;
  if (value.is_list()) {
    for (const Value& item : value.items()) count += node_count(item);
  } else if (value.is_map()) {
    for (const Value::Member& member : value.members()) count += node_count(member.value);
  }
  return count;
}

// Turns the parser's events into one tree, without recursion.
class TreeBuilder {
 public:
  TreeBuilder(std::uint32_t file, bool json, const SurrogatePairs& pairs, Reporter& reporter)
      : file_(file), json_(json), pairs_(pairs), reporter_(reporter) {}

  // False: stop, the error is reported.
  bool take(yaml_event_t& event);
  std::optional<Value> take_root() { return std::move(root_); }
  SourcePosition position(const yaml_mark_t& mark) const;

 private:
  struct Frame {
    Value value;  // the list or map being filled
    std::string tag;
    std::string anchor;
    bool key_waits = false;  // a map's key was read, its value was not
    Value::Member member = {};
    std::map<std::string, SourcePosition, std::less<>> seen = {};  // of a map too large to search
    std::vector<Value> merged = {};                                // values of `<<`
    bool merge_waits = false;
  };
  struct Anchored {
    Value value;
    std::size_t nodes;
  };

  bool on_scalar(yaml_event_t& event);
  bool on_alias(const yaml_event_t& event);
  bool on_start(Value container, const yaml_char_t* tag, const yaml_char_t* anchor,
                const yaml_event_t& event);
  bool on_end();
  bool add(Value value);
  bool take_key(Value key, bool quoted);
  static SourcePosition first_place(Frame& frame, const std::string& key);
  void merge_into(Frame& frame);
  bool tagged(Value& value, std::string_view tag);
  bool fail(const Value& where, std::string message, std::string hint = {});

  std::uint32_t file_;
  bool json_;
  const SurrogatePairs& pairs_;
  Reporter& reporter_;
  std::vector<Frame> frames_;
  std::map<std::string, Anchored, std::less<>> anchors_;
  std::size_t alias_nodes_ = 0;
  std::size_t documents_ = 0;
  std::optional<Value> root_;
};

SourcePosition TreeBuilder::position(const yaml_mark_t& mark) const {
  const auto line = static_cast<std::uint32_t>(mark.line + 1);
  const auto column = static_cast<std::uint32_t>(mark.column + 1);
  return {file_, line, pairs_.original_column(line, column)};
}

bool TreeBuilder::fail(const Value& where, std::string message, std::string hint) {
  reporter_.error(where, Path(), std::move(message), std::move(hint));
  return false;
}

bool TreeBuilder::take(yaml_event_t& event) {
  switch (event.type) {
    case YAML_DOCUMENT_START_EVENT:
      if (++documents_ > 1) {
        Value here;
        here.place(position(event.start_mark), 3);
        return fail(here, "a second document starts here", "a template is one YAML document");
      }
      return true;
    case YAML_SCALAR_EVENT:
      return on_scalar(event);
    case YAML_ALIAS_EVENT:
      return on_alias(event);
    case YAML_SEQUENCE_START_EVENT:
      return on_start(Value::List(), event.data.sequence_start.tag,
                      event.data.sequence_start.anchor, event);
    case YAML_MAPPING_START_EVENT:
      return on_start(Value::Map(), event.data.mapping_start.tag, event.data.mapping_start.anchor,
                      event);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
      return on_end();
    default:
      return true;
  }
}

bool TreeBuilder::on_scalar(yaml_event_t& event) {
  const auto& scalar = event.data.scalar;
  std::string text(reinterpret_cast<const char*>(scalar.value), scalar.length);
  const bool plain = scalar.style == YAML_PLAIN_SCALAR_STYLE;
  const std::string tag = text_of(scalar.tag);
  const SourcePosition at = position(event.start_mark);
  const SourcePosition end = position(event.end_mark);
  const bool one_line = at.line == end.line && end.column > at.column;
  const std::uint32_t length = one_line ? end.column - at.column : 1;

  const bool is_key = !frames_.empty() && frames_.back().value.is_map() &&
                      !frames_.back().key_waits && !frames_.back().merge_waits;
  if (is_key) {
    Value key(std::move(text));
    key.place(at, length);
    return take_key(std::move(key), !plain);
  }
  Value value =
      plain && tag.empty() ? plain_scalar(std::move(text), json_) : Value(std::move(text));
  value.place(at, length);
  if (!tagged(value, tag)) return false;
  if (scalar.anchor != nullptr) anchors_[text_of(scalar.anchor)] = {value, node_count(value)};
  return add(std::move(value));
}

bool TreeBuilder::on_alias(const yaml_event_t& event) {
  const std::string name = text_of(event.data.alias.anchor);
  Value here;
  here.place(position(event.start_mark), static_cast<std::uint32_t>(name.size() + 1));
  const auto anchored = anchors_.find(name);
  if (anchored == anchors_.end()) {
    return fail(here, "alias `*" + name + "` refers to no anchor",
                "`&" + name + "` must stand before it, and not around it");
  }
  alias_nodes_ += anchored->second.nodes;
  if (alias_nodes_ > kAliasNodesMax) {
    return fail(here, "aliases expand to more than " + std::to_string(kAliasNodesMax) + " values");
  }
  return add(anchored->second.value);
}

bool TreeBuilder::on_start(Value container, const yaml_char_t* tag, const yaml_char_t* anchor,
                           const yaml_event_t& event) {
  container.place(position(event.start_mark));
  if (frames_.size() >= kNestingMax) {
    return fail(container,
                "maps and lists are nested deeper than " + std::to_string(kNestingMax) + " levels");
  }
  if (!frames_.empty() && frames_.back().value.is_map() && !frames_.back().key_waits &&
      !frames_.back().merge_waits) {
    return fail(container, "a key must be a string",
                std::string("this is ") + std::string(kind_name(container.kind())));
  }
  frames_.push_back({std::move(container), text_of(tag), text_of(anchor)});
  return true;
}

bool TreeBuilder::on_end() {
  Frame frame = std::move(frames_.back());
  frames_.pop_back();
  if (!frame.merged.empty()) merge_into(frame);
  if (!tagged(frame.value, frame.tag)) return false;
  if (!frame.anchor.empty()) {
    anchors_[frame.anchor] = {frame.value, node_count(frame.value)};
  }
  return add(std::move(frame.value));
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

bool TreeBuilder::take_key(Value key, bool quoted) {
  Frame& frame = frames_.back();
  if (key.as_string() == "<<" && !quoted) {
    frame.merge_waits = true;
    return true;
  }
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
  if (frames_.empty()) {
    root_ = std::move(value);
    return true;
  }
  Frame& frame = frames_.back();
  if (frame.value.is_list()) {
    frame.value.items().push_back(std::move(value));
    return true;
  }
  if (frame.merge_waits) {
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
  if (!frame.key_waits) return fail(value, "a key must be a string");  // an alias as a key
  frame.key_waits = false;
  frame.member.value = std::move(value);
  frame.value.members().push_back(std::move(frame.member));
  return true;
}

bool TreeBuilder::tagged(Value& value, std::string_view tag) {
  constexpr std::string_view kCore = "tag:yaml.org,2002:";
  if (tag.empty() || tag == "!") return true;
  if (tag.starts_with(kCore)) {
    tag.remove_prefix(kCore.size());
    if (value.is_string() && (tag == "int" || tag == "float" || tag == "bool" || tag == "null")) {
      Value typed = plain_scalar(value.as_string(), true);
      value = std::move(typed.place_as(value));
    }
    return true;
  }
  tag.remove_prefix(1);
  const SourcePosition at = value.at();
  const std::uint32_t length = value.length();
  if (!expand_short_form(tag, value)) {
    return fail(value, "unknown tag `!" + std::string(tag) + "`", short_form_suggestion(tag));
  }
  value.place(at, length);
  return true;
}

// What libyaml says, with a hint for the mistakes people make most.
void report_syntax(const yaml_parser_t& parser, const SourceFile& file, SourcePosition at,
                   Reporter& reporter) {
  std::string message = parser.problem != nullptr ? parser.problem : "not readable as YAML";
  if (parser.context != nullptr) message += std::string(", ") + parser.context;
  std::istringstream lines(file.text);
  std::string line;
  for (std::uint32_t i = 0; i < at.line && std::getline(lines, line); ++i) continue;
  std::string hint;
  if (message.find("tab") != std::string::npos ||
      (at.column <= line.size() && line[at.column - 1] == '\t')) {
    hint = "YAML indents with spaces, not with tabs";
  } else if (parser.error == YAML_SCANNER_ERROR &&
             message.find("simple key") != std::string::npos) {
    hint = "expected `key: value`";
  }
  Value here;
  here.place(at);
  reporter.error(here, Path(), message, hint);
}

// The place of a byte that is not UTF-8.
SourcePosition position_of_byte(std::string_view text, std::size_t offset, std::uint32_t file) {
  SourcePosition at{file, 1, 1};
  for (std::size_t i = 0; i < std::min(offset, text.size()); ++i) {
    if (text[i] == '\n') {
      ++at.line;
      at.column = 1;
    } else if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80) {
      ++at.column;
    }
  }
  return at;
}

enum class Outcome { kDone, kFailed, kSurrogates };

Outcome run_parser(std::string_view text, TreeBuilder& builder, const SourceFile& file,
                   Reporter& reporter) {
  yaml_parser_t parser;
  if (yaml_parser_initialize(&parser) == 0) return Outcome::kFailed;
  const std::unique_ptr<yaml_parser_t, void (*)(yaml_parser_t*)> owner(&parser, yaml_parser_delete);
  yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(text.data()),
                               text.size());
  yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
  while (true) {
    Event event;
    if (yaml_parser_parse(&parser, event.raw()) == 0) {
      const std::string_view problem = parser.problem != nullptr ? parser.problem : "";
      if (problem.find("Unicode character escape") != std::string_view::npos) {
        return Outcome::kSurrogates;
      }
      const SourcePosition at =
          parser.error == YAML_READER_ERROR
              ? position_of_byte(text, parser.problem_offset, builder.position({}).file)
              : builder.position(parser.problem_mark);
      report_syntax(parser, file, at, reporter);
      return Outcome::kFailed;
    }
    if (!builder.take(*event.raw())) return Outcome::kFailed;
    if (event->type == YAML_STREAM_END_EVENT) return Outcome::kDone;
  }
}

}  // namespace

std::optional<Value> parse_source(const SourceFiles& sources, std::uint32_t file,
                                  Reporter& reporter) {
  const SourceFile& source = sources.at(file);
  const std::size_t first = source.text.find_first_not_of(" \t\r\n");
  const bool json = first != std::string::npos && source.text[first] == '{';
  const std::size_t errors = reporter.diagnostics().size();
  SurrogatePairs pairs;
  TreeBuilder builder(file, json, pairs, reporter);
  Outcome outcome = run_parser(source.text, builder, source, reporter);
  if (outcome == Outcome::kDone) {
    if (reporter.diagnostics().size() > errors) return std::nullopt;
    return builder.take_root();
  }
  if (outcome == Outcome::kFailed) return std::nullopt;
  // JSON writes what lies beyond 16 bits as two escapes; YAML has one of 32 bits.
  reporter.diagnostics().resize(errors);
  const std::string joined = pairs.join(source.text);
  TreeBuilder second(file, json, pairs, reporter);
  outcome = run_parser(joined, second, source, reporter);
  if (outcome == Outcome::kSurrogates) {
    reporter.error(pairs.first_lone(source.text, file), Path(), "half of a surrogate pair",
                   "write both halves, \\ud83d\\ude00");
  }
  if (outcome != Outcome::kDone || reporter.diagnostics().size() > errors) return std::nullopt;
  return second.take_root();
}

std::optional<std::string> read_text_file(const std::filesystem::path& file, Reporter& reporter) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  const std::string name = "`" + file.string() + "`";
  if (!std::filesystem::exists(status)) {
    reporter.error("there is no file " + name);
    return std::nullopt;
  }
  if (std::filesystem::is_directory(status)) {
    reporter.error(name + " is a directory, not a file");
    return std::nullopt;
  }
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    reporter.error(name + " cannot be read: permission denied");
    return std::nullopt;
  }
  std::string text;
  std::vector<char> buffer(64 * 1024);
  while (stream.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) ||
         stream.gcount() > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(stream.gcount()));
    if (text.size() > kTemplateBytesMax) {
      reporter.error(name + " is larger than " + std::to_string(kTemplateBytesMax >> 20) + " MiB");
      return std::nullopt;
    }
  }
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    reporter.error(name + " is UTF-16", "save it as UTF-8");
    return std::nullopt;
  }
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  return text;
}

std::optional<Value> parse_file(const std::filesystem::path& file, SourceFiles& sources,
                                Reporter& reporter) {
  const auto index = static_cast<std::uint32_t>(sources.size());
  sources.push_back({file.string(), {}});
  const std::size_t before = reporter.diagnostics().size();
  auto text = read_text_file(file, reporter);
  if (!text) {
    for (std::size_t i = before; i < reporter.diagnostics().size(); ++i) {
      reporter.diagnostics()[i].at.file = index;
    }
    return std::nullopt;
  }
  sources.back().text = std::move(*text);
  auto value = parse_source(sources, index, reporter);
  if (!value && reporter.diagnostics().size() == before) return Value();  // an empty file
  return value;
}

}  // namespace brume::emulator
