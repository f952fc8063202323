// brume completion: the scripts by which shells ask `brume __complete` what may come next.
#include <CLI/App.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "emulator/cli/command.h"
#include "emulator/cli/completer.h"
#include "emulator/cli/help.h"
#include "emulator/template/load/load.h"

namespace brume::emulator::cli {
namespace {

constexpr const char* kBash = R"(# brume's completion for bash:  source <(brume completion bash)
_brume() {
  local current=${COMP_WORDS[COMP_CWORD]} answer line
  [[ $current == "=" ]] && current=
  mapfile -t answer < <("${COMP_WORDS[0]/#\~/$HOME}" __complete \
    "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  COMPREPLY=()
  case ${answer[0]} in
    files) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
    folders) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
    *) for line in "${answer[@]:1}"; do COMPREPLY+=("${line%%$'\t'*}"); done ;;
  esac
}
complete -F _brume brume
)";

constexpr const char* kZsh = R"(#compdef brume
# brume's completion for zsh:  source <(brume completion zsh)
_brume() {
  local -a answer candidates
  local line
  answer=("${(@f)$("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  case ${answer[1]} in
    files) _files ;;
    folders) _files -/ ;;
    *)
      for line in "${(@)answer[2,-1]}"; do
        candidates+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
      done
      _describe brume candidates ;;
  esac
}
# A file of the shell's own folders is the function's first call, too.
if [[ ${funcstack[1]} == _brume ]]; then
  _brume "$@"
else
  compdef _brume brume
fi
)";

constexpr const char* kFish = R"(# brume's completion for fish:  brume completion fish | source
function __brume_complete
  set -l current (commandline -ct)
  set -l words (commandline -opc) "$current"
  set -l answer ($words[1] __complete $words[2..-1] 2>/dev/null)
  switch "$answer[1]"
    case files
      __fish_complete_path "$current"
    case folders
      __fish_complete_directories "$current"
    case '*'
      test (count $answer) -gt 1; and printf '%s\n' $answer[2..-1]
  end
end
complete -c brume -f -a '(__brume_complete)'
)";

// The functions of the template that the command line, or the folder, names. None is no error.
std::vector<std::string> functions_of(const std::string& template_file) {
  LoadOptions options;
  options.template_file =
      template_file.empty() ? default_template(".") : std::filesystem::path(template_file);
  std::error_code status;
  if (!std::filesystem::is_regular_file(options.template_file, status)) return {};
  const Loaded loaded = load_application(options);
  std::vector<std::string> names;
  if (!loaded.application) return names;
  for (const FunctionSpec& function : loaded.application->functions) {
    names.push_back(function.logical_id);
  }
  return names;
}

}  // namespace

int print_completion(const CLI::App& root, std::vector<std::string> words) {
  const Completion completion = complete(root, std::move(words), functions_of);
  switch (completion.kind) {
    case Completion::Kind::kWords:
      std::puts("words");
      break;
    case Completion::Kind::kFiles:
      std::puts("files");
      break;
    case Completion::Kind::kFolders:
      std::puts("folders");
      break;
  }
  for (const Candidate& candidate : completion.candidates) {
    std::printf("%s\t%s\n", candidate.word.c_str(), candidate.help.c_str());
  }
  return kExitOk;
}

void add_completion_command(CLI::App& root, int&) {
  CLI::App* command =
      root.add_subcommand("completion", "Print a script that teaches your shell these commands");
  command->require_subcommand(1);
  const auto add = [command](const char* shell, const char* script) {
    CLI::App* sub = command->add_subcommand(shell, std::string("Print the script for ") + shell);
    sub->group("Shells");
    sub->callback([script] { std::fputs(script, stdout); });
  };
  add("bash", kBash);
  add("zsh", kZsh);
  add("fish", kFish);
  command->footer(
      examples({{"source <(brume completion bash)", "this shell; in ~/.bashrc, every shell"},
                {"source <(brume completion zsh)", "in ~/.zshrc, after compinit"},
                {"brume completion fish > ~/.config/fish/completions/brume.fish"}}));
}

}  // namespace brume::emulator::cli
