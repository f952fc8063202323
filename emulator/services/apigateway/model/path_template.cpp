#include "emulator/services/apigateway/model/path_template.h"

#include <algorithm>

#include "emulator/text/ascii.h"

namespace brume::emulator::gateway {
namespace {

TemplateSegment segment_of(std::string_view text) {
  if (text.size() < 3 || text.front() != '{' || text.back() != '}') {
    return {TemplateSegment::Kind::kLiteral, std::string(text)};
  }
  std::string_view name = text.substr(1, text.size() - 2);
  const bool greedy = name.back() == '+';
  if (greedy) name.remove_suffix(1);
  if (name.empty() || name.find_first_of("{}+") != std::string_view::npos) {
    return {TemplateSegment::Kind::kLiteral, std::string(text)};
  }
  return {greedy ? TemplateSegment::Kind::kGreedy : TemplateSegment::Kind::kParameter,
          std::string(name)};
}

}  // namespace

std::vector<TemplateSegment> template_segments(std::string_view path, bool rest_api) {
  std::vector<TemplateSegment> segments;
  for (PathCursor cursor(path, rest_api); !cursor.at_end(); cursor = cursor.next()) {
    segments.push_back(segment_of(cursor.segment()));
  }
  return segments;
}

std::optional<std::string> rest_path_refusal(std::string_view path) {
  const auto allowed = [](char c) {
    return is_letter_or_digit(c) || c == '.' || c == '_' || c == '-' || c == ':';
  };
  const auto segments = template_segments(path, true);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const TemplateSegment& segment = segments[i];
    if (segment.kind == TemplateSegment::Kind::kGreedy && i + 1 < segments.size()) {
      return "`{" + segment.text + "+}` may only stand at the end of a path";
    }
    if (!std::all_of(segment.text.begin(), segment.text.end(), allowed)) {
      return "`" + segment.text +
             "`: a resource's path part only allows a-zA-Z0-9._-: or a variable, `{name}` or "
             "`{name+}`";
    }
  }
  return std::nullopt;
}

std::optional<std::string> sibling_variables(std::string_view path, std::string_view other) {
  const auto left = template_segments(path, true);
  const auto right = template_segments(other, true);
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
    if (left[i].kind == right[i].kind && left[i].text == right[i].text) continue;
    const bool variables = left[i].kind != TemplateSegment::Kind::kLiteral &&
                           right[i].kind != TemplateSegment::Kind::kLiteral;
    if (!variables) return std::nullopt;
    const auto shown = [](const TemplateSegment& segment) {
      return "{" + segment.text + (segment.kind == TemplateSegment::Kind::kGreedy ? "+}" : "}");
    };
    return "a sibling (" + shown(right[i]) + ") of `" + shown(left[i]) +
           "` already has a variable path part -- only one is allowed";
  }
  return std::nullopt;
}

std::optional<std::string> path_template_error(std::string_view path) {
  if (!path.starts_with('/')) return "a path begins with `/`";
  const auto segments = template_segments(path, false);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const TemplateSegment& segment = segments[i];
    if (segment.text.empty()) {
      return i + 1 == segments.size() ? "AWS makes no route for a path that ends in `/`"
                                      : "AWS makes no route for a path with an empty segment";
    }
    if (segment.kind == TemplateSegment::Kind::kGreedy && i + 1 < segments.size()) {
      return "`{" + segment.text + "+}` may only stand at the end of a path";
    }
    if (segment.kind == TemplateSegment::Kind::kLiteral &&
        segment.text.find_first_of("{}") != std::string::npos) {
      return "a parameter must be a whole segment of the path, as in `/{name}`, found `" +
             segment.text + "`";
    }
    const bool repeated = std::any_of(
        segments.begin(), segments.begin() + static_cast<std::ptrdiff_t>(i),
        [&](const TemplateSegment& earlier) {
          return earlier.kind != TemplateSegment::Kind::kLiteral &&
                 segment.kind != TemplateSegment::Kind::kLiteral && earlier.text == segment.text;
        });
    if (repeated) return "the path names the parameter `" + segment.text + "` twice";
  }
  return std::nullopt;
}

PathCursor::PathCursor(std::string_view path, bool rest_api) : rest_(path), rest_api_(rest_api) {
  if (rest_.starts_with('/')) rest_.remove_prefix(1);
  while (rest_api_ && rest_.ends_with('/')) rest_.remove_suffix(1);
  skip_slashes();
  ended_ = rest_.empty();
}

PathCursor PathCursor::next() const {
  PathCursor result = *this;
  const std::size_t slash = rest_.find('/');
  if (slash == std::string_view::npos) {
    result.rest_ = {};
    result.ended_ = true;
    return result;
  }
  result.rest_.remove_prefix(slash + 1);
  result.skip_slashes();
  return result;
}

void PathCursor::skip_slashes() {
  while (rest_api_ && rest_.starts_with('/')) rest_.remove_prefix(1);
}

}  // namespace brume::emulator::gateway
