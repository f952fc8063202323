#include <CLI/App.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "emulator/app/terminal.h"
#include "emulator/cli/command.h"
#include "emulator/cli/help.h"
#include "emulator/scaffold/project.h"

namespace brume::emulator::cli {
namespace {

struct InitOptions {
  std::string name = "hello";
  std::string language = "cpp";
  std::string folder;  // empty: the name
};

int init(const InitOptions& options) {
  if (const auto wrong = name_complaint(options.name)) {
    std::fprintf(stderr, "brume init: the name `%s` %s\n", options.name.c_str(), wrong->c_str());
    return kExitUsage;
  }
  const bool is_c = options.language == "c";
  const std::filesystem::path folder = options.folder.empty() ? options.name : options.folder;
  const std::vector<ProjectFile> files =
      project_files(options.name, is_c ? ProjectLanguage::kC : ProjectLanguage::kCpp);
  const Status written = write_project(folder, files);
  if (!written.ok()) {
    std::fprintf(stderr, "brume init: %s\n", written.error().message.c_str());
    return written.error().code == Error::Code::kInvalidArgument ? kExitUsage : kExitFailed;
  }
  const app::Terminal terminal = app::terminal_of(stdout);
  std::printf("%s\n", app::styled(terminal, app::Style::kBold,
                                  "Wrote " + options.name + ", a function in " +
                                      (is_c ? "C" : "C++") + ", to " + folder.string() + "/")
                          .c_str());
  for (const ProjectFile& file : files) {
    std::printf("  %-18s %s\n", file.name.c_str(),
                app::styled(terminal, app::Style::kDim, file.what).c_str());
  }
  std::printf("\nNext:\n");
  if (folder != "." && folder != "./") std::printf("  cd %s\n", folder.c_str());
  std::printf("  brume build\n  brume invoke -e event.json\n");
  return kExitOk;
}

}  // namespace

void add_init_command(CLI::App& root, int& exit_code) {
  const auto options = std::make_shared<InitOptions>();
  CLI::App* command = root.add_subcommand("init", "Write a new project, ready to build and invoke");
  command
      ->add_option("name", options->name, "name of the function and its library (default: hello)")
      ->type_name("NAME");
  command
      ->add_option("-l,--language", options->language,
                   "what the function is written in (default: cpp)")
      ->check(CLI::IsMember({"cpp", "c"}))
      ->type_name("cpp|c");
  command->add_option("-d,--dir", options->folder, "the folder to write to (default: the name)")
      ->type_name("DIR");
  command->footer(examples({
      {"brume init", "hello/, in C++"},
      {"brume init resizer --language c", "resizer/, in C"},
      {"brume init resizer --dir .", "into this folder"},
  }));
  command->callback([options, &exit_code] { exit_code = init(*options); });
}

}  // namespace brume::emulator::cli
