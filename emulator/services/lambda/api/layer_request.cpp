#include "emulator/services/lambda/api/layer_request.h"

#include <map>

#include "emulator/services/lambda/api/errors.h"
#include "emulator/text/arn.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::aws::lambda {
namespace {

constexpr std::size_t kMaxLayers = 5;
constexpr std::size_t kMaxArnLength = 140;

// "arn:aws:lambda:us-east-1:123456789012:layer:tools:1"
bool is_layer_version_arn(const std::string& text) {
  const auto arn = Arn::parse(text);
  if (text.size() > kMaxArnLength || !arn || arn->service != "lambda") return false;
  if (arn->resource.starts_with("awslayer:")) return true;
  const std::size_t colon = arn->resource.rfind(':');
  return arn->resource.starts_with("layer:") && colon > std::string_view("layer:").size() &&
         is_digits(std::string_view(arn->resource).substr(colon + 1));
}

std::string without_version(const std::string& arn) {
  return arn.substr(0, arn.rfind(':'));
}

// Source: recordings of UpdateFunctionConfiguration.
Status find_content(const Context& context, LayerUse& layer) {
  const Arn arn = *Arn::parse(layer.arn);
  if (arn.account != context.home().account_id) {
    context.notice("layer " + layer.arn +
                   " belongs to another account and is not fetched: functions run without it");
    return Done{};
  }
  if (arn.region != context.home().region) {
    return invalid_parameter(
        "Layers are not in the same region as the function. Layers are expected to be in region " +
        context.home().region + ".");
  }
  const LayerVersion* const found = context.layers.find(layer.arn);
  if (found == nullptr) {
    return invalid_parameter("Layer version " + layer.arn + " does not exist.");
  }
  layer.code_size = found->code_size;
  layer.content = found->content;
  return Done{};
}

}  // namespace

void read_layers(RequestJson& request, VersionRecord& into) {
  const auto arns = request.list("Layers");
  if (!arns) return;
  into.layers.clear();
  bool valid = true;
  std::string all;
  for (const std::string& arn : *arns) {
    valid = valid && is_layer_version_arn(arn);
    all += (all.empty() ? "" : ", ") + arn;
    into.layers.push_back({arn});
  }
  if (valid) return;
  request.refuse("'[" + all + "]'", "layers",
                 "Member must satisfy constraint: [Member must have length less than or equal to "
                 "140, Member must have length greater than or equal to 1, Member must satisfy "
                 "regular expression pattern: "
                 "(arn:[a-zA-Z0-9-]+:lambda:[a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\\d{1}:\\d{12}:"
                 "layer:[a-zA-Z0-9-_]+:[0-9]+)|(arn:[a-zA-Z0-9-]+:lambda:::awslayer:"
                 "[a-zA-Z0-9-_]+), Member must not be null]");
}

Status resolve_layers(const Context& context, VersionRecord& version) {
  if (version.layers.size() > kMaxLayers) {
    return invalid_parameter("Cannot reference more than 5 layers.");
  }
  std::map<std::string, std::string> seen;  // the version's ARN, by the layer's
  for (LayerUse& layer : version.layers) {
    if (Status found = find_content(context, layer); !found) return found;
    const auto [first, is_new] = seen.emplace(without_version(layer.arn), layer.arn);
    if (is_new) continue;
    return invalid_parameter(
        "Two different versions of the same layer are not allowed to be referenced in the same "
        "function. " +
        first->second + " and " + layer.arn + " are versions of the same layer.");
  }
  return Done{};
}

}  // namespace brume::emulator::aws::lambda
