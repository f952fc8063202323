// The newer SAM types are checked against a model of their properties, all at once; its words and
// their order differ from those of the older types (core/property_types.h).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/template/model/value.h"

namespace brume::emulator::sam {

enum class ModelKind : std::uint8_t {
  kAnything,
  kMap,
  kTruth,
  kModel,
  kModelOrTruth,
  kModels,     // a list of them
  kModelMap,   // a map of them
  kModelMaps,  // a map of such maps
  kWord,       // one of `words`
  kWords,      // a list of them
  kList,
  kPlainText,  // no intrinsic
  kPlainTexts,
  // From here on, a map, as every intrinsic is, stands for the kind.
  kText,
  kInteger,
  kNumber,
  kTexts,  // a list
};

struct ModelField {
  std::string_view name;
  ModelKind kind = ModelKind::kAnything;
  bool required = false;
  std::span<const ModelField> fields = {};  // of a model
  std::span<const std::string_view> words = {};
};

struct ModelError {
  std::string path;  // "VpcConfig.SubnetIds"
  std::string text;
  std::string type;  // "value_error.missing"
};

// What is wrong with a map, in the model's order; unknown members last.
std::vector<ModelError> check_model(const Value& value, std::span<const ModelField> fields);
// "Property 'VpcConfig.SubnetIds' is required." for each property.
// REQUIRES: there are errors
std::string model_sentences(const std::vector<ModelError>& errors);
// "1 validation error for Name\nArn\n  field required (type=value_error.missing)"
std::string model_report(const std::vector<ModelError>& errors, std::string_view name);

}  // namespace brume::emulator::sam
