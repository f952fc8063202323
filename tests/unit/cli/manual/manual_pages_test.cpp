#include "emulator/cli/manual/manual_pages.h"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fstream>
#include <sstream>

#include "emulator/cli/manual/help_footer.h"
#include "emulator/cli/manual/roff_page.h"

using namespace brume::emulator::cli;
using Lines = std::vector<std::string>;

namespace {

// A tree with one of everything.
class ManualTree {
 public:
  ManualTree() : root_("Runs things.", "brume") {
    root_.require_subcommand(1);
    root_.footer(
        "Examples:\n  brume build  # all\n\n"
        "Exit codes: 0 success; 2 the command\nline is wrong. NO_COLOR decides about colours.");
    CLI::App* build = root_.add_subcommand("build", "Build functions");
    build->add_option("function", names_, "those to build")->type_name("FUNCTION");
    build->add_option("-t,--template", text_, "the template")
        ->type_name("FILE")
        ->envname("SAM_TEMPLATE_FILE");
    build->add_option("--port", number_, "where it listens")
        ->type_name("PORT")
        ->check(CLI::Range(1, 65535))
        ->capture_default_str();
    build->add_option("--when", text_, "how often,\nat most")
        ->check(CLI::IsMember({"once", "all"}));
    build->footer("Says `more`. Exit code: 0 built, 1 not.\n\nExamples:\n  brume build -t \\n");
    CLI::App* storage = root_.add_subcommand("storage", "Objects");
    CLI::App* deep = storage->add_subcommand("s3", "Those of S3");
    for (const char* name : {"put", "rm"}) {
      CLI::App* verb = deep->add_subcommand(name, "Does it");
      verb->add_option("file", text_, "the file")->required();
      verb->add_option("--place", text_, "where to")->type_name("DIR");
      verb->add_option("--force", text_, "however it " + std::string(name))->type_name("N");
    }
    storage->footer("Objects are files.");
    root_.add_subcommand("secret", "Not shown")->group("");
  }

  std::vector<ManualPage> pages() const { return manual_pages(root_, "brume 1.2.3"); }
  std::string page(const std::string& file_name) const {
    for (const ManualPage& page : pages()) {
      if (page.file_name == file_name) return page.text;
    }
    return "";
  }

 private:
  CLI::App root_;
  std::vector<std::string> names_;
  std::string text_;
  int number_ = 8080;
};

bool has(const std::string& text, std::string_view part) {
  INFO(text);
  const bool found = text.find(part) != text.npos;
  CHECK_MESSAGE(found, part);
  return found;
}

}  // namespace

TEST_CASE("the root and every command that is shown have a page") {
  Lines names;
  for (const ManualPage& page : ManualTree().pages()) names.push_back(page.file_name);
  CHECK(names == Lines{"brume.1", "brume-build.1", "brume-storage.1"});
}

TEST_CASE("the page of the root lists commands, variables of all of them, and files") {
  const std::string page = ManualTree().page("brume.1");
  has(page, ".TH \"BRUME\" 1 \"\" \"brume 1.2.3\" \"Brume\"\n");
  has(page, ".SH NAME\nbrume \\- Runs things.\n");
  has(page, "\\fBbrume\\fR [\\fIOPTIONS\\fR] \\fICOMMAND\\fR\n");
  has(page, "\\fBbrume\\-build\\fR(1)\nBuild functions.\n");
  has(page, ".SH EXIT STATUS\n.PP\nExit codes: 0 success; 2 the command line is wrong.\n");
  has(page, ".SH ENVIRONMENT\n.PP\nNO_COLOR decides about colours.\n");
  has(page, "\\fBSAM_TEMPLATE_FILE\\fR\nthe same as \\fB\\-\\-template\\fR");
  has(page, "\\fBAWS_DEFAULT_REGION\\fR\n");
  has(page, ".SH FILES\n");
  has(page, "\\fB.brume/\\fR\n");
  has(page, ".SH EXAMPLES\n.PP\n.EX\nbrume build  # all\n.EE\n.nh\n");
  CHECK(page.find("secret") == page.npos);
}

