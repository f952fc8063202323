#include "emulator/template/parse/yaml_events.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <array>
#include <cstdlib>
#include <sstream>

namespace brume::emulator {
namespace {

// Thrown through the parser when the builder has reported an error.
struct BuildAborted {};

// A mark's `pos` counts the bytes before it.
std::size_t offset_of(const YAML::Mark& mark) {
  return mark.pos < 0 ? 0 : static_cast<std::size_t>(mark.pos);
}

class Events final : public YAML::EventHandler {
 public:
  explicit Events(TreeBuilder& builder) : builder_(builder) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    go_on(builder_.on_document(offset_of(mark)));
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    go_on(builder_.on_null({offset_of(mark), "?", anchor}));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    go_on(builder_.on_alias({offset_of(mark), "?", anchor}));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    go_on(builder_.on_scalar({offset_of(mark), tag, anchor}, value));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    go_on(builder_.on_start({offset_of(mark), tag, anchor}, Value::List()));
  }
  void OnSequenceEnd() override { go_on(builder_.on_end()); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    go_on(builder_.on_start({offset_of(mark), tag, anchor}, Value::Map()));
  }
  void OnMapEnd() override { go_on(builder_.on_end()); }

 private:
  static void go_on(bool well) {
    if (!well) throw BuildAborted();
  }

  TreeBuilder& builder_;
};

struct Wording {
  std::string_view theirs;
  std::string_view ours;
  std::string_view hint;
};

// Of the parser's messages those that say too little to someone who writes a template.
namespace msg = YAML::ErrorMsg;
const std::array<Wording, 13> kWordings{{
    {msg::END_OF_MAP, "expected `key: value` in the map above", "its keys all start in one column"},
    {msg::END_OF_SEQ, "expected `- ` and an item of the list above",
     "its dashes all stand in one column"},
    {msg::END_OF_MAP_FLOW, "expected `,` or `}`", ""},
    {msg::END_OF_SEQ_FLOW, "expected `,` or `]`", ""},
    {msg::EOF_IN_SCALAR, "unexpected end of stream in a quoted string",
     "its closing quote is missing"},
    {msg::DOC_IN_SCALAR, "a document marker stands in a quoted string",
     "is the closing quote missing?"},
    {msg::TAB_IN_INDENTATION, "a tab indents this line", ""},
    {msg::FLOW_END, "this bracket closes nothing that is open", ""},
    {msg::BLOCK_ENTRY, "a list item cannot start here", "each `- ` starts a line of its own"},
    {msg::MAP_KEY, "a key cannot start here", ""},
    {msg::MAP_VALUE, "a `:` cannot stand here",
     "expected one `key: value` a line; quote a value that has `: ` in it"},
    {msg::INVALID_HEX, "this escape is not hexadecimal", ""},
    {msg::BAD_FILE, "maps and lists are nested too deeply", ""},
}};

bool begins(std::string_view message, std::string_view with) {
  return message.starts_with(with);
}

Wording wording(std::string_view message) {
  for (const Wording& each : kWordings) {
    if (each.theirs == message) return each;
  }
  return {message, message, {}};
}

bool is_lone_surrogate(const YAML::Exception& error) {
  if (!begins(error.msg, msg::INVALID_UNICODE)) return false;
  const std::string_view label = msg::INVALID_UNICODE;
  const unsigned long code = std::strtoul(error.msg.c_str() + label.size(), nullptr, 10);
  return code >= 0xd800 && code < 0xe000;
}

// Once more in our words, with a hint for the mistakes people make most.
void report_syntax(const YAML::Exception& error, const SourceText& source,
                   const TreeBuilder& builder, Reporter& reporter) {
  std::size_t offset = offset_of(error.mark);
  Value here;
  const Wording words = wording(error.msg);
  std::string message(words.ours);
  std::string hint(words.hint);
  if (begins(error.msg, msg::UNKNOWN_ANCHOR)) {
    const std::string name(source.word(offset));
    here.place(source.position(offset), static_cast<std::uint32_t>(name.size()));
    reporter.error(here, Path(), "alias `" + name + "` refers to no anchor",
                   "`&" + name.substr(1) + "` must stand before it, and not around it");
    return;
  }
  if (begins(error.msg, msg::INVALID_ESCAPE) && offset >= 2) {
    offset -= 2;
    message = "unknown escape `" + source.text().substr(offset, 2) + "`";
    hint = "write a backslash as `\\\\`, or use single quotes";
  } else if (begins(error.msg, msg::INVALID_UNICODE)) {
    message = "this escape is no Unicode character";
  } else if (error.msg == msg::END_OF_MAP && !source.begins_line(offset)) {
    message = "expected the end of the line after this value";
    hint = "put the whole value in quotes";
  } else if (error.msg == msg::UNKNOWN_TOKEN) {
    message = "a value cannot go on or start with `" + source.text().substr(offset, 1) + "`";
    hint = "put the whole value in quotes";
  } else if (error.msg == msg::END_OF_MAP_FLOW || error.msg == msg::END_OF_SEQ_FLOW) {
    if (offset >= source.text().size()) message = "unexpected end of stream, " + message;
    if (const auto open = builder.open_at()) {
      hint = "it was opened at line " + std::to_string(open->line) + ", column " +
             std::to_string(open->column);
    }
  }
  if (source.tab_indents(offset)) {
    hint = "YAML indents with spaces, not with tabs";
  }
  here.place(source.position(source.within(offset)));
  reporter.error(here, Path(), message, hint);
}

}  // namespace

ReadEnd read_yaml(const SourceText& source, TreeBuilder& builder, Reporter& reporter) {
  std::istringstream stream(source.text());
  Events events(builder);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(events)) continue;
  } catch (const BuildAborted&) {
    return ReadEnd::kFailed;
  } catch (const YAML::Exception& error) {
    if (is_lone_surrogate(error)) return ReadEnd::kSurrogates;
    report_syntax(error, source, builder, reporter);
    return ReadEnd::kFailed;
  }
  return ReadEnd::kDone;
}

}  // namespace brume::emulator
