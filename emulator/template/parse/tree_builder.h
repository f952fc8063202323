// Turns the events of a YAML text into one tree, without recursion: short intrinsic forms become
// long ones, aliases and merge keys are expanded, duplicate keys are reported. Knows no parser;
// yaml_events.h feeds it. How much it makes of a text is bounded (limits.h).
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/template/model/report.h"
#include "emulator/template/model/value.h"
#include "emulator/template/parse/source_text.h"

namespace brume::emulator {

class TreeBuilder {
 public:
  // The head of a node: where it starts in the text, its tag and its anchor.
  struct Node {
    std::size_t offset;
    std::string_view tag;    // "?": none, and plain; "!": none, and quoted
    std::size_t anchor = 0;  // 0: none
  };

  TreeBuilder(const SourceText& source, Reporter& reporter)
      : source_(source), json_(source.is_json()), reporter_(reporter) {}

  // Each is false when reading must stop; the error is reported.
  bool on_document(std::size_t offset);
  bool on_scalar(const Node& node, std::string text);
  // A null, or a value that was left out.
  bool on_null(const Node& node);
  bool on_alias(const Node& node);
  bool on_start(const Node& node, Value container);
  bool on_end();

  // Whether the next scalar is the key of a map.
  bool expects_key() const;
  // Where the innermost open list or map starts, for a message.
  std::optional<SourcePosition> open_at() const;
  std::optional<Value> take_root() { return std::move(root_); }

 private:
  struct Frame {
    Value value;  // the list or map being filled
    SourcePosition opened;
    std::string tag;
    std::size_t anchor = 0;
    bool key_waits = false;  // a map's key was read, its value was not
    std::size_t key_end = 0;
    Value::Member member = {};
    std::map<std::string, SourcePosition, std::less<>> seen = {};  // of a map too large to search
    std::vector<Value> merged = {};                                // values of `<<`
    bool merge_waits = false;
  };
  struct Anchored {
    Value value;
    std::size_t nodes;
    std::size_t weight;
  };

  bool take_key(const Node& node, Value key, bool plain);
  static SourcePosition first_place(Frame& frame, const std::string& key);
  Value left_out(std::size_t offset) const;
  bool anchor(std::size_t id, const Value& value);
  bool add(Value value);
  bool merge(Frame& frame, Value value);
  static void merge_into(Frame& frame);
  bool tagged(Value& value, std::string_view tag);
  bool fail(const Value& where, std::string message, std::string hint = {});

  const SourceText& source_;
  bool json_;  // 1e3 is a number
  Reporter& reporter_;
  std::vector<Frame> frames_;
  std::map<std::size_t, Anchored> anchors_;
  std::size_t values_ = 0;
  std::size_t anchor_bytes_ = 0;
  std::size_t alias_nodes_ = 0;
  std::size_t alias_bytes_ = 0;
  std::size_t documents_ = 0;
  std::optional<Value> root_;
};

}  // namespace brume::emulator
