#include "emulator/check/check.h"

#include <algorithm>
#include <tuple>

#include "emulator/check/check_input.h"
#include "emulator/check/duplicate_names.h"
#include "emulator/check/handlers.h"
#include "emulator/check/patterns.h"
#include "emulator/check/references.h"
#include "emulator/check/resources.h"
#include "emulator/check/unused.h"
#include "emulator/services/apigateway/read/read_apis.h"
#include "emulator/services/apigateway/route/routing_table.h"
#include "emulator/services/s3/read/read_buckets.h"
#include "emulator/services/schedule/read_schedules.h"

namespace brume::emulator::check {
namespace {

void append(Diagnostics& to, const Diagnostics& found) {
  to.insert(to.end(), found.begin(), found.end());
}

bool rejected_by_sam(const Diagnostics& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& each) {
    return each.rule == rules::kSam && each.severity == Diagnostic::Severity::kError;
  });
}

// What has been said of a place already, often in better words, is not said again.
void append_new(Diagnostics& to, const Diagnostics& found) {
  const auto place = [](const Diagnostic& each) {
    return std::tuple(each.at.file, each.at.line, each.at.column);
  };
  const auto known = static_cast<std::ptrdiff_t>(to.size());
  for (const Diagnostic& each : found) {
    if (each.at.line == 0) {
      to.push_back(each);
      continue;
    }
    const auto told = std::find_if(to.begin(), to.begin() + known, [&](const Diagnostic& other) {
      return place(other) == place(each) &&
             (other.severity == Diagnostic::Severity::kError || other.rule == each.rule);
    });
    if (told == to.begin() + known) {
      to.push_back(each);
    } else if (told->severity > each.severity) {
      *told = each;  // an error says more than a warning of its kind
    }
  }
}

void check_text(const LoadOptions& load, const TemplateTrees& trees, Diagnostics& diagnostics) {
  if (!trees.written.is_map()) return;
  Diagnostics found;
  Reporter reporter(found);
  const Subject subject{load, trees, reporter};
  Schema schema;
  check_resources(subject, schema);
  check_unused(subject);
  note_valueless_parameters(subject);
  if (trees.expanded.is_map() && !rejected_by_sam(diagnostics)) {
    check_references(subject, schema);
  }
  check_files(trees.written, load.template_file.parent_path(), reporter);
  append_new(diagnostics, found);
}

// An output is a text; one that is not was let through, for whoever looks at it here.
void check_outputs(const Application& application, Reporter& reporter) {
  const Path outputs = Path() / "Outputs";
  for (const auto& [name, value] : application.outputs) {
    if (value.is_scalar()) continue;
    const Path path = outputs / name;
    reporter.as(rules::kValue)
        .error(value, path / "Value",
               "an output's value must be a string, found " + std::string(kind_name(value.kind())),
               value.is_list() ? "join it: `!Join [\",\", …]`" : "");
  }
}

// What is judged part by part, and so also where others have errors.
void check_parts(const Application& application, const CheckOptions& options,
                 Diagnostics& diagnostics) {
  Diagnostics found;
  Reporter reporter(found);
  check_names(application, reporter);
  check_outputs(application, reporter);
  check_patterns(application, reporter);
  check_handlers(application,
                 options.build_dir.empty()
                     ? application.template_file.parent_path() / ".brume" / "build"
                     : options.build_dir,
                 reporter);
  append_new(diagnostics, found);
}

void check_application(CheckResult& checked, const CheckOptions& options) {
  Loaded& loaded = checked.loaded;
  const Application& application = *loaded.application;
  gateway::ReadApis apis = gateway::read_apis(application, loaded.sources);
  for (const gateway::Api& api : apis.apis) checked.routes += api.routes.size();
  append(loaded.diagnostics, apis.diagnostics);
  const gateway::RoutingTable table(std::move(apis.apis));
  append(loaded.diagnostics, gateway::collision_diagnostics(table));
  const schedule::ReadSchedules schedules = schedule::read_schedules(application);
  checked.schedules = schedules.schedules.size();
  append(loaded.diagnostics, schedules.diagnostics);
  const storage::ReadBuckets buckets = storage::read_buckets(application);
  checked.buckets = buckets.buckets.size();
  append(loaded.diagnostics, buckets.diagnostics);
  check_parts(application, options, loaded.diagnostics);
}

}  // namespace

const Value::Map& section(const Value& root, std::string_view name) {
  static const Value::Map kNone;
  const Value* found = root.find(name);
  return found != nullptr && found->is_map() ? found->members() : kNone;
}

CheckResult check_template(const LoadOptions& load, const CheckOptions& options) {
  CheckResult checked;
  TemplateTrees& trees = checked.trees;
  checked.loaded = load_application(load, &trees);
  if (checked.loaded.application) {
    check_application(checked, options);
  } else if (trees.partial) {
    check_parts(*trees.partial, options, checked.loaded.diagnostics);
  }
  check_text(load, trees, checked.loaded.diagnostics);
  tidy(checked.loaded.diagnostics);
  return checked;
}

}  // namespace brume::emulator::check
