#include "emulator/template/sam/core/context.h"

#include <algorithm>
#include <array>

#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sam/core/logical_ids.h"

namespace brume::emulator::sam {
namespace {

constexpr std::array<std::string_view, 3> kHandedDown{"Condition", "DeletionPolicy",
                                                      "UpdateReplacePolicy"};
// What SAM makes may stand for one of the template's own of these types.
bool may_replace(const Value& own, const Value& type) {
  constexpr std::string_view kTypes[] = {"AWS::ApiGateway::BasePathMapping",
                                         "AWS::ApiGateway::DomainName", "AWS::SNS::Topic"};
  const Value* own_type = own.find("Type");
  return own_type != nullptr && *own_type == type &&
         std::find(std::begin(kTypes), std::end(kTypes), type.as_string()) != std::end(kTypes);
}

}  // namespace

const Value& Context::properties(const Value& resource) const {
  static const Value kNone;
  const Value* properties = resource.find("Properties");
  return properties == nullptr ? kNone : *properties;
}

Value* Context::resource(std::string_view logical_id) {
  Value* resources = root_.find("Resources");
  if (resources == nullptr || !resources->is_map()) return nullptr;
  Value::Member* found = index_of(*resources).find(resources->members(), logical_id);
  return found == nullptr ? nullptr : &found->value;
}

Value& Context::make(const std::string& origin, const std::string& logical_id, Value resource,
                     bool hand_down) {
  const Value* from = source(origin);
  if (from != nullptr) {
    for (const std::string_view attribute : kHandedDown) {
      const Value* value = from->find(attribute);
      if (hand_down && value != nullptr && resource.find(attribute) == nullptr) {
        resource.set(attribute, *value);
      }
    }
    resource.place_all(from->at(), from->length());
  }
  if (from != nullptr && !is_alphanumeric(logical_id)) {
    reject_as(origin, logical_id, *from, "Logical ids must be alphanumeric.");
  }
  const Value* type = resource.find("Type");
  const Value* own = logical_id == origin ? nullptr : source(logical_id);
  const bool taken = own != nullptr && !may_replace(*own, *resource.find("Type"));
  if (taken && from != nullptr) {
    reject_taken(origin, logical_id, type->as_string(), *source(logical_id));
  }
  Value::Map& members = made_[origin];
  if (const auto known = made_by_.find(logical_id); known != made_by_.end()) {
    for (Value::Member& member : made_[known->second]) {
      if (member.key == logical_id) return member.value = std::move(resource);
    }
  }
  made_by_[logical_id] = origin;
  const SourcePosition at = resource.at();
  members.push_back({logical_id, std::move(resource), at, 1});
  return members.back().value;
}

Value* Context::made(std::string_view logical_id) {
  const auto known = made_by_.find(logical_id);
  if (known == made_by_.end()) return nullptr;
  for (Value::Member& member : made_[known->second]) {
    if (member.key == logical_id) return &member.value;
  }
  return nullptr;
}

Value* Context::current(const std::string& logical_id) {
  Value* own = resource(logical_id);
  const Value* type = own == nullptr ? nullptr : own->find("Type");
  const bool sam =
      type != nullptr && type->is_string() && type->as_string().starts_with("AWS::Serverless::");
  if (own != nullptr && (!sam || rejections_of(logical_id) > 0)) return own;
  return made(logical_id);
}

void Context::each_current(
    const std::function<void(const std::string& id, Value& resource)>& visit) {
  for (Value::Member& member : root_.find("Resources")->members()) {
    const auto made = made_.find(member.key);
    if (made == made_.end()) {
      visit(member.key, member.value);
      continue;
    }
    for (Value::Member& each : made->second) visit(each.key, each.value);
  }
}

void Context::each_made(const std::string& origin,
                        const std::function<void(Value& resource)>& visit) {
  for (Value::Member& member : made_[origin]) visit(member.value);
}

void Context::add_condition(const std::string& name, Value condition) {
  Value* section = root_.find("Conditions");
  if (section == nullptr) section = &root_.set("Conditions", Value::map());
  if (section->is_map() || section->is_null()) section->set(name, std::move(condition));
}

void Context::keep(const std::string& origin, std::string key, std::string text) {
  if (mistakes_[origin]++ == 0) rejections_.push_back({std::move(key), std::move(text)});
}

void Context::tell(const std::string& origin, const Value& where, const std::string& text,
                   const std::string& hint) {
  const Path resources = Path() / "Resources";
  const Value* from = source(origin);
  const Value& place = where.at().line == 0 && from != nullptr ? *from : where;
  reporter_.as(rules::kSam).error(place, resources / origin, text, hint);
}

void Context::reject_as(const std::string& origin, const std::string& shown, const Value& where,
                        const std::string& text, const std::string& hint) {
  keep(origin, shown, "Resource with id [" + shown + "] is invalid. " + text);
  tell(origin, where, text, hint);
}

void Context::reject_event(const std::string& origin, const std::string& event, const Value& where,
                           const std::string& text) {
  const std::string sentence = "Event with id [" + event + "] is invalid. " + text;
  keep(origin, sentence, sentence);
  tell(origin, where, sentence, {});
}

void Context::reject_taken(const std::string& origin, const std::string& logical_id,
                           std::string_view type, const Value& taken) {
  rejections_.push_back(
      {origin, "Transforming resource with id [" + origin +
                   "] attempts to create a new resource with id [" + logical_id + "] and type \"" +
                   std::string(type) +
                   "\". A resource with that id already exists within this template. Please use a "
                   "different id for that resource."});
  reporter_.as(rules::kSam)
      .error(taken, Path() / "Resources",
             "the name `" + logical_id + "` is taken by what SAM makes from `" + origin + "`",
             "rename this resource");
}

std::size_t Context::rejections_of(const std::string& origin) const {
  const auto found = mistakes_.find(origin);
  return found == mistakes_.end() ? 0 : found->second;
}

void Context::note_once(const std::string& text, const Value& where) {
  if (noted_.insert(text).second) reporter_.as(rules::kNotEmulated).note(where, Path(), text);
}

void Context::reject_template(const Value& where, const Path& path, const std::string& text,
                              const std::string& hint) {
  const std::string sentence = "Structure of the SAM template is invalid. " + text;
  rejections_.push_back({sentence, sentence});
  reporter_.as(rules::kSam).error(where, path, text, hint);
}

bool Context::abort(const Value& where, const std::string& text) {
  if (abort_.empty()) abort_ = "Structure of the SAM template is invalid. " + text;
  reporter_.as(rules::kSam).error(where, Path(), text);
  return false;
}

void Context::reject_globals(const Value& where, const Path& path, const std::string& text,
                             const std::string& hint) {
  const std::string sentence = "'Globals' section is invalid. " + text;
  if (!globals_rejected_) rejections_.push_back({sentence, sentence});
  globals_rejected_ = true;
  // The list of all names is for SAM's message; people get the nearest.
  reporter_.as(rules::kSam).error(where, path, text.substr(0, text.find(" Must be one of")), hint);
}

Value Context::look_up(const Value& value, Value (*look)(const Value&, Lookups&)) {
  Lookups lookups{parameters_, root_.find("Parameters"), root_.find("Mappings")};
  Value result = look(value, lookups);
  if (!lookups.wrong.empty()) abort(value, lookups.wrong);
  return result;
}

Value Context::with_parameters(const Value& value) {
  return look_up(value, look_up_parameters);
}

Value Context::with_mappings(const Value& value) {
  return look_up(value, look_up_mappings);
}

Value Context::finish() {
  Value* resources = root_.find("Resources");
  Value::Map result;
  result.reserve(resources->members().size() + made_by_.size());
  for (Value::Member& member : resources->members()) {
    const auto made = made_.find(member.key);
    if (made == made_.end()) {
      result.push_back(std::move(member));
      continue;
    }
    for (Value::Member& each : made->second) {
      if (each.key == member.key) each.key_at = member.key_at, each.key_length = member.key_length;
      result.push_back(std::move(each));
    }
    made_.erase(made);
  }
  for (auto& [origin, members] : made_) {
    for (Value::Member& member : members) result.push_back(std::move(member));
  }
  Value all(std::move(result));
  all.place_as(*resources);
  *resources = std::move(all);
  if (!references.empty()) {
    rewrite_references(root_, references);
    for (auto& [id, each] : events) rewrite_references(each, references);
  }
  root_.erase("Globals");
  root_.erase("Transform");
  return std::move(root_);
}

std::vector<std::string> Context::take_rejections() {
  if (aborted()) return {abort_};
  std::stable_sort(
      rejections_.begin(), rejections_.end(),
      [](const Rejection& left, const Rejection& right) { return left.key < right.key; });
  std::vector<std::string> texts;
  for (Rejection& rejection : rejections_) {
    const bool said = std::find(texts.begin(), texts.end(), rejection.text) != texts.end();
    if (!said) texts.push_back(std::move(rejection.text));
  }
  return texts;
}

Value ref_to(std::string_view logical_id) {
  return Value::map({{"Ref", logical_id}});
}

Value get_att(std::string_view logical_id, std::string_view attribute) {
  return Value::map({{"Fn::GetAtt", Value::list({logical_id, attribute})}});
}

Value sub(std::string_view text) {
  return Value::map({{"Fn::Sub", text}});
}

}  // namespace brume::emulator::sam
