#include "emulator/services/apigateway/read/request_validation.h"

#include "emulator/services/apigateway/read/inline_schema_refs.h"
#include "emulator/template/model/any_case_property.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::gateway {
namespace {

class ValidationReader {
 public:
  ValidationReader(const Value& document, ApiContext& context)
      : document_(document), context_(context) {}

  void parameters(const Value* list, const Value& operation) {
    if (list == nullptr || !list->is_list()) return;
    for (const Value& item : list->items()) parameter(dereferenced(item), operation);
  }

  // OpenAPI 3.
  void body(const Value& operation) {
    const Value* written = find_member(operation, {"requestBody"});
    if (written == nullptr) return;
    const Value* content = find_member(dereferenced(*written), {"content"});
    if (content == nullptr || !content->is_map()) return;
    for (const Value::Member& member : content->members()) {
      if (const Value* schema = find_member(member.value, {"schema"})) model(member.key, *schema);
    }
  }

  RequestValidation result = {};

 private:
  const Value& dereferenced(const Value& value) const {
    const std::string reference = member_text(value, {"$ref"});
    const Value* found = reference.empty() ? nullptr : find_reference(document_, reference);
    return found != nullptr ? *found : value;
  }

  void parameter(const Value& written, const Value& operation) {
    const std::string in = lower_case(member_text(written, {"in"}));
    const std::string name = member_text(written, {"name"});
    if (in == "body") {
      const Value* schema = find_member(written, {"schema"});
      if (schema == nullptr) return;
      auto types = member_texts(operation, {"consumes"});
      if (types.empty()) types = member_texts(document_, {"consumes"});
      if (types.empty()) types.emplace_back("application/json");
      for (const std::string& type : types) model(type, *schema);
      return;
    }
    if (!member_bool(written, {"required"})) return;
    if (in == "query") result.required_parameters.push_back("method.request.querystring." + name);
    if (in == "header") result.required_parameters.push_back("method.request.header." + name);
    if (in == "path") result.required_parameters.push_back("method.request.path." + name);
  }

  void model(const std::string& type, const Value& schema) {
    result.models[type] = schema_text(schema, document_, context_);
  }

  const Value& document_;
  ApiContext& context_;
};

}  // namespace

RequestValidation read_validation(const Value& operation, const Value& path_item,
                                  const Value* validator, const Value& document,
                                  ApiContext& context) {
  ValidationReader reader(document, context);
  if (validator == nullptr) return reader.result;  // nothing is checked then
  reader.result.check_parameters = member_bool(*validator, {"validateRequestParameters"});
  reader.result.check_body = member_bool(*validator, {"validateRequestBody"});
  reader.parameters(find_member(path_item, {"parameters"}), operation);
  reader.parameters(find_member(operation, {"parameters"}), operation);
  reader.body(operation);
  return reader.result;
}

}  // namespace brume::emulator::gateway
