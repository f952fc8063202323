#include "emulator/cli/completer.h"

#include <doctest/doctest.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

using namespace brume::emulator::cli;
using Words = std::vector<std::string>;

namespace {

// A tree with one of everything.
class Tree {
 public:
  Tree() : root_("test", "brume") {
    CLI::App* build = root_.add_subcommand("build", "Build functions");
    build->add_option("function", functions_)->type_name("FUNCTION");
    build->add_option("-t,--template", text_, "The template [template.yaml]")->type_name("FILE");
    build->add_option("-b,--build-dir", text_, "Where to")->type_name("DIR");
    build->add_flag("--debug", flag_, "For the debugger");
    CLI::App* init = root_.add_subcommand("init", "Write a project");
    init->add_option("name", text_)->type_name("NAME");
    init->add_option("--language", text_)->check(CLI::IsMember({"cpp", "c"}))->type_name("cpp|c");
    root_.add_subcommand("secret", "Not shown")->group("");
    root_.add_subcommand("events", "Events")->add_subcommand("s3", "Objects");
  }

  Completion complete(Words words) {
    return cli_complete(root_, std::move(words), [](const std::string& file) {
      return file == "other.yaml" ? Words{"Other"} : Words{"Hello", "Help", "Orders"};
    });
  }
  Words words(Words line) {
    Words found;
    for (const Candidate& candidate : complete(std::move(line)).candidates) {
      found.push_back(candidate.word);
    }
    return found;
  }

 private:
  static constexpr auto cli_complete = brume::emulator::cli::complete;
  CLI::App root_;
  std::vector<std::string> functions_;
  std::string text_;
  bool flag_ = false;
};

}  // namespace

TEST_CASE("commands are completed, hidden ones are not") {
  Tree tree;
  CHECK(tree.words({""}) == Words{"build", "init", "events"});
  CHECK(tree.words({}) == Words{"build", "init", "events"});
  CHECK(tree.words({"b"}) == Words{"build"});
  CHECK(tree.words({"x"}) == Words{});
  CHECK(tree.words({"events", ""}) == Words{"s3"});
  CHECK(tree.complete({"in"}).candidates == std::vector<Candidate>{{"init", "Write a project"}});
}

TEST_CASE("options are those of the command at hand, with their help") {
  Tree tree;
  CHECK(tree.words({"build", "--"}) == Words{"--help", "--template", "--build-dir", "--debug"});
  CHECK(tree.words({"build", "--b"}) == Words{"--build-dir"});
  CHECK(tree.words({"init", "--d"}) == Words{});
  CHECK(tree.complete({"build", "--te"}).candidates ==
        std::vector<Candidate>{{"--template", "The template"}});
}

TEST_CASE("values follow their option's kind") {
  Tree tree;
  CHECK(tree.complete({"build", "-t", ""}).kind == Completion::Kind::kFiles);
  CHECK(tree.complete({"build", "--build-dir", "x"}).kind == Completion::Kind::kFolders);
  CHECK(tree.words({"init", "--language", ""}) == Words{"cpp", "c"});
  CHECK(tree.words({"init", "--language", "cp"}) == Words{"cpp"});
  CHECK(tree.words({"init", "--language=cp"}) == Words{"--language=cpp"});
  CHECK(tree.words({"init", "--language", "=", "cp"}) == Words{"cpp"});
  CHECK(tree.words({"init", "--language", "="}) == Words{"cpp", "c"});
  CHECK(tree.words({"init", "na"}) == Words{});
}

TEST_CASE("function names come from the template that the line names") {
  Tree tree;
  CHECK(tree.words({"build", "Hel"}) == Words{"Hello", "Help"});
  CHECK(tree.words({"build", "Hello", "O"}) == Words{"Orders"});
  CHECK(tree.words({"build", "--debug", "O"}) == Words{"Orders"});
  CHECK(tree.words({"build", "-t", "other.yaml", ""}) == Words{"Other"});
  CHECK(tree.words({"build", "--template=other.yaml", ""}) == Words{"Other"});
  CHECK(tree.words({"build", "--template", "=", "other.yaml", ""}) == Words{"Other"});
}
