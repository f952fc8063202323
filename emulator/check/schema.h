// What AWS publishes of its resource types: their properties, what those may hold, the attributes
// GetAtt knows. Three texts are part of the program: CloudFormation's (schema/cloudformation.txt,
// written by scripts/make-schema), SAM's (sam.txt) and the ranges, lengths and characters that the
// first does not have (limits.txt). They are sorted by type, searched in place, and a type is read
// when it is first asked for: to have them costs nothing.
//
// The text of a type:
//   AWS::Lambda::Function          its name
//   @ Arn                          its attributes
//    s Description Role!           properties of one notation; `!`: required
//   .Code                          a type that its properties refer to, with its properties
// Notations: `s` string, `i` integer, `n` number, `b` boolean, `j` anything, `.Code` a type of this
// resource, `AWS::Lambda::Function.Code` of another, `[x` a list of x, `{x` a map of x, `x|y` one
// of the two. `i1..9` and `s1..9` are ranges of the value and of the length, `s1..9[-a-z]` with the
// characters it may have, `[0..5s` a list of at most 5, `s(a|b)` one of these, `%7C` for a `|`,
// `~Type` a type of this resource that the member `Type` beside it names.
//
// One thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace brume::emulator::check {

struct PropertySchema {
  std::string_view name;
  std::string_view notation;
  bool required = false;
};

struct StructSchema {
  std::vector<PropertySchema> properties;

  const PropertySchema* find(std::string_view name) const;
  std::vector<std::string_view> names() const;
};

struct TypeSchema {
  std::string_view name;
  std::vector<std::string_view> attributes;
  StructSchema properties;
  std::map<std::string_view, StructSchema> types;  // ".Code" -> …
};

class Schema {
 public:
  // nullptr for a type that is not published. Stays valid as long as the Schema.
  const TypeSchema* type(std::string_view name);
  // All of them; for suggestions.
  static std::vector<std::string_view> type_names();

 private:
  std::map<std::string, std::optional<TypeSchema>, std::less<>> known_;
};

// A type as another refers to it; `type` is what local names belong to.
struct Reference {
  const TypeSchema* type = nullptr;
  const StructSchema* properties = nullptr;  // nullptr: the schema does not have it
};
Reference refer(Schema& schema, const TypeSchema& from, std::string_view notation);

}  // namespace brume::emulator::check
