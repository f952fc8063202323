// A template that may be anything: its bytes are a file that is loaded and transformed. Nothing may
// crash; an application is there exactly when there is no error; what is wrong stands in a place
// that the file has; and a text that the fast reader takes means the same to the thorough one.
//
// An entry point for libFuzzer, and for replay.cpp without it.
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "emulator/template/load/load.h"
#include "tests/fuzz/two_readers.h"

namespace {

using namespace brume::emulator;

void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "template_fuzz: %s\n", what);
  std::abort();
}

// A folder for the one template, gone at the end.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "brume-fuzz-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::uint32_t line_count(const std::string& text) {
  std::uint32_t lines = 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool ends = text[i] == '\n' || (text[i] == '\r' && text[i + 1] != '\n');
    lines += ends ? 1U : 0U;
  }
  return lines;
}

void check_places(const Diagnostics& diagnostics, const SourceFiles& sources) {
  for (const Diagnostic& diagnostic : diagnostics) {
    require(!diagnostic.message.empty(), "a diagnostic says nothing");
    if (diagnostic.at.line == 0) continue;
    require(diagnostic.at.file < sources.size(), "a diagnostic is in no file");
    require(diagnostic.at.line <= line_count(sources[diagnostic.at.file].text),
            "a diagnostic stands behind the end of its file");
  }
  require(diagnostics.empty() || !render_text(diagnostics, sources, true).empty(), "no text");
  require(!render_json(diagnostics, sources).empty(), "no JSON");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Folder folder;
  LoadOptions options;
  options.template_file = folder.path() / "template.yaml";
  options.parameter_overrides["Given"] = "given";
  std::ofstream(options.template_file, std::ios::binary)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  const Loaded loaded = load_application(options);
  require(loaded.application.has_value() != has_errors(loaded.diagnostics),
          "an application and an error, or neither");
  check_places(loaded.diagnostics, loaded.sources);
  const Transformed transformed = transform_template(options);
  require(!transformed.accepted || !transformed.json.empty(), "accepted, and nothing to show");
  check_places(transformed.diagnostics, transformed.sources);
  if (loaded.sources.empty()) return 0;
  // yaml-cpp counts the empty lines at the end of a block of text otherwise than YAML does.
  if (loaded.sources.front().text.find_first_of("|>") != std::string::npos) return 0;
  const TwoReadings readings = read_twice(loaded.sources.front().text);
  if (readings.fast != readings.thorough) {
    std::fprintf(stderr, "fast:     %s\nthorough: %s\n", readings.fast.c_str(),
                 readings.thorough.c_str());
  }
  require(readings.fast == readings.thorough, "the two readers read differently");
  return 0;
}
