#include "emulator/services/apigateway/read/inline_schema_refs.h"

#include <algorithm>
#include <vector>

#include "emulator/template/model/any_case_property.h"
#include "emulator/template/model/value_json.h"

namespace brume::emulator::gateway {
namespace {

constexpr std::size_t kInliningMax = 64;      // references within references
constexpr std::size_t kNodesMax = 1'000'000;  // what a schema may become

class Inliner {
 public:
  Inliner(const Value& document, ApiContext& context) : document_(document), context_(context) {}

  Value inlined(const Value& schema) {
    if (++nodes_ > kNodesMax) return Value::map();
    if (schema.is_list()) {
      Value::List items;
      for (const Value& item : schema.items()) items.push_back(inlined(item));
      return items;
    }
    if (!schema.is_map()) return schema;
    const Value* reference = schema.find("$ref");
    if (reference != nullptr && reference->is_string()) return target(*reference);
    Value result = Value::map();
    for (const Value::Member& member : schema.members()) {
      result.set(member.key, inlined(member.value));
    }
    return result;
  }

 private:
  Value target(const Value& reference) {
    const std::string& name = reference.as_string();
    if (std::find(open_.begin(), open_.end(), name) != open_.end() ||
        open_.size() == kInliningMax) {
      return refused(reference, "refers to itself");
    }
    const Value* found = find_reference(document_, name);
    if (found == nullptr) found = elsewhere(name);
    if (found == nullptr) found = model(name);
    if (found == nullptr) return refused(reference, "is no schema of this document");
    open_.push_back(name);
    Value result = inlined(*found);
    open_.pop_back();
    return result;
  }

  // SAM's OpenAPI 3 documents say "#/definitions/x" of what lies in their components.
  const Value* elsewhere(const std::string& name) const {
    constexpr std::string_view kOld = "#/definitions/";
    constexpr std::string_view kNew = "#/components/schemas/";
    const bool old = name.starts_with(kOld);
    if (!old && !name.starts_with(kNew)) return nullptr;
    const std::string rest = name.substr(old ? kOld.size() : kNew.size());
    return find_reference(document_, std::string(old ? kNew : kOld) + rest);
  }

  const Value* model(const std::string& name) const {
    constexpr std::string_view kModels = "/models/";
    const std::size_t mark = name.rfind(kModels);
    if (mark == std::string::npos) return nullptr;
    const std::string_view called = std::string_view(name).substr(mark + kModels.size());
    for (const Resource* resource : context_.resources.of_type("AWS::ApiGateway::Model")) {
      const bool same = member_text(resource->properties, {"Name"}) == called;
      if (same || context_.resources.means(called, *resource)) {
        return find_member(resource->properties, {"Schema"});
      }
    }
    return nullptr;
  }

  Value refused(const Value& reference, std::string_view why) {
    context_.reporter.warning(
        reference, Path(),
        "`" + reference.as_string() + "` " + std::string(why) + ": nothing is checked there");
    return Value::map();
  }

  const Value& document_;
  ApiContext& context_;
  std::vector<std::string> open_;
  std::size_t nodes_ = 0;
};

std::string unescaped(std::string_view step) {
  std::string result;
  for (std::size_t i = 0; i < step.size(); ++i) {
    const bool escape = step[i] == '~' && i + 1 < step.size();
    if (escape && (step[i + 1] == '0' || step[i + 1] == '1')) {
      result += step[++i] == '1' ? '/' : '~';
    } else {
      result += step[i];
    }
  }
  return result;
}

}  // namespace

const Value* find_reference(const Value& document, std::string_view reference) {
  if (!reference.starts_with("#/")) return nullptr;
  reference.remove_prefix(2);
  const Value* place = &document;
  while (place != nullptr) {
    const std::size_t slash = reference.find('/');
    place = place->find(unescaped(reference.substr(0, slash)));
    if (slash == std::string_view::npos) return place;
    reference.remove_prefix(slash + 1);
  }
  return nullptr;
}

std::string schema_text(const Value& schema, const Value& document, ApiContext& context) {
  if (schema.is_string()) return schema.as_string();  // a model whose Schema is JSON text
  return to_json(Inliner(document, context).inlined(schema));
}

}  // namespace brume::emulator::gateway
