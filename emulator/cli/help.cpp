#include "emulator/cli/help.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <memory>
#include <span>
#include <vector>

#include "emulator/template/model/did_you_mean.h"

namespace brume::emulator::cli {
namespace {

constexpr std::size_t kHelpColumn = 32;

// CLI11's own form, in our words.
class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter() {
    column_width(kHelpColumn);
    label("SUBCOMMAND", "COMMAND");
    label("Positionals", "Arguments");
  }
  std::string make_subcommands(const CLI::App* app, CLI::AppFormatMode mode) const override {
    const std::string text = CLI::Formatter::make_subcommands(app, mode);
    return CLI::detail::find_and_replace(text, "\nSubcommands:\n", "\nCommands:\n");
  }
};

// The command the person was writing: the last that was recognised.
const CLI::App& last_command(const CLI::App& root) {
  const CLI::App* app = &root;
  while (!app->get_subcommands().empty()) app = app->get_subcommands().back();
  return *app;
}

std::string full_name(const CLI::App& app) {
  return app.get_parent() == nullptr ? app.get_name()
                                     : full_name(*app.get_parent()) + " " + app.get_name();
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (!command->get_group().empty()) names.push_back(command->get_name());
  }
  return names;
}

// What the commands below this one are: "command", "service", "type", from their headings.
std::string kind_of_commands(const CLI::App& app) {
  const std::string group =
      app.get_subcommands([](const CLI::App*) { return true; })[0]->get_group();
  if (group == "Subcommands") return "command";
  return CLI::detail::to_lower(group.substr(0, group.size() - 1));
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty()) continue;
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::string one_of(const std::vector<std::string>& names) {
  std::string text = "one of ";
  for (const std::string& name : names) text += (&name == &names[0] ? "" : ", ") + name;
  return text;
}

std::string unknown(std::string_view what, std::string_view word,
                    const std::vector<std::string>& names) {
  const std::vector<std::string_view> views(names.begin(), names.end());
  const std::string text = "unknown " + std::string(what) + " `" + std::string(word) + "`; ";
  const auto near = nearest(word, views);
  return text + (near ? "did you mean `" + std::string(*near) + "`?" : "it is " + one_of(names));
}

std::string complaint(const CLI::App& command, const CLI::ParseError& error) {
  const std::vector<std::string> left = command.remaining();
  if (left.empty()) {
    const std::vector<std::string> names = command_names(command);
    if (names.empty() || dynamic_cast<const CLI::RequiredError*>(&error) == nullptr) {
      return error.what();
    }
    return "which " + kind_of_commands(command) + "? It is " + one_of(names);
  }
  const std::string word = left.front().substr(0, left.front().find('='));
  if (word.size() > 1 && word[0] == '-') return unknown("option", word, option_names(command));
  const std::vector<std::string> names = command_names(command);
  if (names.empty()) return "one argument too many: `" + left.front() + "`";
  return unknown(kind_of_commands(command), left.front(), names);
}

}  // namespace

std::string examples(std::initializer_list<Example> list) {
  std::size_t column = 0;
  for (const Example& example : list) {
    if (!example.what.empty()) column = std::max(column, example.command.size() + 2);
  }
  std::string text = "Examples:";
  for (const Example& example : list) {
    text += "\n  " + std::string(example.command);
    if (!example.what.empty()) {
      text += std::string(column - example.command.size(), ' ') + "# " + std::string(example.what);
    }
  }
  return text;
}

void set_help_style(CLI::App& root) {
  root.formatter(std::make_shared<HelpFormatter>());
  root.get_help_ptr()->description("print this and exit");
}

std::string usage_message(const CLI::App& root, const CLI::ParseError& error) {
  const CLI::App& command = last_command(root);
  const std::string name = full_name(command);
  return name + ": " + complaint(command, error) + "\nTry `" + name + " --help`.";
}

}  // namespace brume::emulator::cli
