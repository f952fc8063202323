// A man page in roff, the language of man pages: sections, paragraphs, lists of options, examples.
//
// Its methods take plain text and quote what roff would take for markup; text in `backquotes`
// becomes bold. What finish() returns is ASCII, whatever the text was. Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace brume::emulator::cli {

class RoffPage {
 public:
  // "BRUME-INVOKE" of section 1; `source` is the program and its version, the page's foot.
  RoffPage(std::string_view title, std::string_view source);

  void section(std::string_view title);
  void subsection(std::string_view title);
  // A filled paragraph: line ends in `text` are spaces. An empty text adds nothing.
  void paragraph(std::string_view text);
  // A term and, indented below it, what it is. `term` is roff already: bold(), italic(), plain().
  void entry(std::string_view term, std::string_view text);
  // One line of roff.
  void line(std::string_view roff);
  // Lines as they are.
  void example(const std::vector<std::string>& lines);

  std::string finish() && { return std::move(text_); }

  static std::string plain(std::string_view text);
  static std::string bold(std::string_view text);
  static std::string italic(std::string_view text);

 private:
  std::string text_;
};

}  // namespace brume::emulator::cli
