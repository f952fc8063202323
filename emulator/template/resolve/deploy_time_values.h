// What AWS::LanguageExtensions knows of a template before there is a stack: values of parameters,
// mappings and conditions, and what the functions make of them. A resource is not known yet.
//
// Holds a copy of the sections it looks at, so the template may change meanwhile; refers to the
// parameters. One thread.
#pragma once

#include <optional>
#include <string>

#include "emulator/template/model/report.h"
#include "emulator/template/model/value.h"
#include "emulator/template/resolve/resolve.h"
#include "emulator/template/sections/parameters.h"

namespace brume::emulator {

// Whether `Transform` lists AWS::LanguageExtensions.
bool has_language_extensions(const Value& root);

class EarlyValues {
 public:
  EarlyValues(const Value& root, const ParameterValues& parameters, ResolveOptions options);

  // Whether nothing in it must wait for the stack.
  bool knows(const Value& value) const;
  // Its value; nothing when it must wait, and after a mistake, which whoever resolves the rest of
  // the template reports.
  std::optional<Value> value(const Value& value);
  // The same, when it is a text.
  std::optional<std::string> text(const Value& value);
  // The first parameter in it whose value must not be shown; empty: none.
  std::string secret_in(const Value& value) const;

 private:
  bool is_secret(const std::string& name) const;
  bool knows_name(const std::string& name) const;
  bool knows_text(const Value& text, const Value* variables) const;

  Value sections_;
  const ParameterValues& parameters_;
  Diagnostics ignored_;
  Reporter unheard_;
  Resolver resolver_;
};

}  // namespace brume::emulator
