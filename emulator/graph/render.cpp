// A Graph as text: Mermaid's and Graphviz's languages. Names are of people and may hold anything.
#include <functional>
#include <map>
#include <string_view>

#include "emulator/graph/graph.h"

namespace brume::emulator {
namespace {

using Kind = GraphNode::Kind;

constexpr std::size_t kLabelsShownMax = 6;
constexpr std::size_t kLabelBytesMax = 120;

// Cut at a character, not inside one; control characters are spaces.
std::string plain(std::string_view text) {
  std::string result;
  for (const char c : text.substr(0, kLabelBytesMax)) {
    result += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  }
  if (text.size() <= kLabelBytesMax) return result;
  while (!result.empty() && (static_cast<unsigned char>(result.back()) & 0xc0) == 0x80) {
    result.pop_back();
  }
  if (!result.empty() && static_cast<unsigned char>(result.back()) >= 0x80) result.pop_back();
  return result + "…";
}

std::string escaped(std::string_view text, std::string_view special,
                    const std::function<std::string(char)>& escape) {
  std::string result;
  for (const char c : plain(text)) {
    result += special.find(c) == std::string_view::npos ? std::string(1, c) : escape(c);
  }
  return result;
}

// Mermaid reads entity codes in quoted texts, and Markdown and HTML otherwise.
std::string mermaid_text(std::string_view text) {
  return escaped(text, "\"#<>&`*_\\|{}[]()",
                 [](char c) { return "#" + std::to_string(static_cast<int>(c)) + ";"; });
}

std::string dot_text(std::string_view text) {
  return escaped(text, "\"\\", [](char c) { return std::string("\\") + c; });
}

std::string joined(const std::vector<std::string>& labels, std::string_view line_end,
                   const std::function<std::string(std::string_view)>& escape) {
  std::string text;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (i > 0) text += line_end;
    if (i == kLabelsShownMax && labels.size() > kLabelsShownMax + 1) {
      return text + "and " + std::to_string(labels.size() - i) + " more";
    }
    text += escape(labels[i]);
  }
  return text;
}

// Nodes by the stacks they are in; the empty group is the template itself.
using Groups = std::map<std::vector<std::string>, std::vector<std::size_t>>;

Groups groups_of(const Graph& graph) {
  Groups groups;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    // A stack that holds only stacks is drawn around them.
    for (std::vector<std::string> group = graph.nodes[i].group; !group.empty(); group.pop_back()) {
      groups.try_emplace(group);
    }
    groups[graph.nodes[i].group].push_back(i);
  }
  return groups;
}

// Calls `open` and `close` around each group, and `node` for its own; groups lie in each other.
struct Outline {
  std::function<void(const std::vector<std::string>&)> open;
  std::function<void(std::size_t depth)> close;
  std::function<void(std::size_t node, std::size_t depth)> node;
};

void walk(const Groups& groups, const Outline& outline) {
  std::vector<std::string> inside;
  for (const auto& [group, nodes] : groups) {
    const auto around = [&] {
      return inside.size() <= group.size() &&
             std::equal(inside.begin(), inside.end(), group.begin());
    };
    for (; !around(); inside.pop_back()) outline.close(inside.size() - 1);
    if (!group.empty() && inside != group) {
      outline.open(group);
      inside = group;
    }
    for (const std::size_t node : nodes) outline.node(node, inside.size());
  }
  for (; !inside.empty(); inside.pop_back()) outline.close(inside.size() - 1);
}

std::string indent(std::size_t depth) {
  return std::string(2 * (depth + 1), ' ');
}

std::string id_of(std::size_t node) {
  return "n" + std::to_string(node);
}

std::string group_id(const std::vector<std::string>& group) {
  std::string id;
  for (const std::string& part : group) id += (id.empty() ? "" : "_") + part;
  return id;
}

struct Shape {
  std::string_view open, close;  // Mermaid
  std::string_view dot;
};

Shape shape_of(Kind kind) {
  switch (kind) {
    case Kind::kApi:
      return {"{{", "}}", "hexagon"};
    case Kind::kTimer:
    case Kind::kRule:
      return {"([", "])", "ellipse"};
    case Kind::kFunction:
      return {"[", "]", "box"};
    case Kind::kStore:
      return {"[(", ")]", "cylinder"};
    case Kind::kQueue:
      return {"[[", "]]", "cds"};
    case Kind::kOther:
      return {"(", ")", "component"};
  }
  return {"(", ")", "component"};
}

}  // namespace

std::string to_mermaid(const Graph& graph) {
  std::string out = "flowchart LR\n";
  walk(groups_of(graph), {[&](const std::vector<std::string>& group) {
                            out += indent(group.size() - 1) + "subgraph " + group_id(group) +
                                   "[\"" + mermaid_text(group.back()) + "\"]\n";
                          },
                          [&](std::size_t depth) { out += indent(depth) + "end\n"; },
                          [&](std::size_t i, std::size_t depth) {
                            const GraphNode& node = graph.nodes[i];
                            const Shape shape = shape_of(node.kind);
                            out += indent(depth) + id_of(i) + std::string(shape.open) + "\"" +
                                   mermaid_text(node.name);
                            if (!node.detail.empty()) out += "<br/>" + mermaid_text(node.detail);
                            out += "\"" + std::string(shape.close) + "\n";
                          }});
  for (const GraphEdge& edge : graph.edges) {
    const bool triggers = edge.kind == GraphEdge::Kind::kTriggers;
    const std::string label = joined(edge.labels, "<br/>", mermaid_text);
    out += "  " + id_of(edge.from) + (triggers ? " -->" : " -.->");
    if (!label.empty()) out += "|\"" + label + "\"|";
    out += " " + id_of(edge.to) + "\n";
  }
  return out;
}

std::string to_dot(const Graph& graph) {
  std::string out =
      "digraph brume {\n  rankdir=LR;\n  node [fontname=\"Helvetica\"];\n"
      "  edge [fontname=\"Helvetica\", fontsize=10];\n";
  walk(groups_of(graph),
       {[&](const std::vector<std::string>& group) {
          out += indent(group.size() - 1) + "subgraph \"cluster_" + dot_text(group_id(group)) +
                 "\" {\n" + indent(group.size()) + "label=\"" + dot_text(group.back()) + "\";\n";
        },
        [&](std::size_t depth) { out += indent(depth) + "}\n"; },
        [&](std::size_t i, std::size_t depth) {
          const GraphNode& node = graph.nodes[i];
          out += indent(depth) + id_of(i) + " [shape=" + std::string(shape_of(node.kind).dot) +
                 ", label=\"" + dot_text(node.name);
          if (!node.detail.empty()) out += "\\n" + dot_text(node.detail);
          out += "\"];\n";
        }});
  for (const GraphEdge& edge : graph.edges) {
    const std::string label = joined(edge.labels, "\\n", dot_text);
    out += "  " + id_of(edge.from) + " -> " + id_of(edge.to);
    const bool uses = edge.kind == GraphEdge::Kind::kUses;
    if (!label.empty() || uses) {
      out += std::string(" [") + (uses ? "style=dashed" : "") +
             (uses && !label.empty() ? ", " : "") +
             (label.empty() ? std::string() : "label=\"" + label + "\"") + "]";
    }
    out += ";\n";
  }
  return out + "}\n";
}

}  // namespace brume::emulator
