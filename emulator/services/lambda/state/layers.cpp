#include "emulator/services/lambda/state/layers.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <set>

#include "emulator/base/check.h"

namespace brume::emulator::aws::lambda {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kVersions = "layer-version";  // key: name and padded number
constexpr const char* kNumbers = "layer-number";    // key: name; the last number given out

std::string key_of(const std::string& name, int version) {
  const std::string digits = std::to_string(version);
  return name + ":" + std::string(10 - std::min<std::size_t>(10, digits.size()), '0') + digits;
}

std::string kept_text(const LayerVersion& version) {
  Json json;
  json["LayerArn"] = version.layer_arn;
  json["Name"] = version.name;
  json["Version"] = version.version;
  json["Description"] = version.description;
  json["LicenseInfo"] = version.license;
  json["CompatibleRuntimes"] = version.compatible_runtimes;
  json["CompatibleArchitectures"] = version.compatible_architectures;
  json["CreatedDate"] = version.created;
  json["CodeSize"] = version.code_size;
  json["CodeSha256"] = version.code_sha256;
  json["Folder"] = version.content->path().filename().string();
  json["Policy"] = version.policy;
  json["RevisionId"] = version.policy_revision;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

LayerVersion kept_version(const std::string& text, const std::filesystem::path& folder) {
  const Json json = Json::parse(text, nullptr, false);
  LayerVersion version;
  version.layer_arn = json.value("LayerArn", "");
  version.name = json.value("Name", "");
  version.version = json.value("Version", 0);
  version.description = json.value("Description", "");
  version.license = json.value("LicenseInfo", "");
  version.compatible_runtimes = json.value("CompatibleRuntimes", "");
  version.compatible_architectures = json.value("CompatibleArchitectures", "");
  version.created = json.value("CreatedDate", "");
  version.code_size = json.value("CodeSize", std::uint64_t{0});
  version.code_sha256 = json.value("CodeSha256", "");
  version.content = std::make_shared<CodeFolder>(folder / json.value("Folder", "none"));
  version.content->keep(true);
  version.policy = json.value("Policy", version.policy);
  version.policy_revision = json.value("RevisionId", "");
  return version;
}

}  // namespace

void Layers::load() {
  std::set<std::string> used;
  for (const auto& [key, text] : documents_.all(kVersions)) {
    LayerVersion version = kept_version(text, folder_);
    used.insert(version.content->path().filename().string());
    layers_[version.name].insert_or_assign(version.version, std::move(version));
  }
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, ignored)) {
    if (!used.contains(entry.path().filename().string())) {
      std::filesystem::remove_all(entry.path(), ignored);
    }
  }
}

const LayerVersion* Layers::find(std::string_view version_arn) const {
  const std::size_t colon = version_arn.rfind(':');
  if (colon == std::string_view::npos) return nullptr;
  const std::string_view layer_arn = version_arn.substr(0, colon);
  const std::string_view number = version_arn.substr(colon + 1);
  int version = 0;
  const auto [end, failed] = std::from_chars(number.data(), number.data() + number.size(), version);
  if (failed != std::errc() || end != number.data() + number.size()) return nullptr;
  const LayerVersion* const found = find(layer_arn.substr(layer_arn.rfind(':') + 1), version);
  return found != nullptr && found->layer_arn == layer_arn ? found : nullptr;
}

const LayerVersion* Layers::find(std::string_view name, int version) const {
  const auto layer = layers_.find(name);
  if (layer == layers_.end()) return nullptr;
  const auto found = layer->second.find(version);
  return found == layer->second.end() ? nullptr : &found->second;
}

int Layers::next_version(const std::string& name) const {
  const std::string* const last = documents_.find(kNumbers, name);
  return (last == nullptr ? 0 : std::stoi(*last)) + 1;
}

void Layers::add(LayerVersion version, Documents::Stored done) {
  const std::string name = version.name;
  const int number = version.version;
  BRUME_CHECK(version.content != nullptr && number == next_version(name));
  version.content->keep(true);
  documents_.put(kNumbers, name, std::to_string(number), [](Status) {});
  const std::string text = kept_text(version);
  layers_[name].insert_or_assign(number, std::move(version));
  documents_.put(kVersions, key_of(name, number), text,
                 [this, name, number, done = std::move(done)](Status stored) mutable {
                   if (!stored && find(name, number) != nullptr) take_out(name, number);
                   done(std::move(stored));
                 });
}

void Layers::take_out(const std::string& name, int version) {
  const auto layer = layers_.find(name);
  BRUME_CHECK(layer != layers_.end());
  layer->second.at(version).content->keep(false);
  layer->second.erase(version);
  if (layer->second.empty()) layers_.erase(layer);
}

void Layers::set_policy(const LayerVersion& changed, Documents::Stored done) {
  LayerVersion& version = layers_.at(changed.name).at(changed.version);
  version.policy = changed.policy;
  version.policy_revision = changed.policy_revision;
  documents_.put(kVersions, key_of(version.name, version.version), kept_text(version),
                 std::move(done));
}

void Layers::remove(const std::string& name, int version, Documents::Stored done) {
  take_out(name, version);
  documents_.erase(kVersions, key_of(name, version), std::move(done));
}

}  // namespace brume::emulator::aws::lambda
