// The layers of the API. Source: PublishLayerVersion and the other actions on layers; recordings
// for the texts.
#include <charconv>
#include <nlohmann/json.hpp>

#include "emulator/aws/protocol/request_json.h"
#include "emulator/services/lambda/api/code_archive.h"
#include "emulator/services/lambda/api/code_source.h"
#include "emulator/services/lambda/api/context.h"
#include "emulator/services/lambda/api/errors.h"
#include "emulator/services/lambda/api/operations.h"
#include "emulator/services/lambda/api/page.h"
#include "emulator/services/lambda/api/runtimes.h"
#include "emulator/services/lambda/api/shapes.h"
#include "emulator/text/arn.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::aws::lambda {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxLayerNameLength = 140;
constexpr const char* kArchitectures = "[x86_64, arm64]";

std::string layer_arn(const Context& context, const std::string& name) {
  return "arn:aws:lambda:" + context.home().region + ":" + context.home().account_id +
         ":layer:" + name;
}

Json version_json(const LayerVersion& version) {
  Json json;
  json["LayerVersionArn"] = version.arn();
  json["Version"] = version.version;
  json["Description"] = version.description;
  json["CreatedDate"] = version.created;
  if (!version.compatible_runtimes.empty()) {
    json["CompatibleRuntimes"] = from_text(version.compatible_runtimes);
  }
  if (!version.license.empty()) json["LicenseInfo"] = version.license;
  if (!version.compatible_architectures.empty()) {
    json["CompatibleArchitectures"] = from_text(version.compatible_architectures);
  }
  return json;
}

// With its content, as lists do not show it.
Json whole_json(const LayerVersion& version) {
  Json json;
  // There is no S3 to take it from: where it lies on this machine.
  json["Content"] = {{"Location", "file://" + version.content->path().string()},
                     {"CodeSha256", version.code_sha256},
                     {"CodeSize", version.code_size}};
  json["LayerArn"] = version.layer_arn;
  json.update(version_json(version));
  return json;
}

bool all_known(const std::vector<std::string>& values, bool (*known)(std::string_view)) {
  return std::all_of(values.begin(), values.end(), known);
}

bool is_architecture(std::string_view text) {
  return text == "x86_64" || text == "arm64";
}

std::string shown_list(const std::vector<std::string>& values) {
  std::string all;
  for (const std::string& value : values) all += (all.empty() ? "" : ", ") + value;
  return "'[" + all + "]'";
}

// "tools" or the layer's ARN; empty: neither.
std::string layer_name_of(const std::string& text) {
  const auto arn = Arn::parse(text);
  const std::string name =
      arn && arn->resource.starts_with("layer:") ? arn->resource.substr(6) : text;
  const bool word = !name.empty() && text.size() <= kMaxLayerNameLength &&
                    std::all_of(name.begin(), name.end(), [](char c) {
                      return is_letter_or_digit(c) || c == '-' || c == '_';
                    });
  return word ? name : std::string();
}

Error wrong_layer_name(const std::string& text) {
  if (text.size() > kMaxLayerNameLength) {
    return invalid_value(text, "layerName", "Member must have length less than or equal to 140");
  }
  return invalid_value(text, "layerName",
                       "Member must satisfy regular expression pattern: "
                       "(arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\\d{12}:layer:[a-zA-Z0-9-_]+)|"
                       "[a-zA-Z0-9-_]+");
}

struct VersionName {
  std::string name;
  int version = 0;
};
Result<VersionName> layer_version_name(const PathParameters& path) {
  VersionName found{layer_name_of(path.at("LayerName"))};
  if (found.name.empty()) return wrong_layer_name(path.at("LayerName"));
  const std::string& text = path.at("VersionNumber");
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), found.version);
  if (failed != std::errc() || end != text.data() + text.size()) {
    return Error{Error::Code::kInvalidArgument, "'VersionNumber' must be an integer",
                 "SerializationException"};
  }
  if (found.version < 1) return invalid_parameter("Layer Version Cannot be less than 1");
  return found;
}

Error no_layer_version() {
  return not_found("The resource you requested does not exist.");
}

// --- PublishLayerVersion ---

// A zip on its way from the request into a folder. Made on the loop, run() elsewhere.
struct LayerUpload {
  std::string body;
  std::filesystem::path folder;
  LayerVersion version = {};
  Status outcome = Done{};

  void run() { outcome = work(); }

 private:
  Status work();
  Status read(RequestJson& request);
};

Status LayerUpload::read(RequestJson& request) {
  request.require("Content");
  version.description = request.text("Description", 256).value_or("");
  version.license = request.text("LicenseInfo", 512).value_or("");
  if (const auto runtimes = request.list("CompatibleRuntimes")) {
    version.compatible_runtimes = *request.raw("CompatibleRuntimes");
    if (!all_known(*runtimes, is_runtime)) {
      request.refuse(shown_list(*runtimes), "compatibleRuntimes",
                     "Member must satisfy enum value set: " + runtime_set());
    }
  }
  if (const auto architectures = request.list("CompatibleArchitectures")) {
    version.compatible_architectures = *request.raw("CompatibleArchitectures");
    if (!all_known(*architectures, is_architecture)) {
      request.refuse(shown_list(*architectures), "compatibleArchitectures",
                     std::string("Member must satisfy constraint: [Member must satisfy enum value "
                                 "set: ") +
                         kArchitectures + "]");
    }
  }
  return request.verdict();
}

