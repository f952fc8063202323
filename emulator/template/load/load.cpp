#include "emulator/template/load/load.h"

#include <set>
#include <string>

#include "emulator/template/load/env_vars.h"
#include "emulator/template/load/stack.h"
#include "emulator/template/model/value_json.h"
#include "emulator/template/sections/given_values.h"

namespace brume::emulator {
namespace {

void check_function_names(const Application& application, Reporter& reporter) {
  std::set<std::string> names;
  for (const FunctionSpec& function : application.functions) {
    if (names.insert(function.name).second) continue;
    Value where;
    where.place(function.at);
    reporter.as(rules::kDuplicateName)
        .error(where, Path(), "two functions are named `" + function.name + "`");
  }
}

}  // namespace

Loaded load_application(const LoadOptions& options, TemplateTrees* trees) {
  Loaded loaded;
  StackRun run{options, Reporter(loaded.diagnostics), loaded.sources, trees};
  if (!options.env_vars_file.empty()) run.given = read_given_values(options.env_vars_file);
  Stack stack(run, options.template_file, options.stack_name);
  if (stack.parse() && stack.read(options.parameter_overrides, trees == nullptr)) {
    // A function that SAM rejects is left as it was: the others are still read for their errors.
    const bool accepted = stack.expand();
    Application application = stack.resolve();
    if (accepted && trees != nullptr) trees->expanded = stack.take_expanded();
    check_function_names(application, run.reporter);
    if (!options.env_vars_file.empty()) {
      apply_env_vars(options.env_vars_file, application.functions, loaded.sources, run.reporter);
    }
    run.not_emulated.report(run.reporter);
    if (!has_errors(loaded.diagnostics)) {
      loaded.application = std::move(application);
    } else if (trees != nullptr) {
      trees->partial = std::move(application);
    }
  }
  tidy(loaded.diagnostics);
  return loaded;
}

Transformed transform_template(const LoadOptions& options) {
  Transformed result;
  StackRun run{options, Reporter(result.diagnostics), result.sources};
  auto stack = std::make_shared<Stack>(run, options.template_file, options.stack_name);
  const bool sound = stack->parse() && stack->read(options.parameter_overrides, false);
  if (sound || stack->lacks_resources()) {
    result.accepted = stack->expand() && sound;
    const Expansion& expansion = stack->expansion();
    if (result.accepted) {
      result.json = to_pretty_json(expansion.root);
    } else {
      result.json = to_pretty_json(Value::map({{"errorMessage", sam_error_message(expansion)}}));
    }
  }
  tidy(result.diagnostics);
  result.trees = std::move(stack);
  return result;
}

std::filesystem::path default_template(const std::filesystem::path& folder) {
  for (const std::string_view name : {"template.yaml", "template.yml", "template.json"}) {
    std::error_code error;
    if (std::filesystem::exists(folder / name, error)) return folder / name;
  }
  return folder / "template.yaml";
}

}  // namespace brume::emulator
