#include "emulator/app/application_reloader.h"

#include <malloc.h>

#include <algorithm>

namespace brume::emulator::app {
namespace fs = std::filesystem;

ApplicationReloader::ApplicationReloader(ReloadSources sources, const InvokeServices& invoke,
                                         Services& services, ReloadListener listener)
    : sources_(std::move(sources)),
      invoke_(invoke),
      services_(services),
      listener_(std::move(listener)),
      libraries_(sources_.copies) {}

bool ApplicationReloader::load() {
  if (!take(load_application(sources_.load))) return false;
  take_functions(true);
  return true;
}

void ApplicationReloader::reload() {
  if (take(load_application(sources_.load))) {
    take_functions(false);
  } else {
    listener_.notice("the template is not valid: the application stays as it was");
  }
  listener_.on_changed();
}

// What services find wrong with their resources are the template's diagnostics too.
bool ApplicationReloader::take(Loaded loaded) {
  if (!loaded.application) {
    listener_.show_diagnostics(loaded);
    return false;
  }
  for (const auto& service : services_) {
    service->read(*loaded.application, loaded.sources, loaded.diagnostics);
  }
  tidy(loaded.diagnostics);
  listener_.show_diagnostics(loaded);
  if (has_errors(loaded.diagnostics)) return false;
  loaded_ = std::move(loaded);
  for (const auto& service : services_) service->take();
  // Reading a template takes ten times what stays of it.
  ::malloc_trim(0);
  return true;
}

void ApplicationReloader::take_functions(bool first) {
  std::set<std::string> named;
  for (const FunctionSpec& spec : loaded_.application->functions) {
    named.insert(spec.name);
    take_function(spec, first);
  }
  for (auto next = functions_.begin(); next != functions_.end();) {
    const auto function = next++;
    if (named.contains(function->first)) continue;
    listener_.notice(function->first + " is gone from the template");
    functions_.erase(function);
  }
  if (!trial_) try_next();
}

void ApplicationReloader::take_function(const FunctionSpec& spec, bool first) {
  Function& known = functions_[spec.name];
  known.logical_id = spec.logical_id;
  auto found = wanted(spec);
  if (!found) return complain(spec.name, found.error().message);
  const bool same_code = known.callable && known.stamp == found->stamp;
  const bool scripts = found->config.program.has_value();
  // The copy's place says nothing new about an old library.
  if (same_code && !scripts) found->config.library = known.config.library;
  if (same_code && known.config == found->config) {
    known.problem.clear();
  } else if (first || same_code) {
    put(*found);
  } else if (scripts) {
    // It runs from its own folder: there is no old code to go back to.
    put(*found);
    listener_.notice(spec.name + " is reloaded from " + found->config.task_root.string());
  } else {
    try_out(std::move(*found));
  }
}

Result<ApplicationReloader::FunctionFile> ApplicationReloader::wanted(const FunctionSpec& spec) {
  HostingPlace place = sources_.place;
  place.on_note = [this](const std::string& note) {
    if (notes_.insert(note).second) listener_.notice(note);
  };
  if (place.build_dir.empty()) place.build_dir = default_build_dir(application());
  auto config = function_config(application(), spec, place);
  if (!config) return std::move(config).error();
  FunctionFile wanted{spec.logical_id, std::move(*config), {}, {}};
  if (wanted.config.program) {
    CodeTree code = look_at_code(wanted.config.task_root);
    wanted.stamp = code.stamp;
    wanted.config.program->code_stamp = code.stamp.hash();
    wanted.code_folders = std::move(code.folders);
    return wanted;
  }
  wanted.file = wanted.config.library;
  wanted.stamp = FileStamp::of(wanted.file);
  auto copy = libraries_.place_of(wanted.file);
  if (!copy) return std::move(copy).error();
  wanted.config.library = std::move(*copy);
  return wanted;
}

void ApplicationReloader::put(const FunctionFile& wanted) {
  functions_[wanted.config.name] = {
      wanted.logical_id, wanted.config, wanted.stamp, wanted.file, wanted.code_folders, {}, true};
}

void ApplicationReloader::try_out(FunctionFile wanted) {
  const auto same = [&](const FunctionFile& other) {
    return other.config.name == wanted.config.name;
  };
  // Not the first of them, which is being tried; what it finds is tried again.
  const auto from = trials_.begin() + (trial_ ? 1 : 0);
  const auto waiting = std::find_if(from, trials_.end(), same);
  if (waiting != trials_.end()) {
    *waiting = std::move(wanted);
  } else {
    trials_.push_back(std::move(wanted));
  }
}

void ApplicationReloader::try_next() {
  if (trials_.empty()) return;
  trial_ = std::make_unique<Trial>(trials_.front().config, invoke_,
                                   [this](Status status) { on_tried(std::move(status)); });
}

void ApplicationReloader::on_tried(Status status) {
  trial_.reset();
  const FunctionFile tried = std::move(trials_.front());
  trials_.erase(trials_.begin());
  const std::string& name = tried.config.name;
  if (functions_.contains(name)) {
    if (status) {
      const bool known = functions_.at(name).callable;
      put(tried);
      listener_.notice(name + (known ? " is reloaded" : " is loaded") + " from " +
                       tried.file.lexically_normal().string());
    } else {
      complain(name, tried.file.string() + " does not load: " + status.error().message);
    }
  }
  if (trials_.empty()) listener_.on_changed();
  try_next();
}

void ApplicationReloader::complain(const std::string& name, std::string problem) {
  Function& function = functions_[name];
  if (function.problem == problem) return;
  function.problem = std::move(problem);
  if (function.callable) {
    listener_.notice(name + " stays as it was: " + function.problem);
  } else {
    listener_.notice(name + " cannot be called: " + function.problem);
  }
}

std::set<fs::path> ApplicationReloader::code_folders() const {
  std::set<fs::path> folders;
  for (const auto& [name, function] : functions_) {
    folders.insert(function.code_folders.begin(), function.code_folders.end());
  }
  return folders;
}

std::set<fs::path> ApplicationReloader::files() const {
  std::set<fs::path> files;
  const auto add = [&](const fs::path& file) {
    if (file.empty()) return;
    std::error_code ignored;
    files.insert(fs::absolute(file, ignored).lexically_normal());
    const fs::path real = fs::canonical(file, ignored);
    if (!real.empty()) files.insert(real);
  };
  add(sources_.load.template_file);
  add(sources_.load.env_vars_file);
  for (const SourceFile& source : loaded_.sources) add(source.name);
  for (const auto& [name, function] : functions_) add(function.library_file);
  if (!loaded_.application) return files;
  // Where a library may appear that is not there yet.
  const fs::path build_dir = sources_.place.build_dir.empty() ? default_build_dir(application())
                                                              : sources_.place.build_dir;
  for (const FunctionSpec& spec : application().functions) {
    if (!spec.cannot_run.empty()) continue;
    add(build_dir / spec.logical_id / "any");
    add(spec.code / "any");
  }
  return files;
}

}  // namespace brume::emulator::app
