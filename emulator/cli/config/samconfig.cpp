#include "emulator/cli/config/samconfig.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <set>

#include "emulator/cli/config/toml_text.h"
#include "emulator/template/model/did_you_mean.h"
#include "emulator/template/model/rules.h"
#include "emulator/template/parse/parse.h"

namespace brume::emulator::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> kNames{"samconfig.toml", "samconfig.yaml",
                                                 "samconfig.yml", "samconfig.json"};

struct Section {
  std::string_view command;
  std::string_view section;
};
// SAM's names of commands that Brume calls otherwise. A command's own name is one as well.
constexpr Section kSections[] = {{"invoke", "local_invoke"},
                                 {"start", "local_start_api"},
                                 {"start-api", "local_start_api"},
                                 {"start-lambda", "local_start_lambda"}};

struct Homonym {
  std::string_view command;
  std::string_view key;
};
// Words that mean another thing to SAM.
constexpr Homonym kHomonyms[] = {{"build", "debug"}, {"build", "parallel"}};

std::string dashed(std::string text) {
  std::replace(text.begin(), text.end(), '_', '-');
  return text;
}

std::string underscored(std::string text) {
  std::replace(text.begin(), text.end(), '-', '_');
  return text;
}

// The option's value on the command line or in the environment; empty: none.
std::string given(const CLI::App& command, const char* name) {
  const CLI::Option* option = command.get_option_no_throw(name);
  return option == nullptr || option->count() == 0 ? std::string() : option->results().back();
}

// Empty when there is no file, and none was asked for.
fs::path config_file(const CLI::App& command) {
  if (std::string asked = given(command, "--config-file"); !asked.empty()) return asked;
  const fs::path folder = fs::path(given(command, "--template")).parent_path();
  std::error_code error;
  for (const std::string_view name : kNames) {
    if (fs::is_regular_file(folder / name, error)) return folder / name;
  }
  return {};
}

std::optional<Value> parse(const fs::path& file, SourceFiles& sources, Reporter& reporter) {
  if (file.extension() != ".toml") return parse_file(file, sources, reporter);
  auto text = read_text_file(file, reporter);
  if (!text) return std::nullopt;
  sources.push_back({file.string(), std::move(*text)});
  return parse_toml(sources, static_cast<std::uint32_t>(sources.size() - 1), reporter);
}

// What the file has for a command, by the option's name without dashes before it. What is said
// later in this list of sections wins.
std::map<std::string, const Value::Member*> parameters(const Value& environment,
                                                       const std::string& command) {
  std::vector<std::string> sections{"global"};
  for (const Section& each : kSections) {
    if (each.command == command) sections.emplace_back(each.section);
  }
  sections.push_back(underscored(command));
  std::map<std::string, const Value::Member*> result;
  for (const std::string& name : sections) {
    const Value* section = environment.find(name);
    const Value* written = section == nullptr ? nullptr : section->find("parameters");
    if (written == nullptr || !written->is_map()) continue;
    for (const Value::Member& member : written->members()) result[dashed(member.key)] = &member;
  }
  return result;
}

std::vector<std::string> words(const Value& value) {
  std::vector<std::string> result;
  if (value.is_list()) {
    for (const Value& item : value.items()) {
      for (std::string& word : words(item)) result.push_back(std::move(word));
    }
  } else if (value.is_map()) {
    for (const Value::Member& member : value.members()) {
      if (member.value.is_scalar()) result.push_back(member.key + "=" + member.value.text());
    }
  } else {
    result.push_back(value.text());
  }
  return result;
}

bool is_homonym(const std::string& command, const std::string& key) {
  return std::any_of(std::begin(kHomonyms), std::end(kHomonyms), [&](const Homonym& each) {
    return each.command == command && each.key == key;
  });
}

// The option that the key means; nullptr: none of this command's.
CLI::Option* option_of(const CLI::App& command, const std::string& key) {
  if (key == "config-file" || key == "config-env" || key == "help") return nullptr;
  if (is_homonym(command.get_name(), key)) return nullptr;
  for (CLI::Option* option : const_cast<CLI::App&>(command).get_options()) {
    if (option->check_lname(key)) return option;
  }
  return nullptr;
}

// Throws what CLI11 throws of values on the command line.
void set(CLI::Option& option, const std::string& key, const Value& value) {
  if (option.get_items_expected_max() == 0) {
    option.add_result(option.get_flag_value(key, value.is_scalar() ? value.text() : "{}"));
  } else {
    for (std::string& word : words(value)) option.add_result(std::move(word));
  }
  option.run_callback();
}

