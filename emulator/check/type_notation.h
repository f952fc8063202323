// The notations of schema.h, taken apart, and scalars measured against them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/template/model/value.h"

namespace brume::emulator::check {

struct Bounds {
  double min = 0;
  double max = 0;
};

struct Notation {
  enum class Kind { kText, kInteger, kNumber, kBoolean, kAnything, kList, kMap, kStruct };
  Kind kind = Kind::kAnything;
  std::optional<Bounds> bounds;          // of a number, of the length of a text or a list
  std::string_view characters;           // "-a-z"; empty: all
  std::vector<std::string> values = {};  // those allowed; empty: all
  std::string_view of = {};              // a list's or a map's; a struct's name
};

// "x|y|z" -> x, y, z. An invalid notation allows anything.
std::vector<Notation> read_notation(std::string_view text);

// "an integer from 1 to 900", "a string", "one of On, Off", "a list": what a value should be.
std::string expectation(const Notation& notation);

// Whether a scalar is of this kind, as CloudFormation converts it: "10" is an integer, true a
// string. A list, a map or a struct takes no scalar.
bool has_kind(const Value& value, const Notation& notation);

// What is wrong with a scalar of the right kind; empty: nothing.
struct ValueError {
  enum class About { kNothing, kRange, kValues, kLength, kCharacters };
  About about = About::kNothing;
};
ValueError measure(const Value& value, const Notation& notation);

// "1 to 80 of -, _, a to z": what a name may look like.
std::string name_rule(const Notation& notation);

}  // namespace brume::emulator::check
