#include "emulator/cli/manual/manual_pages.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <fstream>
#include <map>

#include "emulator/cli/manual/help_footer.h"
#include "emulator/cli/manual/option_entries.h"
#include "emulator/cli/manual/roff_page.h"

namespace brume::emulator::cli {
namespace {

struct Row {
  std::string_view name;
  std::string_view what;
};

// What brume(1) lists beside the variables that stand for an option.
constexpr Row kVariables[] = {
    {"AWS_DEFAULT_REGION", "the region, where neither `--region` nor AWS_REGION says one"},
    {"AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY",
     "an access key whose signatures `brume start` can check, besides the local test keys"},
    {"NO_COLOR", "set: no colours"},
    {"CLICOLOR_FORCE", "set, and not 0: colours also where the output is no terminal"},
};

constexpr Row kFiles[] = {
    {"template.yaml, template.yml, template.json",
     "the application, where `--template` names no other"},
    {"samconfig.toml, samconfig.yaml, samconfig.yml, samconfig.json",
     "beside the template: options of a project's commands, in the sections of the SAM CLI"},
    {".brume/",
     "beside the template: all that Brume keeps of an application. To remove it is to "
     "begin anew."},
    {".brume/build/", "what `brume build` has built, a folder for each function"},
    {".brume/build-logs/", "what the compilers said"},
    {".brume/buckets/", "the objects of buckets that have no other folder"},
    {".brume/events.db", "asynchronous events that wait or have failed"},
    {".brume/history.db", "recorded invocations"},
    {".brume/schedules.db", "when schedules fired last"},
    {".brume/storage.db", "buckets, and what is known of their objects"},
    {".brume/keys/", "the key pair of `brume token`"},
};

using Apps = std::vector<const CLI::App*>;

bool is_shown(const CLI::App* app) {
  return !app->get_group().empty();
}

Apps commands_of(const CLI::App& app) {
  return app.get_subcommands(is_shown);
}

std::string full_name(const CLI::App& app, char between) {
  const CLI::App* parent = app.get_parent();
  return parent == nullptr ? app.get_name()
                           : full_name(*parent, between) + between + app.get_name();
}

std::string upper_case(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

// The footer of its own: CLI11 gives a new command the one that its parent has at that time.
std::string footer_of(const CLI::App& app) {
  const std::string footer = app.get_footer();
  for (const CLI::App* above = app.get_parent(); above != nullptr; above = above->get_parent()) {
    if (footer == above->get_footer()) return "";
  }
  return footer;
}

// The commands at the end of the tree below `app`, however deep it is.
void collect_last(const CLI::App& app, Apps& last) {
  for (const CLI::App* command : commands_of(app)) {
    if (commands_of(*command).empty()) {
      last.push_back(command);
    } else {
      collect_last(*command, last);
    }
  }
}

std::string synopsis_of(const CLI::App& app) {
  std::string line = RoffPage::bold(full_name(app, ' '));
  const auto add = [&line](const std::string& word, bool is_required) {
    line += is_required ? " " + word : " [" + word + "]";
  };
  if (!options_of(app, false).empty()) add(RoffPage::italic("OPTIONS"), false);
  for (const CLI::Option* option : options_of(app, true)) {
    add(RoffPage::italic(option->get_name(true, false)) + (is_many(*option) ? " ..." : ""),
        option->get_required());
  }
  if (!commands_of(app).empty()) {
    add(RoffPage::italic("COMMAND"), app.get_require_subcommand_min() > 0);
  }
  return line;
}

// The page of one command, or of the root.
class Page {
 public:
  Page(const CLI::App& app, std::string_view version)
      : app_(app),
        name_(full_name(app, '-')),
        footer_(parse_help_footer(footer_of(app))),
        roff_(upper_case(name_), version) {}

  ManualPage write() && {
    roff_.section("NAME");
    roff_.line(RoffPage::plain(name_) + " \\- " + RoffPage::plain(app_.get_description()));
    roff_.section("SYNOPSIS");
    roff_.line(synopsis_of(app_));
    roff_.section("DESCRIPTION");
    roff_.paragraph(sentence(app_.get_description()));
    for (const std::string& paragraph : footer_.paragraphs) roff_.paragraph(paragraph);
    add_entries("ARGUMENTS", option_entries(app_, true));
    if (is_root()) {
      add_entries("OPTIONS", option_entries(app_, false));
      add_command_list();
    } else {
      add_options_and_commands();
    }
    add_exit_status();
    add_environment();
    if (is_root()) add_rows("FILES", kFiles);
    add_examples();
    add_see_also();
    return {name_ + ".1", std::move(roff_).finish()};
  }

 private:
  bool is_root() const { return app_.get_parent() == nullptr; }
  const CLI::App& root() const {
    const CLI::App* app = &app_;
    while (app->get_parent() != nullptr) app = app->get_parent();
    return *app;
  }

  void add_entries(std::string_view title, const OptionEntries& entries) {
    if (entries.empty()) return;
    roff_.section(title);
    for (const OptionEntry& entry : entries) roff_.entry(entry.term, entry.text);
  }

  // The commands that have a page of their own.
  void add_command_list() {
    roff_.section("COMMANDS");
    for (const CLI::App* command : commands_of(app_)) {
      roff_.entry(RoffPage::bold(full_name(*command, '-')) + "(1)",
                  sentence(command->get_description()));
    }
  }

  // `brume storage ls` in brume-storage(1). Options that all such commands have are said once.
  void add_options_and_commands() {
    Apps commands;
    collect_last(app_, commands);
    OptionEntries options = option_entries(app_, false);
    if (!commands.empty()) {
      for (const OptionEntry& entry : common_options(commands)) {
        if (!contains(options, entry)) options.push_back(entry);
      }
    }
    add_entries("OPTIONS", options);
    if (commands.empty()) return;
    roff_.section("COMMANDS");
    for (const CLI::App* command : commands) add_command(*command, options);
  }

  void add_command(const CLI::App& command, const OptionEntries& said) {
    roff_.subsection(full_name(command, ' '));
    roff_.line(synopsis_of(command));
    roff_.paragraph(sentence(command.get_description()));
    const HelpFooter footer = parse_help_footer(footer_of(command));
    for (const std::string& paragraph : footer.paragraphs) roff_.paragraph(paragraph);
    roff_.paragraph(footer.exit_codes);
    for (const bool positional : {true, false}) {
      for (const OptionEntry& entry : option_entries(command, positional)) {
        if (positional || !contains(said, entry)) roff_.entry(entry.term, entry.text);
      }
    }
    if (footer.examples.empty()) return;
    roff_.paragraph("Examples:");
    roff_.example(footer.examples);
  }

  void add_exit_status() {
    roff_.section("EXIT STATUS");
    roff_.paragraph(footer_.exit_codes.empty() ? parse_help_footer(root().get_footer()).exit_codes
                                               : footer_.exit_codes);
  }

  // Of the root: the variables of all commands.
  void add_environment() {
    std::map<std::string, std::string> variables;
    collect_variables(app_, variables);
    if (variables.empty() && !is_root()) return;
    roff_.section("ENVIRONMENT");
    roff_.paragraph(footer_.environment);
    for (const auto& [name, option] : variables) {
      roff_.entry(RoffPage::bold(name), "the same as `" + option + "`, which wins over it.");
    }
    if (!is_root()) return;
    for (const Row& row : kVariables) {
      roff_.entry(RoffPage::bold(row.name), sentence(std::string(row.what)));
    }
  }

  static void collect_variables(const CLI::App& app,
                                std::map<std::string, std::string>& variables) {
    for (const CLI::Option* option : options_of(app, false)) {
      if (option->get_envname().empty() || option->get_lnames().empty()) continue;
      variables.emplace(option->get_envname(), "--" + option->get_lnames().front());
    }
    for (const CLI::App* command : commands_of(app)) collect_variables(*command, variables);
  }

  template <std::size_t N>
  void add_rows(std::string_view title, const Row (&rows)[N]) {
    roff_.section(title);
    for (const Row& row : rows) {
      roff_.entry(RoffPage::bold(row.name), sentence(std::string(row.what)));
    }
  }

  void add_examples() {
    if (footer_.examples.empty()) return;
    roff_.section("EXAMPLES");
    roff_.example(footer_.examples);
  }

  void add_see_also() {
    if (is_root()) return;
    roff_.section("SEE ALSO");
    roff_.line(RoffPage::bold(root().get_name()) + "(1)");
  }

  const CLI::App& app_;
  const std::string name_;
  const HelpFooter footer_;
  RoffPage roff_;
};

}  // namespace

std::vector<ManualPage> manual_pages(const CLI::App& root, std::string_view version) {
  std::vector<ManualPage> pages = {Page(root, version).write()};
  for (const CLI::App* command : commands_of(root)) {
    pages.push_back(Page(*command, version).write());
  }
  return pages;
}

Status write_manual(const std::vector<ManualPage>& pages, const std::filesystem::path& folder) {
  std::error_code status;
  std::filesystem::create_directories(folder, status);
  for (const ManualPage& page : pages) {
    std::ofstream out(folder / page.file_name, std::ios::binary);
    out << page.text;
    out.close();
    if (!out) {
      return Error{Error::Code::kUnavailable, "cannot write " + (folder / page.file_name).string()};
    }
  }
  return Done{};
}

}  // namespace brume::emulator::cli
