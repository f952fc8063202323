#include "emulator/build/builder.h"

#include "emulator/artifact/artifact.h"
#include "emulator/build/cmake_tree.h"
#include "emulator/build/staging.h"
#include "emulator/build/tools.h"

namespace brume::emulator {
namespace {

namespace fs = std::filesystem;

// One unit on its way through its steps.
class UnitBuild {
 public:
  UnitBuild(const BuildUnit& unit, const BuildSettings& settings, Staging staging, Tools& tools)
      : unit_(unit), settings_(settings), staging_(std::move(staging)), tools_(tools) {}

  std::vector<BuildOutcome> with_cmake() {
    CMakeTree tree(unit_.code, settings_, tools_);
    if (!tree.configure()) return all_failed("CMake cannot configure " + unit_.code.string());
    const bool all_built = tree.build();
    if (tools_.interrupted()) return all_failed("");
    const fs::path everything = staging_.folder() / "everything";
    if (all_built && !tree.install(everything)) return all_failed("it does not install");
    std::vector<BuildOutcome> outcomes;
    for (const BuildTarget& target : unit_.targets) {
      const fs::path part = staging_.folder() / target.logical_id;
      const std::string complaint =
          all_built ? take_from(everything, tree, target) : take_alone(tree, target);
      outcomes.push_back(complaint.empty() ? finish(target, part) : failed(target, complaint));
    }
    return outcomes;
  }

  std::vector<BuildOutcome> with_makefile() {
    const BuildTarget& target = unit_.targets[0];
    const fs::path part = staging_.folder() / target.logical_id;
    std::error_code status;
    fs::create_directory(part, status);
    const bool made = tools_.run({{"make", "--no-print-directory", "-C", unit_.code.string(), "-j",
                                   std::to_string(settings_.jobs), "build-" + target.logical_id},
                                  {{"ARTIFACTS_DIR", part.string()},
                                   {"BRUME_INCLUDE", (settings_.prefix / "include").string()}}});
    if (!made) return all_failed("the Makefile's target build-" + target.logical_id + " fails");
    return {finish(target, part)};
  }

 private:
  // The whole project is built: the target's part is all of it. Says what is wrong, or nothing.
  std::string take_from(const fs::path& everything, const CMakeTree& tree,
                        const BuildTarget& target) {
    const fs::path part = staging_.folder() / target.logical_id;
    std::error_code status;
    fs::create_directories(everything, status);
    const Status linked = link_folder(everything, part);
    return linked.ok() ? add_library(tree, target, part) : linked.error().message;
  }

  // Something in the project does not build: this target's library may well do.
  std::string take_alone(CMakeTree& tree, const BuildTarget& target) {
    const auto handler = handler_name(target.handler);
    if (!handler || !tree.build_target(handler->library)) return "it does not compile";
    const fs::path part = staging_.folder() / target.logical_id;
    std::error_code status;
    fs::create_directories(part, status);
    if (!tree.install(part, handler->library)) return "it does not install";
    return add_library(tree, target, part);
  }

  // Projects without install rules leave the library in the build tree.
  std::string add_library(const CMakeTree& tree, const BuildTarget& target, const fs::path& part) {
    const auto handler = handler_name(target.handler);
    if (!handler || library_in(part, handler->library)) return {};
    const fs::path found = tree.find_library(handler->library);
    if (found.empty()) return {};
    std::error_code status;
    fs::copy_file(found, part / found.filename(), status);
    return status ? "cannot copy " + found.string() + ": " + status.message() : "";
  }

  // Looks at what was built, and puts it in place if it is good.
  BuildOutcome finish(const BuildTarget& target, const fs::path& part) {
    if (tools_.interrupted()) return failed(target, "interrupted");
    if (auto complaint = artifact_complaint(part, target.handler)) {
      const std::size_t at = complaint->find(part.string());
      const std::string what = unit_.method == BuildUnit::Method::kMakefile
                                   ? "ARTIFACTS_DIR"
                                   : "what " + unit_.code.string() + " builds";
      if (at != complaint->npos) complaint->replace(at, part.string().size(), what);
      return failed(target, *complaint);
    }
    const fs::path place = settings_.artifacts_root / target.logical_id;
    const Status put = staging_.put(part, place);
    if (!put.ok()) return failed(target, put.error().message);
    const auto library = library_in(place, handler_name(target.handler)->library);
    return {target.logical_id, library.value_or(place), "", tools_.log()};
  }

  BuildOutcome failed(const BuildTarget& target, const std::string& complaint) const {
    return {target.logical_id, {}, complaint, tools_.log()};
  }

  std::vector<BuildOutcome> all_failed(const std::string& step) const {
    const bool own_words = tools_.interrupted();
    std::vector<BuildOutcome> outcomes;
    for (const BuildTarget& target : unit_.targets) {
      outcomes.push_back(
          failed(target, own_words ? tools_.failure() : step + " (" + tools_.failure() + ")"));
    }
    return outcomes;
  }

  const BuildUnit& unit_;
  const BuildSettings& settings_;
  Staging staging_;
  Tools& tools_;
};

// Nothing is built. Artifacts of an earlier build would hide the code: they go.
std::vector<BuildOutcome> use_as_is(const BuildUnit& unit, const BuildSettings& settings) {
  std::vector<BuildOutcome> outcomes;
  for (const BuildTarget& target : unit.targets) {
    const fs::path old = settings.artifacts_root / target.logical_id;
    std::error_code status;
    const bool hides = !fs::equivalent(old, unit.code, status) && !status;
    if (hides) fs::remove_all(old, status);
    if (const auto complaint = artifact_complaint(unit.code, target.handler)) {
      outcomes.push_back({target.logical_id, {}, *complaint});
      continue;
    }
    const auto library = library_in(unit.code, handler_name(target.handler)->library);
    outcomes.push_back({target.logical_id, library.value_or(unit.code)});
  }
  return outcomes;
}

}  // namespace

std::vector<BuildOutcome> build_unit(const BuildUnit& unit, const BuildSettings& settings,
                                     BuildObserver& observer) {
  if (unit.method == BuildUnit::Method::kAsIs) return use_as_is(unit, settings);
  Result<Staging> staging = Staging::in(settings.artifacts_root);
  if (!staging.ok()) {
    std::vector<BuildOutcome> outcomes;
    for (const BuildTarget& target : unit.targets) {
      outcomes.push_back({target.logical_id, {}, staging.error().message});
    }
    return outcomes;
  }
  const bool is_cmake = unit.method == BuildUnit::Method::kCMake;
  Tools tools(
      settings, observer,
      is_cmake ? CMakeTree::name_for(unit.code, settings.debug) : unit.targets[0].logical_id);
  UnitBuild build(unit, settings, std::move(staging).value(), tools);
  return is_cmake ? build.with_cmake() : build.with_makefile();
}

}  // namespace brume::emulator
