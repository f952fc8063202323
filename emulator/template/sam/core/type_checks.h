// SAM's own checks below the level of a property's name, and its words for them.
#pragma once

#include <string>
#include <string_view>

#include "emulator/template/sam/core/context.h"
#include "emulator/template/sam/core/logical_ids.h"
#include "emulator/template/sam/core/python_value.h"

namespace brume::emulator::sam {

// Of whom a check speaks: the SAM resource being expanded, and the one whose property it is.
struct Owner {
  Context& context;
  std::string origin;
  std::string shown;

  Owner(Context& owner_context, const std::string& id)
      : context(owner_context), origin(id), shown(id) {}
  Owner(Context& owner_context, std::string made_from, std::string called)
      : context(owner_context), origin(std::move(made_from)), shown(std::move(called)) {}

  // Always false, so that a check can end with it.
  bool reject(const Value& where, const std::string& text, const std::string& hint = {}) const;
};

// "Property 'Auth.Authorizers' should be a map." and so on; true when it is so.
bool expect_map(const Owner& owner, const Value& value, const std::string& name);
bool expect_list(const Owner& owner, const Value& value, const std::string& name);
bool expect_text(const Owner& owner, const Value& value, const std::string& name);
bool expect_truth(const Owner& owner, const Value& value, const std::string& name);
// `parent`: where the caret goes when `value` is missing.
bool expect_given(const Owner& owner, const Value* value, const Value& parent,
                  const std::string& name);
// Whether a resource that an event adds to is of the type that the event wants.
bool expect_type(const Owner& owner, const Value& resource, const std::string& type);
// A list of texts.
bool expect_texts(const Owner& owner, const Value& value, const std::string& name);

}  // namespace brume::emulator::sam
