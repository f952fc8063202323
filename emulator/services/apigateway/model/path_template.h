// The path of a route cut into its segments, and the segments of a request's path.
// Pure. No thread of its own.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace brume::emulator::gateway {

struct TemplateSegment {
  enum class Kind { kLiteral, kParameter, kGreedy };  // in the order of precedence
  Kind kind = Kind::kLiteral;
  std::string text = {};  // the literal, or the parameter's name
};

// "/items/{id}" -> literal "items", parameter "id". Braces that make no parameter are literals.
// `rest_api`: as PathCursor takes it.
std::vector<TemplateSegment> template_segments(std::string_view path, bool rest_api);

// What AWS refuses of a REST API's path, in the words of CreateResource; nothing when it takes it.
std::optional<std::string> rest_path_refusal(std::string_view path);
// The segments at which two paths of a REST API have different variables behind the same parent,
// which AWS refuses: "{id}" and "{name}". Nothing when they do not.
std::optional<std::string> sibling_variables(std::string_view path, std::string_view other);

// What AWS would say against the path of a route; nothing when it is well formed.
std::optional<std::string> path_template_error(std::string_view path);

// Takes segments off a request's path one by one.
class PathCursor {
 public:
  // `path` begins with "/". `rest_api`: slashes at the end and repeated ones count for nothing.
  PathCursor(std::string_view path, bool rest_api);

  bool at_end() const { return ended_; }
  // What is left, from the current segment on; what a greedy parameter takes.
  std::string_view rest() const { return rest_; }
  // REQUIRES: not at_end()
  std::string_view segment() const { return rest_.substr(0, rest_.find('/')); }
  // REQUIRES: not at_end()
  PathCursor next() const;

 private:
  void skip_slashes();

  std::string_view rest_;
  bool rest_api_;
  bool ended_ = false;
};

}  // namespace brume::emulator::gateway
