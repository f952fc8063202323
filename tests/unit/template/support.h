// What the template tests share: a folder of its own for each case, and short ways from a text to
// what was found in it.
#pragma once

#include <unistd.h>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>

#include "emulator/template/load/load.h"

namespace brume::emulator {

// A folder that is gone at the end of the case.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "brume-test-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline Loaded load_text(const std::string& text,
                        std::map<std::string, std::string> overrides = {}) {
  const Folder folder;
  LoadOptions options;
  options.template_file = folder.write("template.yaml", text);
  options.parameter_overrides = std::move(overrides);
  return load_application(options);
}

inline std::string described(Diagnostic::Severity severity, const Diagnostics& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity != severity) continue;
    text += std::to_string(diagnostic.at.line) + ":" + std::to_string(diagnostic.at.column) + " " +
            diagnostic.message + (diagnostic.hint.empty() ? "" : " | " + diagnostic.hint) + "\n";
  }
  return text;
}
// "4:7 message | hint" a line.
inline std::string errors_of(const Loaded& loaded) {
  return described(Diagnostic::Severity::kError, loaded.diagnostics);
}
inline std::string warnings_of(const Loaded& loaded) {
  return described(Diagnostic::Severity::kWarning, loaded.diagnostics);
}
inline std::string notes_of(const Loaded& loaded) {
  return described(Diagnostic::Severity::kNote, loaded.diagnostics);
}

// A template of one function with these lines among its properties (indented by six).
inline std::string function_template(const std::string& properties) {
  return "Transform: AWS::Serverless-2016-10-31\n"
         "Resources:\n"
         "  Hello:\n"
         "    Type: AWS::Serverless::Function\n"
         "    Properties:\n"
         "      CodeUri: .\n"
         "      Runtime: provided.al2023\n"
         "      Handler: hello.handler\n" +
         properties;
}

}  // namespace brume::emulator