TEST_CASE("the page of a command says what its help says") {
  const std::string page = ManualTree().page("brume-build.1");
  has(page, "\\fBbrume build\\fR [\\fIOPTIONS\\fR] [\\fIfunction\\fR ...]\n");
  has(page, ".SH DESCRIPTION\n.PP\nBuild functions.\n.PP\nSays \\fBmore\\fR.\n");
  has(page, ".SH ARGUMENTS\n.TP\n\\fIfunction\\fR ...\nthose to build.\n");
  has(page, "\\fB\\-t\\fR, \\fB\\-\\-template\\fR \\fIFILE\\fR\nthe template. Environment: ");
  has(page, "\\fIPORT\\fR\nwhere it listens. From 1 to 65535. Default: \\fB8080\\fR.\n");
  has(page, "\\fB\\-\\-when\\fR \\fIonce|all\\fR\nhow often, at most.\n");
  has(page, ".SH EXIT STATUS\n.PP\nExit code: 0 built, 1 not.\n");
  has(page, ".EX\nbrume build \\-t \\(rsn\n.EE\n");
  has(page, ".SH SEE ALSO\n\\fBbrume\\fR(1)\n");
}

TEST_CASE("commands below a command are sections of its page; they do not inherit its examples") {
  const std::string page = ManualTree().page("brume-storage.1");
  has(page,
      ".SS brume storage s3 put\n\\fBbrume storage s3 put\\fR [\\fIOPTIONS\\fR] \\fIfile\\fR\n");
  CHECK(page.find(".SS brume storage s3\n") == page.npos);
  CHECK(page.find("brume build") == page.npos);
  has(page,
      "\nDoes it.\n.TP\n\\fIfile\\fR\nthe file.\n.TP\n\\fB\\-\\-force\\fR \\fIN\\fR\nhowever it "
      "put.\n");
  has(page, "however it rm.\n");
  const std::size_t common = page.find("\\fIDIR\\fR\nwhere to.\n");
  CHECK(common < page.find(".SH COMMANDS"));
  CHECK(page.find("where to.", common + 20) == page.npos);
  has(page, ".SH EXIT STATUS\n.PP\nExit codes: 0 success; 2 the command line is wrong.\n");
}

TEST_CASE("what roff would take for markup is quoted, and other alphabets are named") {
  CHECK(RoffPage::plain("\\n 'a' --b ~ ^ ` \"") ==
        "\\(rsn \\(aqa\\(aq \\-\\-b \\(ti \\(ha \\(ga \\(dq");
  CHECK(RoffPage::plain("ä … 😀") == "\\[u00E4] \\[u2026] \\[u1F600]");
  CHECK(RoffPage::plain("cut off: \xE2\x80") == "cut off: \\[u2000]");
  RoffPage page("T", "s");
  page.paragraph(".brume is\n  a `folder`, ` is a quote");
  page.paragraph("");
  page.example({".x", ""});
  const std::string text = std::move(page).finish();
  has(text, ".PP\n\\&.brume is a \\fBfolder\\fR, \\(ga is a quote\n.PP\n.EX\n\\&.x\n\n.EE\n.nh\n");
}

TEST_CASE("a footer is taken apart without losing a sentence") {
  const HelpFooter footer = parse_help_footer(
      "One. Two\nthree. Exit code: 0, else 1. AWS_X says so. Four.\n\n"
      "Examples:\n  a  # b\n  c\n\nFive");
  CHECK(footer.paragraphs == Lines{"One. Two three. Four.", "Five"});
  CHECK(footer.exit_codes == "Exit code: 0, else 1.");
  CHECK(footer.environment == "AWS_X says so.");
  CHECK(footer.examples == Lines{"a  # b", "c"});
  CHECK(parse_help_footer("").paragraphs.empty());
}

TEST_CASE("pages are written to a folder, or it is said which cannot be") {
  char name[] = "/tmp/brume-manual-XXXXXX";
  REQUIRE(mkdtemp(name) != nullptr);
  const std::filesystem::path folder = name;
  const auto pages = ManualTree().pages();
  CHECK(write_manual(pages, folder / "man1").ok());
  std::ostringstream text;
  text << std::ifstream(folder / "man1/brume-build.1").rdbuf();
  CHECK(text.str() == pages[1].text);
  std::ofstream(folder / "file") << "x";
  const auto refused = write_manual(pages, folder / "file");
  REQUIRE(!refused.ok());
  has(refused.error().message, "file/brume.1");
  std::filesystem::remove_all(folder);
}
