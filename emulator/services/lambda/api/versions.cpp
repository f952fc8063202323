#include "emulator/services/lambda/api/versions.h"

#include <nlohmann/json.hpp>

#include "emulator/services/lambda/api/code_archive.h"
#include "emulator/services/lambda/api/code_upload.h"
#include "emulator/services/lambda/api/errors.h"
#include "emulator/services/lambda/api/operations.h"
#include "emulator/services/lambda/api/page.h"
#include "emulator/services/lambda/api/shapes.h"

namespace brume::emulator::aws::lambda {
namespace {

// All of a configuration that a version holds fast.
nlohmann::ordered_json content_of(const VersionRecord& version) {
  nlohmann::ordered_json json = configuration_json(version, {});
  for (const char* name : {"Version", "LastModified", "RevisionId"}) json.erase(name);
  json["Description"] =
      version.hosting.version == kLatest ? version.description : version.latest_description;
  json.erase("SnapStart");  // its status differs
  json["ApplyOn"] = version.snap_start;
  return json;
}

void answer_version(Call& call, int status, const VersionRecord& version) {
  call.succeed(status, to_text(configuration_json(version, version.hosting.version)));
}

// Publishing is a change of $LATEST, too: its revision id says so.
void add_published_version(Context& context, VersionRecord version,
                           const Publication& publication) {
  const std::string name = version.hosting.name;
  version.change = VersionRecord::Change::kNone;
  version.latest_description = version.description;
  if (publication.description) version.description = *publication.description;
  version.revision_id = context.ids.uuid();
  version.hosting.reserved_concurrency.reset();
  version.from_template = false;
  context.functions.add_version(name, std::move(version));
  context.functions.set_revision(name, kLatest, context.ids.uuid());
}

void answer_published(Context& context, Call& call, VersionRecord version,
                      const Publication& publication) {
  const std::string name = version.hosting.name;
  add_published_version(context, std::move(version), publication);
  answer_version(call, publication.status,
                 context.functions.all().at(name).versions.rbegin()->second);
}

// A copy of the code on its way.
struct Copy {
  VersionRecord version;
  std::filesystem::path to;
  Publication publication;
  Status outcome = Done{};

  void run() {
    outcome = copy_code(version.hosting.task_root, to);
    if (!outcome) return;
    version.hosting.code_lease = std::make_shared<const CodeFolder>(to);
    version.hosting.task_root = to;
    outcome = find_library(version);
    if (!outcome || !version.code_sha256.empty()) return;
    const FileDigest digest = digest_file(version.hosting.library);
    version.code_sha256 = digest.sha256;
    version.code_size = digest.bytes;
  }
};

void finish_copy(Context& context, Call& call, Copy& copy) {
  const std::string& name = copy.version.hosting.name;
  if (copy.outcome && !context.functions.all().contains(name)) {
    copy.outcome = function_not_found(context.home(), {name});
  }
  if (!copy.outcome) return call.fail(to_aws(copy.outcome.error()));
  answer_published(context, call, std::move(copy.version), copy.publication);
}

}  // namespace

void publish_latest(Context& context, const std::shared_ptr<Call>& call, const std::string& name,
                    Publication publication) {
  context.changes.settle(name);
  const FunctionRecord& record = context.functions.all().at(name);
  if (!record.versions.empty()) {
    const VersionRecord& last = record.versions.rbegin()->second;
    if (content_of(last) == content_of(record.latest)) {
      return answer_version(*call, publication.status, last);
    }
  }
  const VersionRecord& latest = record.latest;
  if (latest.hosting.code_lease != nullptr || !latest.cannot_run.empty()) {
    return answer_published(context, *call, latest, publication);
  }
  auto copy = std::make_shared<Copy>();
  copy->version = latest;
  copy->to = context.state_folder / "code" / context.ids.uuid();
  copy->publication = std::move(publication);
  context.run_blocking([copy] { copy->run(); },
                       [&context, call, copy] { finish_copy(context, *call, *copy); });
}

void publish_created(Context& context, const std::string& name) {
  add_published_version(context, context.functions.all().at(name).latest, {});
}

void publish_version(Context& context, const std::shared_ptr<Call>& call,
                     const PathParameters& path) {
  auto name = context.existing(*call, path);
  if (!name) return call->fail(to_aws(name.error()));
  auto request = RequestJson::parse(call->body);
  if (!request) return call->fail(to_aws(request.error()));
  const VersionRecord& latest = context.functions.all().find(name->name)->second.latest;
  const std::string sha256 = request->text("CodeSha256").value_or("");
  const std::string revision = request->text("RevisionId").value_or("");
  const auto description = request->text("Description", 256);
  Status done = request->verdict();
  if (done) done = Context::check_revision(revision, latest.revision_id, "Function/GetAlias");
  if (done && !sha256.empty() && sha256 != latest.code_sha256) {
    done = invalid_parameter(
        "CodeSHA256 (" + sha256 + ") is different from current CodeSHA256 in $LATEST (" +
        latest.code_sha256 + "). Please try again with the CodeSHA256 in $LATEST.");
  }
  if (!done) return call->fail(to_aws(done.error()));
  publish_latest(context, call, name->name, {201, description});
}

Answer list_versions_by_function(Context& context, const Call& call, const PathParameters& path) {
  auto name = context.existing(call, path);
  if (!name) return name.error();
  const FunctionRecord& record = context.functions.all().find(name->name)->second;
  Entries entries;
  entries[std::string(kLatest)] = [&record] {
    return listed_configuration_json(record.latest, kLatest);
  };
  for (const auto& [number, version] : record.versions) {
    const VersionRecord& each = version;
    entries[padded(number)] = [&each] {
      return listed_configuration_json(each, each.hosting.version);
    };
  }
  return page_of(entries, call, "Versions");
}

}  // namespace brume::emulator::aws::lambda
