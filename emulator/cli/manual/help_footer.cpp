#include "emulator/cli/manual/help_footer.h"

#include <algorithm>

namespace brume::emulator::cli {
namespace {

constexpr std::string_view kExamples = "Examples:";

std::vector<std::string_view> split(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  for (std::size_t end = text.find(separator); end != text.npos; end = text.find(separator)) {
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + separator.size());
  }
  parts.push_back(text);
  return parts;
}

bool begins_with_variable(std::string_view sentence) {
  const std::string_view word = sentence.substr(0, sentence.find(' '));
  return word.find('_') != word.npos &&
         word.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == word.npos;
}

void append(std::string& text, std::string_view sentence) {
  if (!text.empty()) text += ' ';
  text += sentence;
}

void add_sentences(std::string_view block, HelpFooter& footer) {
  std::string line(block);
  std::replace(line.begin(), line.end(), '\n', ' ');
  std::string paragraph;
  const std::vector<std::string_view> sentences = split(line, ". ");
  for (const std::string_view& each : sentences) {
    const bool is_last = &each == &sentences.back();
    const std::string sentence = std::string(each) + (is_last ? "" : ".");
    if (sentence.starts_with("Exit code")) {
      append(footer.exit_codes, sentence);
    } else if (begins_with_variable(sentence)) {
      append(footer.environment, sentence);
    } else {
      append(paragraph, sentence);
    }
  }
  if (!paragraph.empty()) footer.paragraphs.push_back(std::move(paragraph));
}

}  // namespace

HelpFooter parse_help_footer(std::string_view text) {
  HelpFooter footer;
  for (const std::string_view block : split(text, "\n\n")) {
    if (!block.starts_with(kExamples)) {
      add_sentences(block, footer);
      continue;
    }
    std::vector<std::string_view> lines = split(block, "\n");
    lines.erase(lines.begin());
    for (const std::string_view line : lines) {
      footer.examples.emplace_back(line.substr(std::min(line.size(), line.find_first_not_of(' '))));
    }
  }
  return footer;
}

}  // namespace brume::emulator::cli
