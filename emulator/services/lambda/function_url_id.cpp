#include "emulator/services/lambda/function_url_id.h"

namespace brume::emulator::aws::lambda {
namespace {

std::string url_label(std::string_view text) {
  std::string label(text);
  for (char& c : label) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  return label;
}

}  // namespace

// Host labels have no underscores.
std::string function_url_id(std::string_view qualified) {
  std::string id = url_label(qualified);
  for (char& c : id) c = c == '_' || c == '.' || c == ':' ? '-' : c;
  return id + "-url";
}

std::map<std::string, std::string> template_url_ids(const Application& application,
                                                    const Home& home) {
  std::map<std::string, std::string> ids;
  for (const Resource& resource : application.resources) {
    if (resource.type != "AWS::Lambda::Url") continue;
    const Value* const target = resource.properties.find("TargetFunctionArn");
    const Value* const qualifier = resource.properties.find("Qualifier");
    if (target == nullptr || !target->is_scalar()) continue;
    const std::string suffix =
        qualifier != nullptr && qualifier->is_scalar() ? qualifier->text() : std::string();
    const auto owner = parse_function_name(home, target->text(), suffix);
    if (owner) ids.emplace(owner.value().qualified(), url_label(resource.logical_id));
  }
  return ids;
}

}  // namespace brume::emulator::aws::lambda
