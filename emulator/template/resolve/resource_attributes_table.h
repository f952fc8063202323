// The table behind ref_and_getatt.h: a line a resource type, in the order of the types' names.
// Constant data; any thread.
#pragma once

#include <span>
#include <string_view>

namespace brume::emulator {

// Texts are patterns of these words in braces: {name} and {qualifier}, the values of those
// properties or what stands for them; {id} the logical id, {id-} it in lower case, {bucket} it as a
// bucket's name; {hash} ten letters and digits that follow from it, {root} ten others; {region}
// {account} {stack}. What is there only with a qualifier: {:qualifier}, and, where the name
// `default` goes unsaid, {qualifier/} and {qualifier|}. {/name} begins with a slash in any case,
// {scheme} is that of the protocol the qualifier names, {machine} the name
// without the version at its end.
struct PhysicalAttribute {
  std::string_view name;
  std::string_view text;
};

struct PhysicalType {
  std::string_view type;
  // The property that names it, see property_at(); {name} is its value, else `fallback`.
  std::string_view name_property;
  std::string_view fallback;
  std::string_view ref;
  std::span<const PhysicalAttribute> attributes;
  std::string_view qualifier_property = {};
  std::string_view qualifier_fallback = {};
};

// nullptr for a type that is not in the table.
const PhysicalType* find_physical_type(std::string_view type);
std::span<const PhysicalType> physical_types();

}  // namespace brume::emulator
