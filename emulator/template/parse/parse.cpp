#include "emulator/template/parse/parse.h"

#include <fstream>
#include <vector>

#include "emulator/template/parse/limits.h"
#include "emulator/template/parse/source_text.h"
#include "emulator/template/parse/tree_builder.h"
#include "emulator/template/parse/yaml_events.h"
#include "emulator/template/parse/yaml_fast.h"

namespace brume::emulator {
namespace {

struct FastResult {
  bool left = true;  // to the other reader
  std::optional<Value> value = {};
};

// What needs words that only the other reader has is left to it, and a root that is no map: rare.
FastResult parse_fast(const SourceText& source, Reporter& reporter) {
  const std::size_t before = reporter.diagnostics().size();
  TreeBuilder builder(source, reporter);
  const FastEnd end = read_yaml_fast(source, builder);
  const bool well = end == FastEnd::kDone && reporter.diagnostics().size() == before;
  auto root = well ? builder.take_root() : std::nullopt;
  if (end == FastEnd::kLeft || (well && !(root && root->is_map()))) {
    reporter.diagnostics().resize(before);
    return {};
  }
  return {false, std::move(root)};
}

}  // namespace

std::optional<Value> parse_source(const SourceFiles& sources, std::uint32_t file,
                                  Reporter& reporter) {
  const std::string& text = sources.at(file).text;
  const std::size_t errors = reporter.diagnostics().size();
  const SourceText source(text, file);
  if (const auto unreadable = source.unreadable()) {
    Value here;
    here.place(source.position(unreadable->offset));
    reporter.error(here, Path(), unreadable->message);
    return std::nullopt;
  }
  if (auto fast = parse_fast(source, reporter); !fast.left) return std::move(fast.value);
  TreeBuilder builder(source, reporter);
  ReadEnd end = read_yaml(source, builder, reporter);
  if (end == ReadEnd::kDone) {
    if (reporter.diagnostics().size() > errors) return std::nullopt;
    return builder.take_root();
  }
  if (end == ReadEnd::kFailed) return std::nullopt;
  // JSON writes what lies beyond 16 bits as two escapes; YAML has one of 32 bits.
  reporter.diagnostics().resize(errors);
  const SourceText joined = SourceText::joined(text, file);
  if (auto fast = parse_fast(joined, reporter); !fast.left) return std::move(fast.value);
  TreeBuilder second(joined, reporter);
  end = read_yaml(joined, second, reporter);
  if (end == ReadEnd::kSurrogates) {
    reporter.error(SurrogatePairs::first_lone(text, file), Path(), "half of a surrogate pair",
                   "write both halves, \\ud83d\\ude00");
  }
  if (end != ReadEnd::kDone || reporter.diagnostics().size() > errors) return std::nullopt;
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
