// Path: where in a template a value stands, as a chain of stack frames. Costs nothing until it is
// printed. A Path must outlive the Paths made from it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace brume::emulator {

class Path {
 public:
  Path() = default;  // the template itself; prints as ""

  Path operator/(std::string_view key) const { return Path(parent(), key, 0); }
  Path operator[](std::size_t index) const { return Path(parent(), {}, index + 1); }

  // "Resources.Hello.Properties.Layers[0]"
  std::string text() const;

 private:
  Path(const Path* parent, std::string_view key, std::size_t number)
      : parent_(parent), key_(key), number_(number) {}

  // The template itself is nobody's parent: `Path() / "Resources"` may be kept.
  const Path* parent() const { return key_.empty() && number_ == 0 ? nullptr : this; }

  const Path* parent_ = nullptr;
  std::string_view key_;    // empty: an item of a list
  std::size_t number_ = 0;  // of the item, from 1
};

}  // namespace brume::emulator