std::string spelled(const CLI::Option& option) {
  return "--" + option.get_lnames().front();
}

// A flag that is said to be false is as good as not there.
bool is_given(const CLI::Option& option) {
  const bool flag = option.get_items_expected_max() == 0;
  return option.count() > 0 && !(flag && option.results().back() == "false");
}

// Which options go together: CLI11 has asked it of those on the command line alone.
void check_company(const std::map<std::string, const Value::Member*>& configured,
                   const CLI::App& command, Reporter& reporter) {
  for (const auto& [key, member] : configured) {
    const CLI::Option& option = *option_of(command, key);
    const auto complain = [&, &at = *member](const std::string& what) {
      reporter.error(at.value, Path(), "`" + at.key + "`: " + spelled(option) + what);
    };
    if (!is_given(option)) continue;
    for (const CLI::Option* other : option.get_excludes()) {
      // When the file has both it is told once: of the first by name.
      const bool told =
          std::any_of(configured.begin(), configured.find(key),
                      [&](const auto& each) { return option_of(command, each.first) == other; });
      if (is_given(*other) && !told) complain(" excludes " + spelled(*other));
    }
    for (const CLI::Option* other : option.get_needs()) {
      if (!is_given(*other)) complain(" requires " + spelled(*other));
    }
  }
}

const Value* environment_of(const Value& root, const CLI::App& command, Reporter& reporter) {
  const std::string asked = given(command, "--config-env");
  const std::string name = asked.empty() ? "default" : asked;
  const Value* environment = root.find(name);
  if (environment != nullptr || asked.empty()) return environment;
  std::vector<std::string_view> names;
  if (root.is_map()) {
    for (const Value::Member& member : root.members()) {
      if (member.value.is_map()) names.push_back(member.key);
    }
  }
  reporter.error(Value().place({0, 1, 1}), Path(), "there is no environment `" + name + "`",
                 suggestion(name, names));
  return nullptr;
}

}  // namespace

Status apply_samconfig(CLI::App& command) {
  if (command.get_option_no_throw("--config-file") == nullptr) return Done{};
  const fs::path file = config_file(command);
  if (file.empty()) return Done{};
  Diagnostics diagnostics;
  SourceFiles sources;
  Reporter reporter(diagnostics, rules::kConfig);
  const auto root = parse(file, sources, reporter);
  const Value* environment = root ? environment_of(*root, command, reporter) : nullptr;
  if (environment != nullptr) {
    std::map<std::string, const Value::Member*> configured;
    for (const auto& [key, member] : parameters(*environment, command.get_name())) {
      CLI::Option* option = option_of(command, key);
      if (option == nullptr || option->count() > 0 || member->value.is_null()) continue;
      try {
        set(*option, key, member->value);
        if (option->count() > 0) configured.emplace(key, member);
      } catch (const CLI::Error& error) {
        reporter.error(member->value, Path(), "`" + member->key + "`: " + error.what());
      }
    }
    check_company(configured, command, reporter);
  }
  if (diagnostics.empty()) return Done{};
  return Error{Error::Code::kInvalidArgument, render_text(diagnostics, sources, false)};
}

Diagnostics foreign_keys(const CLI::App& command, void (*add_all)(CLI::App& root),
                         SourceFiles& sources) {
  Diagnostics found;
  const fs::path file = config_file(command);
  if (file.empty()) return found;
  Diagnostics ignored;  // told by apply_samconfig()
  Reporter unheard(ignored);
  const auto root = parse(file, sources, unheard);
  const Value* environment = root ? environment_of(*root, command, unheard) : nullptr;
  if (environment == nullptr) return found;
  std::map<std::string, const Value::Member*> foreign;
  std::set<std::string> known;
  CLI::App all;
  add_all(all);
  for (const CLI::App* each : all.get_subcommands(nullptr)) {
    for (const auto& [key, member] : parameters(*environment, each->get_name())) {
      if (option_of(*each, key) != nullptr) {
        known.insert(key);
      } else {
        foreign.emplace(key, member);
      }
    }
  }
  std::string names;
  const Value::Member* first = nullptr;
  for (const auto& [key, member] : foreign) {
    if (known.contains(key)) continue;
    names += (names.empty() ? "`" : ", `") + member->key + "`";
    const bool earlier = first == nullptr || member->key_at.line < first->key_at.line;
    if (earlier) first = member;
  }
  if (first == nullptr) return found;
  Value where;
  where.place(first->key_at, first->key_length);
  Reporter(found, rules::kConfig).note(where, Path(), "without effect in Brume: " + names);
  return found;
}

}  // namespace brume::emulator::cli
