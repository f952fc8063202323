// brume graph: the application as a picture.
#include <stdlib.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "emulator/app/terminal.h"
#include "emulator/base/result.h"
#include "emulator/cli/command.h"
#include "emulator/cli/help.h"
#include "emulator/cli/template_options.h"
#include "emulator/graph/graph.h"
#include "emulator/loop/child_process.h"
#include "emulator/services/apigateway/read/read_apis.h"

namespace brume::emulator::cli {
namespace {

struct GraphOptions {
  TemplateOptions load;
  std::string format = "mermaid";
  std::string output;  // empty: standard output
};

// A file with the text, gone with the object: Graphviz reads it.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text) {
    std::string pattern = (std::filesystem::temp_directory_path() / "brume-graph-XXXXXX").string();
    const int descriptor = ::mkstemp(pattern.data());
    if (descriptor < 0) return;
    ::close(descriptor);
    path_ = pattern;
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~TemporaryFile() {
    std::error_code error;
    std::filesystem::remove(path_, error);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

Result<std::string> to_svg(const std::string& dot) {
  const TemporaryFile file(dot);
  std::string svg;
  const Result<int> done =
      run_process({{"dot", "-Tsvg", file.path().string()}},
                  [&](std::string_view line) { svg.append(line).append("\n"); });
  if (!done) {
    return Error{Error::Code::kUnavailable,
                 "there is no `dot` for SVG: install graphviz, or take --format dot or mermaid"};
  }
  if (done.value() != 0) {
    return Error{Error::Code::kInternal,
                 "`dot` ended with " + std::to_string(done.value()) + ": " + svg};
  }
  return svg;
}

Result<std::string> picture_of(const Graph& graph, const std::string& format) {
  if (format == "dot") return to_dot(graph);
  if (format == "svg") return to_svg(to_dot(graph));
  return to_mermaid(graph);
}

int fail(const std::string& message, int exit_code) {
  std::fprintf(stderr, "brume graph: %s\n", message.c_str());
  return exit_code;
}

int graph(const GraphOptions& options) {
  const auto load = load_options(options.load);
  if (!load) return fail(load.error().message, kExitUsage);
  Loaded loaded = load_application(load.value());
  if (!loaded.application) {
    const bool color = app::terminal_of(stderr).color;
    std::fputs(render_text(loaded.diagnostics, loaded.sources, color).c_str(), stderr);
    return app::exit_code_of_rejected(load.value());
  }
  const gateway::ReadApis read = gateway::read_apis(*loaded.application, loaded.sources);
  const auto picture = picture_of(read_graph(*loaded.application, read.apis), options.format);
  if (!picture) return fail(picture.error().message, kExitFailed);
  if (options.output.empty()) {
    std::fputs(picture.value().c_str(), stdout);
    return kExitOk;
  }
  std::ofstream file(options.output, std::ios::binary);
  file << picture.value();
  file.close();
  if (!file) return fail("`" + options.output + "` cannot be written", kExitUsage);
  return kExitOk;
}

}  // namespace

void add_graph_command(CLI::App& root, int& exit_code) {
  CLI::App* command =
      root.add_subcommand("graph", "Draw what triggers which function, and what that uses");
  auto options = std::make_shared<GraphOptions>();
  add_template_options(*command, options->load);
  command->add_option("--format", options->format, "of the picture; svg needs graphviz's dot")
      ->check(CLI::IsMember({"mermaid", "dot", "svg"}))
      ->capture_default_str();
  command->add_option("-o,--output", options->output, "write it to this file")->type_name("FILE");
  command->footer(examples({{"brume graph", "a Mermaid flowchart, for a README"},
                            {"brume graph --format svg --output app.svg"}}));
  command->callback([options, &exit_code] { exit_code = graph(*options); });
}

}  // namespace brume::emulator::cli
