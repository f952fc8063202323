#include <nlohmann/json.hpp>

#include "emulator/services/lambda/api/context.h"
#include "emulator/services/lambda/api/errors.h"
#include "emulator/services/lambda/api/limits.h"
#include "emulator/services/lambda/api/operations.h"
#include "emulator/services/lambda/api/page.h"
#include "emulator/services/lambda/api/shapes.h"

namespace brume::emulator::aws::lambda {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

Answer list_functions(Context& context, const Call& call, const PathParameters&) {
  const std::string which = call.query("FunctionVersion");
  if (!which.empty() && which != "ALL") {
    return invalid_value(which, "functionVersion", "Member must satisfy enum value set: [ALL]");
  }
  Entries entries;
  for (const auto& [name, record] : context.functions.all()) {
    const VersionRecord& latest = record.latest;
    const std::string_view qualifier = which.empty() ? std::string_view() : kLatest;
    entries[name] = [&latest, qualifier] { return listed_configuration_json(latest, qualifier); };
    if (which.empty()) continue;
    for (const auto& [number, version] : record.versions) {
      const VersionRecord& each = version;
      entries[name + ":" + padded(number)] = [&each] {
        return listed_configuration_json(each, each.hosting.version);
      };
    }
  }
  return page_of(entries, call, "Functions");
}

Answer get_function_configuration(Context& context, const Call& call, const PathParameters& path) {
  auto name = context.existing(call, path);
  if (!name) return name.error();
  const FunctionRecord& record = context.functions.all().find(name->name)->second;
  return Success{200, to_text(configuration_json(*record.find(name->qualifier), name->qualifier))};
}

Answer get_function(Context& context, const Call& call, const PathParameters& path) {
  auto name = context.existing(call, path);
  if (!name) return name.error();
  const FunctionRecord& record = context.functions.all().find(name->name)->second;
  const VersionRecord& version = *record.find(name->qualifier);
  Json json;
  json["Configuration"] = configuration_json(version, name->qualifier);
  // There is no S3 to take the code from: where it lies on this machine.
  json["Code"] = {{"RepositoryType", "S3"},
                  {"Location", "file://" + version.hosting.task_root.string()}};
  if (!record.tags.empty()) json["Tags"] = record.tags;
  if (record.reserved_concurrency) {
    json["Concurrency"]["ReservedConcurrentExecutions"] = *record.reserved_concurrency;
  }
  return Success{200, to_text(json)};
}

// Source: Lambda quotas: "Function and layer storage 75 GB", "50 MB", "250 MB".
Answer get_account_settings(Context& context, const Call&, const PathParameters&) {
  constexpr std::uint64_t kTotalCodeBytes = 80'530'636'800;
  std::uint64_t used = 0;
  for (const auto& [name, record] : context.functions.all()) {
    used += record.latest.code_size;
    for (const auto& [number, version] : record.versions) used += version.code_size;
  }
  const int all = context.invoker.account_concurrency();
  Json json;
  json["AccountLimit"] = {
      {"TotalCodeSize", kTotalCodeBytes},
      {"CodeSizeUnzipped", 262'144'000},
      {"CodeSizeZipped", 52'428'800},
      {"ConcurrentExecutions", all},
      {"UnreservedConcurrentExecutions", all - context.invoker.reserved_in_all()}};
  json["AccountUsage"] = {{"TotalCodeSize", used},
                          {"FunctionCount", context.functions.all().size()}};
  return Success{200, to_text(json)};
}

}  // namespace brume::emulator::aws::lambda
