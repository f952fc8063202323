// The application that a running emulator serves, and how it changes: how its functions are hosted,
// and what its services read of its template. reload() takes over a changed template, environment
// file or library when it is valid. A function whose new version is invalid keeps the old one; the
// reason is logged.
//
// Loop thread. REQUIRES: every argument outlives this object.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/app/code_tree.h"
#include "emulator/app/function_configs.h"
#include "emulator/app/library_copies.h"
#include "emulator/app/services.h"
#include "emulator/invoke/init_probe.h"
#include "emulator/template/load/load.h"

namespace brume::emulator::app {

struct ReloadSources {
  LoadOptions load;
  HostingPlace place;  // build_dir empty: the application's default
  std::filesystem::path copies;
};

struct ReloadListener {
  std::function<void(std::string_view line)> notice;    // about a function or the application
  std::function<void(const Loaded&)> show_diagnostics;  // after each load
  std::function<void()> on_changed = [] {};             // after a reload that changed something
};

class ApplicationReloader {
 public:
  ApplicationReloader(ReloadSources sources, const InvokeServices& invoke, Services& services,
                      ReloadListener listener);

  // The first time. False when the template is not valid; its diagnostics have been shown.
  bool load();
  // Changes take effect now; a changed library takes effect after it was tried.
  void reload();

  // One of the template's functions.
  struct Function {
    std::string logical_id;
    FunctionConfig config;  // how it is hosted, when it is
    FileStamp stamp;  // of the library, or of the folder of code, that the config is made from
    std::filesystem::path library_file;
    std::set<std::filesystem::path> code_folders = {};  // of a function that runs from its sources
    std::string problem;  // why it cannot be called, or not in its newest form; empty: nothing
    bool callable = false;
  };
  const std::map<std::string, Function>& functions() const { return functions_; }  // by name
  const Application& application() const { return *loaded_.application; }
  const SourceFiles& source_files() const { return loaded_.sources; }
  // The files whose change triggers a reload().
  std::set<std::filesystem::path> files() const;
  // Of functions that run from their sources: folders in which any change is.
  std::set<std::filesystem::path> code_folders() const;

 private:
  struct FunctionFile {
    std::string logical_id;
    FunctionConfig config;
    std::filesystem::path file;
    FileStamp stamp;
    std::set<std::filesystem::path> code_folders = {};
  };

  bool take(Loaded loaded);
  void take_functions(bool first);
  void take_function(const FunctionSpec& spec, bool first);
  Result<FunctionFile> wanted(const FunctionSpec& spec);
  void put(const FunctionFile& wanted);
  void try_out(FunctionFile wanted);
  void try_next();
  void on_tried(Status status);
  void complain(const std::string& name, std::string problem);

  ReloadSources sources_;
  std::set<std::string> notes_;  // that were given already
  const InvokeServices& invoke_;
  Services& services_;
  ReloadListener listener_;
  LibraryStore libraries_;
  Loaded loaded_;
  std::map<std::string, Function> functions_;
  std::vector<FunctionFile> trials_;  // the first is being tried
  std::unique_ptr<Trial> trial_;
};

}  // namespace brume::emulator::app
