#include "emulator/cli/manual/option_entries.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <set>

#include "emulator/cli/manual/roff_page.h"

namespace brume::emulator::cli {
namespace {

// "INT in [1 - 65535]" of "PORT:INT in [1 - 65535]"; empty without a check.
std::string check_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t colon = type.find(':');
  return colon == type.npos ? "" : type.substr(colon + 1);
}

// "From 1 to 65535." of "INT in [1 - 65535]"; CLI11's words for what is no range.
std::string limits_in(const std::string& check) {
  const std::size_t open = check.find(" in [");
  const std::size_t middle = check.find(" - ", open);
  if (open == check.npos || middle == check.npos || !check.ends_with(']')) return check + ".";
  return "From " + check.substr(open + 5, middle - open - 5) + " to " +
         check.substr(middle + 3, check.size() - middle - 4) + ".";
}

// "PORT", and "once|all|none" of "TEXT:{once,all,none}".
std::string shown_type_of(const CLI::Option& option) {
  std::string check = check_of(option);
  if (!check.starts_with('{')) {
    const std::string type = option.get_type_name();
    return type.substr(0, type.find(':'));
  }
  check = check.substr(1, check.size() - 2);
  for (char& c : check) c = c == ',' ? '|' : c;
  return check;
}

// "-e, --event FILE" with its fonts.
std::string term_of(const CLI::Option& option) {
  if (option.get_positional()) {
    return RoffPage::italic(option.get_name(true, false)) + (is_many(option) ? " ..." : "");
  }
  std::string term;
  const auto add = [&term](const std::string& name) {
    term += (term.empty() ? "" : ", ") + RoffPage::bold(name);
  };
  for (const std::string& name : option.get_snames()) add("-" + name);
  for (const std::string& name : option.get_lnames()) add("--" + name);
  const std::string type = shown_type_of(option);
  if (!type.empty()) term += " " + RoffPage::italic(type);
  return term;
}

std::string names_of(const std::set<CLI::Option*>& options) {
  std::set<std::string> names;  // by name: the order of pointers is another in each run
  for (const CLI::Option* option : options) names.insert("`" + option->get_name() + "`");
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::string text_of(const CLI::Option& option) {
  std::string text = sentence(option.get_description());
  const auto add = [&text](const std::string& more) { text += (text.empty() ? "" : " ") + more; };
  const std::string check = check_of(option);
  if (!check.empty() && !check.starts_with('{')) add(limits_in(check));
  if (!option.get_default_str().empty()) add("Default: `" + option.get_default_str() + "`.");
  if (option.get_required() && !option.get_positional()) add("Required.");
  if (!option.get_envname().empty()) add("Environment: `" + option.get_envname() + "`.");
  if (!option.get_needs().empty()) add("Needs " + names_of(option.get_needs()) + ".");
  if (!option.get_excludes().empty()) add("Not with " + names_of(option.get_excludes()) + ".");
  return text;
}

}  // namespace

Options options_of(const CLI::App& app, bool positional) {
  return app.get_options([positional](const CLI::Option* option) {
    return !option->get_group().empty() && option->get_positional() == positional;
  });
}

bool is_many(const CLI::Option& option) {
  return option.get_expected_max() >= CLI::detail::expected_max_vector_size;
}

OptionEntries option_entries(const CLI::App& app, bool positional) {
  OptionEntries entries;
  for (const CLI::Option* option : options_of(app, positional)) {
    entries.push_back({term_of(*option), text_of(*option)});
  }
  return entries;
}

bool contains(const OptionEntries& entries, const OptionEntry& entry) {
  return std::find(entries.begin(), entries.end(), entry) != entries.end();
}

OptionEntries common_options(const std::vector<const CLI::App*>& commands) {
  OptionEntries common = option_entries(*commands.front(), false);
  for (const CLI::App* command : commands) {
    const OptionEntries entries = option_entries(*command, false);
    std::erase_if(common,
                  [&entries](const OptionEntry& entry) { return !contains(entries, entry); });
  }
  return common;
}

std::string sentence(std::string text) {
  if (!text.empty() && !text.ends_with('.') && !text.ends_with(']')) text += '.';
  return text;
}

}  // namespace brume::emulator::cli
