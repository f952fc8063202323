// Tags of functions, event source mappings and code signing configurations. Source: TagResource;
// recordings for the texts.
#include <nlohmann/json.hpp>
#include <regex>

#include "emulator/aws/protocol/request_json.h"
#include "emulator/services/lambda/api/configuration_request.h"
#include "emulator/services/lambda/api/context.h"
#include "emulator/services/lambda/api/errors.h"
#include "emulator/services/lambda/api/operations.h"
#include "emulator/services/lambda/api/shapes.h"
#include "emulator/text/arn.h"

namespace brume::emulator::aws::lambda {
namespace {

using Tags = std::map<std::string, std::string>;

constexpr std::size_t kMaxResourceLength = 256;

constexpr const char* kResourcePattern =
    "arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:"
    "(function:[a-zA-Z0-9-_]+(:(\\$LATEST|[a-zA-Z0-9-_]+))?|layer:([a-zA-Z0-9-_]+)|"
    "code-signing-config:csc-[a-z0-9]{17}|event-source-mapping:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-"
    "[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|capacity-provider:[a-zA-Z0-9-_]+)";

// What has the tags: a function, or something else by its ARN.
struct Tagged {
  std::string function = {};
  std::string arn = {};
};

// Whether something is there, by what it is.
Status check_there(const Context& context, const Arn& arn, const std::string& text) {
  const std::size_t colon = arn.resource.find(':');
  const std::string kind = arn.resource.substr(0, colon);
  const std::string id = arn.resource.substr(colon + 1);
  if (kind == "event-source-mapping") {
    if (context.documents.find(kEventSourceMapping, id) != nullptr) return Done{};
    return not_found("Event source mapping not found: " + text);
  }
  if (kind == "capacity-provider") return not_found("Capacity provider not found: " + text);
  if (kind == "code-signing-config") {
    if (context.documents.find(kCodeSigning, text) != nullptr) return Done{};
    return not_found("The Lambda code signing configuration " + text + " can not be found.");
  }
  if (context.layers.all().contains(id)) return Done{};
  return not_found("The resource you requested does not exist.");
}

Result<Tagged> resource(const Context& context, const PathParameters& path) {
  static const std::regex kResource(kResourcePattern);
  const std::string& text = path.at("Resource");
  if (text.size() > kMaxResourceLength || !std::regex_match(text, kResource)) {
    return invalid_value(
        text, "resource",
        std::string("Member must satisfy regular expression pattern: ") + kResourcePattern);
  }
  const Arn arn = *Arn::parse(text);
  if (!arn.resource.starts_with("function:")) {
    Status there = check_there(context, arn, text);
    if (!there) return std::move(there).error();
    return Tagged{{}, text};
  }
  auto name = parse_function_name(context.home(), text, {});
  if (!name) return std::move(name).error();
  if (!name->qualifier.empty()) {
    return invalid_parameter(
        "Tags on function aliases and versions are not supported. Please "
        "specify a function ARN.");
  }
  auto found = std::as_const(context.functions).find(*name);
  if (!found) return std::move(found).error();
  return Tagged{name->name, text};
}

Tags tags_of(const Context& context, const Tagged& tagged) {
  if (!tagged.function.empty()) return context.record({tagged.function}).tags;
  const std::string* const kept = context.documents.find(kResourceTags, tagged.arn);
  return kept == nullptr ? Tags() : from_text(*kept).get<Tags>();
}

// A function's revision id says that its tags have changed.
void set_tags(Context& context, const std::shared_ptr<Call>& call, const Tagged& tagged,
              Tags tags) {
  if (tagged.function.empty()) {
    return context.documents.put(kResourceTags, tagged.arn, to_text(tags),
                                 Context::answer_when_stored(call, 204, {}));
  }
  (*context.functions.find({tagged.function}))->tags = std::move(tags);
  context.functions.set_revision(tagged.function, kLatest, context.ids.uuid());
  call->succeed(204, {});
}

}  // namespace

void tag_resource(Context& context, const std::shared_ptr<Call>& call, const PathParameters& path) {
  auto request = RequestJson::parse(call->body);
  if (!request) return call->fail(to_aws(request.error()));
  request->require("Tags");
  const auto given = request->texts("Tags");
  Status done = request->verdict();
  if (!done) return call->fail(to_aws(done.error()));
  auto tagged = resource(context, path);
  if (!tagged) return call->fail(to_aws(tagged.error()));
  if (given->empty()) {
    return call->fail(
        to_aws(invalid_parameter("An error occurred and the request cannot be processed.")));
  }
  Tags tags = tags_of(context, *tagged);
  for (const auto& [key, value] : *given) tags[key] = value;
  done = check_tags(tags);
  if (!done) return call->fail(to_aws(done.error()));
  set_tags(context, call, *tagged, std::move(tags));
}

void untag_resource(Context& context, const std::shared_ptr<Call>& call,
                    const PathParameters& path) {
  const std::vector<std::string> keys = call->queries("tagKeys");
  ValidationErrors errors(Protocol::kRestJson);
  if (keys.empty()) errors.refuse("null", "tagKeys", "Member must not be null");
  Status valid = errors.verdict();
  if (!valid) return call->fail(to_aws(valid.error()));
  auto tagged = resource(context, path);
  if (!tagged) return call->fail(to_aws(tagged.error()));
  Tags tags = tags_of(context, *tagged);
  for (const std::string& key : keys) tags.erase(key);
  set_tags(context, call, *tagged, std::move(tags));
}

Answer list_tags(Context& context, const Call&, const PathParameters& path) {
  auto tagged = resource(context, path);
  if (!tagged) return std::move(tagged).error();
  nlohmann::ordered_json json;
  json["Tags"] = nlohmann::ordered_json::object();
  for (const auto& [key, value] : tags_of(context, *tagged)) json["Tags"][key] = value;
  return Success{200, to_text(json)};
}

}  // namespace brume::emulator::aws::lambda
