// Layers: the layer versions that were published, and where their content lies: what a function
// that names one finds in /opt. A version never changes; its resource policy does.
//
// Versions are kept over restarts. Content stays as long as a LayerVersion or anybody who runs
// from it holds it, also when the version has been deleted, as on AWS.
// Source: Lambda API, PublishLayerVersion, LayerVersionsListItem; "Managing Lambda layers".
//
// Loop thread. The Documents outlive it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/services/lambda/state/code_folder.h"
#include "emulator/services/lambda/state/documents.h"

namespace brume::emulator::aws::lambda {

struct LayerVersion {
  std::string layer_arn;  // "arn:aws:lambda:us-east-1:123456789012:layer:tools"
  std::string name;
  int version = 0;
  std::string description = {};
  std::string license = {};
  // Absent members and empty lists are shown apart: as JSON text, or empty.
  std::string compatible_runtimes = {};
  std::string compatible_architectures = {};
  std::string created = {};                  // "2026-11-21T07:32:00.123+0000"
  std::uint64_t code_size = 0;               // of the zip
  std::string code_sha256 = {};              // base64, of the zip
  std::shared_ptr<CodeFolder> content = {};  // unpacked
  // Statement id and JSON text, in the order they were added.
  std::vector<std::pair<std::string, std::string>> policy = {};
  std::string policy_revision = {};  // empty: never had a policy

  std::string arn() const { return layer_arn + ":" + std::to_string(version); }
};

class Layers {
 public:
  using Versions = std::map<int, LayerVersion>;

  // `folder`: for content; made when needed.
  Layers(Documents& documents, std::filesystem::path folder)
      : documents_(documents), folder_(std::move(folder)) {}

  // Takes what the Documents have kept, and removes content that belongs to nothing.
  void load();

  // By the version's ARN, as functions name it; null: there is none.
  const LayerVersion* find(std::string_view version_arn) const;
  const LayerVersion* find(std::string_view name, int version) const;
  // By the layer's name; a layer has at least one version.
  const std::map<std::string, Versions, std::less<>>& all() const { return layers_; }

  // A place for content that is not there yet.
  std::filesystem::path new_folder(std::string_view id) const { return folder_ / id; }
  // The number that the layer's next version gets. Numbers are never given out twice.
  int next_version(const std::string& name) const;
  // REQUIRES: its number is the next one
  void add(LayerVersion version, Documents::Stored done);
  // REQUIRES (both): there is such a version
  void set_policy(const LayerVersion& changed, Documents::Stored done);
  void remove(const std::string& name, int version, Documents::Stored done);

 private:
  void take_out(const std::string& name, int version);

  Documents& documents_;
  const std::filesystem::path folder_;
  std::map<std::string, Versions, std::less<>> layers_;
};

}  // namespace brume::emulator::aws::lambda
