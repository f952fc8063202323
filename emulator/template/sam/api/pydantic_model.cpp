#include "emulator/template/sam/api/pydantic_model.h"

#include <algorithm>
#include <cstdlib>

namespace brume::emulator::sam {
namespace {

using Errors = std::vector<ModelError>;

bool is_number_text(const std::string& text, bool fraction) {
  if (text.empty() || text.find_first_not_of("+-.0123456789eE") != std::string::npos) return false;
  char* end = nullptr;
  if (fraction) {
    std::strtod(text.c_str(), &end);
  } else {
    std::strtoll(text.c_str(), &end, 10);
  }
  return end == text.c_str() + text.size();
}

bool is_number(const Value& value, bool fraction) {
  if (value.is_string()) return is_number_text(value.as_string(), fraction);
  return value.is_scalar();
}

void add_dictionary_error(Errors& errors, const std::string& path) {
  errors.push_back({path, "value is not a valid dict", "type_error.dict"});
}

void check_texts(const Value& value, const std::string& path, Errors& errors) {
  if (!value.is_list()) {
    add_dictionary_error(errors, path);
    errors.push_back({path, "value is not a valid list", "type_error.list"});
    return;
  }
  Errors items;
  for (std::size_t i = 0; i < value.items().size(); ++i) {
    const Value& item = value.items()[i];
    if (item.is_map() || item.is_scalar()) continue;
    const std::string item_path = path + "." + std::to_string(i);
    if (item.is_null()) {
      items.push_back({item_path, "none is not an allowed value", "type_error.none.not_allowed"});
      continue;
    }
    add_dictionary_error(items, item_path);
    items.push_back({item_path, "str type expected", "type_error.str"});
  }
  if (items.empty()) return;
  add_dictionary_error(errors, path);
  errors.insert(errors.end(), items.begin(), items.end());
}

void check_fields(const Value& map, std::span<const ModelField> fields, const std::string& lead,
                  Errors& errors);

void check_word(const Value& value, const ModelField& field, const std::string& path,
                Errors& errors) {
  const bool known = std::any_of(field.words.begin(), field.words.end(),
                                 [&](std::string_view word) { return value == Value(word); });
  if (!known) {
    errors.push_back({path, "unexpected value", "value_error.const"});
  }
}

void check_items(const Value& value, const ModelField& field, const std::string& path,
                 Errors& errors) {
  if (!value.is_list()) {
    errors.push_back({path, "value is not a valid list", "type_error.list"});
    return;
  }
  for (std::size_t i = 0; i < value.items().size(); ++i) {
    const Value& item = value.items()[i];
    const std::string item_path = path + "." + std::to_string(i);
    if (field.kind == ModelKind::kWords) {
      check_word(item, field, item_path, errors);
    } else if (field.kind == ModelKind::kPlainTexts && !item.is_scalar()) {
      errors.push_back({item_path, "str type expected", "type_error.str"});
    } else if (field.kind == ModelKind::kModels && !item.is_map()) {
      add_dictionary_error(errors, item_path);
    } else if (field.kind == ModelKind::kModels) {
      check_fields(item, field.fields, item_path + ".", errors);
    }
  }
}

// A map whose values are models, or maps of them.
void check_map(const Value& value, const ModelField& field, const std::string& path,
               Errors& errors) {
  if (!value.is_map()) return add_dictionary_error(errors, path);
  for (const Value::Member& member : value.members()) {
    const std::string member_path = path + "." + member.key;
    if (!member.value.is_map()) {
      add_dictionary_error(errors, member_path);
    } else if (field.kind == ModelKind::kModelMap) {
      check_fields(member.value, field.fields, member_path + ".", errors);
    } else {
      check_map(member.value, {field.name, ModelKind::kModelMap, false, field.fields}, member_path,
                errors);
    }
  }
}

void check_field_kind(const Value& value, const ModelField& field, const std::string& path,
                      Errors& errors) {
  switch (field.kind) {
    case ModelKind::kAnything:
      return;
    case ModelKind::kModels:
    case ModelKind::kWords:
    case ModelKind::kList:
    case ModelKind::kPlainTexts:
      return check_items(value, field, path, errors);
    case ModelKind::kModelMap:
    case ModelKind::kModelMaps:
      return check_map(value, field, path, errors);
    case ModelKind::kWord:
      return check_word(value, field, path, errors);
    case ModelKind::kPlainText:
      if (!value.is_scalar()) errors.push_back({path, "str type expected", "type_error.str"});
      return;
    case ModelKind::kModelOrTruth:
      if (value.is_bool()) return;
      [[fallthrough]];
    case ModelKind::kModel:
      if (value.is_map()) {
        check_fields(value, field.fields, path + ".", errors);
      } else {
        add_dictionary_error(errors, path);
      }
      return;
    case ModelKind::kMap:
      if (!value.is_map()) add_dictionary_error(errors, path);
      return;
    case ModelKind::kTruth:
      if (!value.is_bool()) {
        errors.push_back({path, "value could not be parsed to a boolean", "value_error.bool"});
      }
      return;
    default:
      break;
  }
  if (value.is_map()) return;
  if (field.kind == ModelKind::kTexts) {
    check_texts(value, path, errors);
  } else if (field.kind == ModelKind::kText && !value.is_scalar()) {
    add_dictionary_error(errors, path);
    errors.push_back({path, "str type expected", "type_error.str"});
  } else if (field.kind == ModelKind::kInteger && !is_number(value, false)) {
    add_dictionary_error(errors, path);
    errors.push_back({path, "value is not a valid integer", "type_error.integer"});
  } else if (field.kind == ModelKind::kNumber && !is_number(value, true)) {
    add_dictionary_error(errors, path);
    errors.push_back({path, "value is not a valid float", "type_error.float"});
  }
}

void check_fields(const Value& map, std::span<const ModelField> fields, const std::string& lead,
                  Errors& errors) {
  for (const ModelField& field : fields) {
    const std::string path = lead + std::string(field.name);
    const Value* value = map.find(field.name);
    if (value == nullptr) {
      if (field.required) errors.push_back({path, "field required", "value_error.missing"});
    } else if (!value->is_null()) {
      check_field_kind(*value, field, path, errors);
    } else if (field.required) {
      errors.push_back({path, "none is not an allowed value", "type_error.none.not_allowed"});
    }
  }
  std::vector<std::string> unknown;
  for (const Value::Member& member : map.members()) {
    const bool known = std::any_of(fields.begin(), fields.end(),
                                   [&](const auto& field) { return field.name == member.key; });
    if (!known) unknown.push_back(member.key);
  }
  std::sort(unknown.begin(), unknown.end());
  for (const std::string& name : unknown) {
    errors.push_back({lead + name, "extra fields not permitted", "value_error.extra"});
  }
}

// The kinds that a property may have, from the errors of its alternatives: "dictionary or list".
std::string kinds_of(const Errors& errors, const std::string& path) {
  struct Kind {
    std::string_view words, name;
  };
  constexpr Kind kKinds[] = {{"not a valid dict", "dictionary"},
                             {"not a valid int", "integer"},
                             {"not a valid float", "number"},
                             {"not a valid list", "list"}};
  std::vector<std::string_view> names;
  for (const ModelError& error : errors) {
    if (error.path != path) continue;
    for (const Kind& kind : kKinds) {
      if (error.text.find(kind.words) == std::string::npos) continue;
      if (std::find(names.begin(), names.end(), kind.name) == names.end()) {
        names.push_back(kind.name);
      }
    }
  }
  if (names.size() < 2) return {};
  std::string text;
  for (const std::string_view name : names) {
    text += (text.empty() ? "" : " or ") + std::string(name);
  }
  return text;
}

std::string sentence(const Errors& errors, const ModelError& error) {
  const std::string property = "Property '" + error.path + "' ";
  if (const std::string kinds = kinds_of(errors, error.path); !kinds.empty()) {
    return property + "value must be " + kinds + ".";
  }
  if (error.type == "value_error.missing") return property + "is required.";
  if (error.type == "value_error.extra") return property + "is an invalid property.";
  return property + error.text + ".";
}

}  // namespace

std::vector<ModelError> check_model(const Value& value, std::span<const ModelField> fields) {
  Errors errors;
  check_fields(value, fields, "", errors);
  return errors;
}

std::string model_sentences(const std::vector<ModelError>& errors) {
  std::string text;
  std::vector<std::string_view> said;
  for (const ModelError& error : errors) {
    if (std::find(said.begin(), said.end(), error.path) != said.end()) continue;
    said.push_back(error.path);
    text += (text.empty() ? "" : " ") + sentence(errors, error);
  }
  return text;
}

std::string model_report(const std::vector<ModelError>& errors, std::string_view name) {
  std::string text = std::to_string(errors.size()) + " validation error" +
                     (errors.size() == 1 ? "" : "s") + " for " + std::string(name);
  for (const ModelError& error : errors) {
    std::string path = error.path;
    std::size_t dot = 0;
    while ((dot = path.find('.', dot)) != std::string::npos) path.replace(dot, 1, " -> "), dot += 4;
    text += "\n" + path + "\n  " + error.text + " (type=" + error.type + ")";
  }
  return text;
}

}  // namespace brume::emulator::sam
