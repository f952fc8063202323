#include "emulator/cli/completer.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <string_view>

namespace brume::emulator::cli {
namespace {

// "FILE" of "FILE", "cpp|c" of "cpp|c:{cpp,c}": without what a check adds.
std::string type_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  return type.substr(0, type.find(':'));
}

const CLI::Option* option_named(const CLI::App& app, std::string_view word) {
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      if (word == "--" + name) return option;
    }
    for (const std::string& name : option->get_snames()) {
      if (word == "-" + name) return option;
    }
  }
  return nullptr;
}

bool takes_value(const CLI::Option& option) {
  return option.get_items_expected_max() > 0;
}

// "the folder" of "the folder (default: .)" and "Bucket" of "Bucket [uploads]": fit for a list.
std::string short_help(const std::string& help) {
  return help.substr(0, std::min({help.find('\n'), help.find(" ["), help.find(" (default")}));
}

// The line up to the word at the cursor, as CLI11 would read it.
class Line {
 public:
  Line(const CLI::App& root, const std::vector<std::string>& words) : app_(&root) {
    for (std::size_t i = 0; i + 1 < words.size(); ++i) read(words[i]);
  }

  const CLI::App& app() const { return *app_; }
  // The option whose value the word at the cursor is; nullptr when it is none's.
  const CLI::Option* awaiting() const { return awaiting_; }
  std::size_t positionals() const { return positionals_; }
  const std::string& template_file() const { return template_file_; }

 private:
  void read(const std::string& word) {
    if (word == "=" && awaiting_ != nullptr) return;
    if (awaiting_ != nullptr) {
      take(*awaiting_, word);
      awaiting_ = nullptr;
      return;
    }
    if (word.size() > 1 && word[0] == '-') {
      const std::size_t equals = word.find('=');
      const CLI::Option* option = option_named(*app_, word.substr(0, equals));
      if (option == nullptr || !takes_value(*option)) return;
      if (equals == word.npos) {
        awaiting_ = option;
      } else {
        take(*option, word.substr(equals + 1));
      }
      return;
    }
    if (const CLI::App* command = command_named(word)) {
      app_ = command;
      positionals_ = 0;
    } else {
      ++positionals_;
    }
  }

  void take(const CLI::Option& option, const std::string& value) {
    if (option.check_lname("template")) template_file_ = value;
  }

  const CLI::App* command_named(const std::string& word) const {
    for (const CLI::App* command : app_->get_subcommands([](const CLI::App*) { return true; })) {
      if (command->get_name() == word) return command;
    }
    return nullptr;
  }

  const CLI::App* app_;
  const CLI::Option* awaiting_ = nullptr;
  std::size_t positionals_ = 0;
  std::string template_file_;
};

class Completer {
 public:
  Completer(const Line& line, std::string current, const FunctionNames& function_names)
      : line_(line), current_(std::move(current)), function_names_(function_names) {}

  Completion run() {
    const std::size_t equals = current_.find('=');
    if (line_.awaiting() != nullptr) {
      if (current_ == "=") current_.clear();
      add_values(*line_.awaiting());
    } else if (current_.starts_with("--") && equals != current_.npos) {
      prefix_ = current_.substr(0, equals + 1);
      const CLI::Option* option = option_named(line_.app(), current_.substr(0, equals));
      current_ = current_.substr(equals + 1);
      if (option != nullptr) add_values(*option);
    } else if (current_.starts_with('-')) {
      add_options();
    } else {
      add_commands();
      add_positional();
    }
    return std::move(completion_);
  }

 private:
  void add(const std::string& word, const std::string& help = {}) {
    if (word.starts_with(current_)) {
      completion_.candidates.push_back({prefix_ + word, short_help(help)});
    }
  }

  void add_values(const CLI::Option& option) {
    const std::string type = type_of(option);
    if (type == "FILE") completion_.kind = Completion::Kind::kFiles;
    if (type == "DIR") completion_.kind = Completion::Kind::kFolders;
    if (type == "FUNCTION") {
      for (const std::string& name : function_names_(line_.template_file())) add(name);
    }
    if (type.find('|') != type.npos) {
      for (std::size_t at = 0; at <= type.size();) {
        const std::size_t end = std::min(type.find('|', at), type.size());
        add(type.substr(at, end - at));
        at = end + 1;
      }
    }
  }

  void add_options() {
    for (const CLI::Option* option : line_.app().get_options()) {
      if (option->get_group().empty()) continue;
      for (const std::string& name : option->get_lnames()) {
        add("--" + name, option->get_description());
      }
    }
  }

  void add_commands() {
    for (const CLI::App* command :
         line_.app().get_subcommands([](const CLI::App*) { return true; })) {
      if (!command->get_group().empty()) add(command->get_name(), command->get_description());
    }
  }

  void add_positional() {
    std::vector<const CLI::Option*> all =
        line_.app().get_options([](const CLI::Option* option) { return option->get_positional(); });
    if (all.empty()) return;
    const std::size_t at = std::min(line_.positionals(), all.size() - 1);
    const bool room = line_.positionals() < all.size() || all[at]->get_items_expected_max() > 1;
    if (room) add_values(*all[at]);
  }

  const Line& line_;
  std::string current_;
  std::string prefix_;  // "--option=", where it is one word with its value
  const FunctionNames& function_names_;
  Completion completion_;
};

}  // namespace

Completion complete(const CLI::App& root, std::vector<std::string> words,
                    const FunctionNames& function_names) {
  if (words.empty()) words.emplace_back();
  const Line line(root, words);
  return Completer(line, words.back(), function_names).run();
}

}  // namespace brume::emulator::cli
