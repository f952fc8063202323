// Description: what a service shows of itself, for the table of `brume start`, `brume status`, and
// the console. Rows of cells; who renders them chooses widths and colours. A value.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace brume::emulator {

// kVerb: an HTTP method; kPath: of a file or folder; kTarget: a function or another callee.
struct Cell {
  enum class Look { kPlain, kVerb, kPath, kTarget, kRemark };

  std::string text;
  Look look = Look::kPlain;
};

struct Section {
  std::string heading;  // "Buckets"
  std::string remark;   // beside the heading: an address
  std::string noun;     // of its rows: "buckets"
  std::vector<std::vector<Cell>> rows;
  std::string without_rows;  // shown instead of rows; empty: then the section is not shown
};

struct Description {
  std::vector<Section> sections;
  // Members of the JSON of `brume status --json`: name, JSON text.
  std::vector<std::pair<std::string, std::string>> status;
};

}  // namespace brume::emulator