Status LayerUpload::work() {
  auto request = RequestJson::parse(body);
  if (!request) return std::move(request).error();
  body = {};
  if (Status valid = read(*request); !valid) return valid;
  auto zip = read_zip(request->find("Content"));
  if (!zip) return std::move(zip).error();
  if (Status unpacked = unpack_code(*zip, folder); !unpacked) return unpacked;
  version.content = std::make_shared<CodeFolder>(folder);
  version.code_size = zip->size();
  version.code_sha256 = code_sha256(*zip);
  return Done{};
}

void finish_upload(Context& context, const std::shared_ptr<Call>& call, LayerUpload& upload) {
  if (!upload.outcome) return call->fail(to_aws(upload.outcome.error()));
  upload.version.created = timestamp(context.clock.wall());
  upload.version.version = context.layers.next_version(upload.version.name);
  const std::string answer = to_text(whole_json(upload.version));
  context.layers.add(std::move(upload.version), Context::answer_when_stored(call, 201, answer));
}

// --- lists ---

struct Wanted {
  std::string runtime, architecture;

  bool takes(const LayerVersion& version) const {
    const auto holds = [](const std::string& list, const std::string& value) {
      return value.empty() || list.find("\"" + value + "\"") != std::string::npos;
    };
    return holds(version.compatible_runtimes, runtime) &&
           holds(version.compatible_architectures, architecture);
  }
};
Result<Wanted> wanted_of(const Call& call) {
  const Wanted wanted{call.query("CompatibleRuntime"), call.query("CompatibleArchitecture")};
  ValidationErrors errors(Protocol::kRestJson);
  if (!wanted.runtime.empty() && !is_runtime(wanted.runtime)) {
    errors.refuse("'" + wanted.runtime + "'", "compatibleRuntime",
                  "Member must satisfy enum value set: " + runtime_set());
  }
  if (!wanted.architecture.empty() && !is_architecture(wanted.architecture)) {
    errors.refuse("'" + wanted.architecture + "'", "compatibleArchitecture",
                  std::string("Member must satisfy enum value set: ") + kArchitectures);
  }
  Status valid = errors.verdict();
  if (!valid) return std::move(valid).error();
  return wanted;
}

// GetLayerVersionByArn: GET /2018-10-31/layers?find=LayerVersion&Arn=…
Answer find_by_arn(const Context& context, const std::string& arn) {
  const std::size_t colon = arn.rfind(':');
  const bool numbered =
      colon != std::string::npos && is_digits(std::string_view(arn).substr(colon + 1));
  if (!Arn::parse(arn) || !numbered) {
    return invalid_value(arn, "arn",
                         "Member must satisfy regular expression pattern: "
                         "arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\\d{12}:layer:[a-zA-Z0-9-_]+:"
                         "[0-9]+");
  }
  const LayerVersion* const version = context.layers.find(arn);
  if (version == nullptr) return no_layer_version();
  return Success{200, to_text(whole_json(*version))};
}

}  // namespace

void publish_layer_version(Context& context, const std::shared_ptr<Call>& call,
                           const PathParameters& path) {
  const std::string name = layer_name_of(path.at("LayerName"));
  if (name.empty()) return call->fail(to_aws(wrong_layer_name(path.at("LayerName"))));
  auto upload = std::make_shared<LayerUpload>(
      LayerUpload{std::move(call->body), context.layers.new_folder(context.ids.uuid())});
  upload->version.name = name;
  upload->version.layer_arn = layer_arn(context, name);
  context.run_blocking([upload] { upload->run(); },
                       [&context, call, upload] { finish_upload(context, call, *upload); });
}

Answer list_layers(Context& context, const Call& call, const PathParameters&) {
  if (call.query("find") == "LayerVersion") return find_by_arn(context, call.query("Arn"));
  auto wanted = wanted_of(call);
  if (!wanted) return std::move(wanted).error();
  Entries entries;
  for (const auto& [name, versions] : context.layers.all()) {
    for (const auto& [number, version] : versions) {
      if (!wanted->takes(version)) continue;
      const LayerVersion& latest = version;  // the last one wins
      entries[name] = [&latest] {
        return Json{{"LayerName", latest.name},
                    {"LayerArn", latest.layer_arn},
                    {"LatestMatchingVersion", version_json(latest)}};
      };
    }
  }
  return page_of(entries, call, "Layers", kShortPages);
}

Answer list_layer_versions(Context& context, const Call& call, const PathParameters& path) {
  const std::string name = layer_name_of(path.at("LayerName"));
  if (name.empty()) return wrong_layer_name(path.at("LayerName"));
  auto wanted = wanted_of(call);
  if (!wanted) return std::move(wanted).error();
  Entries entries;
  const auto layer = context.layers.all().find(name);
  if (layer != context.layers.all().end()) {
    for (const auto& [number, version] : layer->second) {
      if (!wanted->takes(version)) continue;
      const LayerVersion& each = version;
      // The newest first.
      entries[padded(999'999'999 - number)] = [&each] { return version_json(each); };
    }
  }
  return page_of(entries, call, "LayerVersions", kShortPages);
}

Answer get_layer_version(Context& context, const Call&, const PathParameters& path) {
  auto name = layer_version_name(path);
  if (!name) return std::move(name).error();
  const LayerVersion* const version = context.layers.find(name->name, name->version);
  if (version == nullptr) return no_layer_version();
  return Success{200, to_text(whole_json(*version))};
}

// Deleting what there is not succeeds, as on AWS.
void delete_layer_version(Context& context, const std::shared_ptr<Call>& call,
                          const PathParameters& path) {
  auto name = layer_version_name(path);
  if (!name) return call->fail(to_aws(name.error()));
  if (context.layers.find(name->name, name->version) == nullptr) return call->succeed(204, {});
  context.layers.remove(name->name, name->version, Context::answer_when_stored(call, 204, {}));
}

}  // namespace brume::emulator::aws::lambda
