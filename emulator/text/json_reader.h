// Reads JSON text front to back without building a document. For answers of functions, which are
// mostly one small object; strict as RFC 8259, and never recursive: no depth can harm it.
//
// A reader that has met an error stays failed(): every further call is false.
#pragma once

#include <string>
#include <string_view>

namespace brume::emulator {

class JsonReader {
 public:
  enum class Kind { kNull, kBoolean, kNumber, kString, kArray, kObject, kNone };

  // REQUIRES: the text outlives the reader
  explicit JsonReader(std::string_view text) : text_(text) {}

  // What comes next; kNone at the end or where no value can begin.
  Kind peek();

  // Each reads one value of that kind; otherwise the reader has failed.
  bool string(std::string& out);        // decoded; `out` is replaced
  bool number(std::string_view& out);   // as written
  bool literal(std::string_view& out);  // "true", "false", "null"
  // Any value; `out` is its text as written.
  bool skip(std::string_view& out);

  // Enters an object or array. Then more() says before each member or element whether there is
  // one; when it says no, the closing bracket has been read.
  bool enter_object() { return enter('{'); }
  bool enter_array() { return enter('['); }
  bool more_members(std::string& name);  // reads the name and its colon too
  bool more_elements() { return more(']'); }

  // Nothing but white space is left. Call it after the value.
  bool at_end();
  bool failed() const { return failed_; }

 private:
  bool fail();
  void skip_space();
  bool enter(char opening);
  bool more(char closing);
  // Nowhere, when `out` is null: only stepped over.
  bool read_string(std::string* out);
  bool escape(std::string* out);
  bool code_unit(unsigned& unit);
  bool word(std::string_view expected);
  bool step_over(std::string& open);

  std::string_view text_;
  std::size_t at_ = 0;
  bool first_ = false;  // directly behind an opening bracket
  bool failed_ = false;
};

}  // namespace brume::emulator
