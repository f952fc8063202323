// The text of one source as the YAML parser reads it: whether it can be read at all, the line and
// column of each of its bytes, and how far what starts at a byte extends. The parser knows only
// where things start.
//
// Positions asked for in rising order cost the distance between them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/template/model/source.h"
#include "emulator/template/parse/surrogates.h"

namespace brume::emulator {

class SourceText {
 public:
  struct Unreadable {
    std::size_t offset;
    std::string message;
  };

  SourceText(std::string_view text, std::uint32_t file);
  // The same text with its surrogate pairs joined; positions stay those of the original.
  static SourceText joined(std::string_view text, std::uint32_t file);

  const std::string& text() const { return text_; }
  // The first byte that is not UTF-8 or that YAML does not allow.
  std::optional<Unreadable> unreadable() const;

  SourcePosition position(std::size_t offset) const;
  // Code points from `offset` to `end` when both are on one line; at least 1.
  std::uint32_t length(std::size_t offset, std::size_t end) const;

  bool starts_with(std::size_t offset, std::string_view what) const;
  // What follows the tag and the anchor at `offset` on the same line, or where that line ends.
  std::size_t content(std::size_t offset) const;
  // The end, on its first line, of the scalar (with its tag and anchor) that starts at `offset`.
  std::size_t scalar_end(std::size_t offset, std::string_view value) const;
  // False for a quote at `offset` that the text leaves open.
  bool closes(std::size_t offset) const;
  // The word at `offset`, up to a space or a flow indicator.
  std::string_view word(std::size_t offset) const;
  // Where a value that was left out would stand: after the `:` that follows the key's end, or
  // after the `-` before `offset`.
  std::size_t after_colon(std::size_t key_end) const;
  std::size_t after_dash(std::size_t offset) const;
  // `offset`, or where the text's last line with something on it ends if that is earlier.
  std::size_t within(std::size_t offset) const;
  // The line's indentation has a tab in it, and the text is not JSON, which allows that.
  bool tab_indents(std::size_t offset) const;
  bool begins_line(std::size_t offset) const;  // but for its indentation
  bool is_json() const;                        // starts as a JSON object

 private:
  struct Cursor {
    std::size_t offset = 0;
    std::uint32_t line = 1;
    std::uint32_t column = 1;
  };

  char at(std::size_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }
  std::size_t skip_blanks(std::size_t offset) const;
  std::size_t line_start(std::size_t offset) const;
  std::size_t closing_quote(std::size_t offset) const;

  std::string text_;
  std::uint32_t file_;
  SurrogatePairs pairs_;
  mutable Cursor cursor_;  // the last position asked for
};

}  // namespace brume::emulator
