// An application as a picture: what triggers which function, and what that function uses.
//
// Value types. Nodes and edges are in the order of the template; the same template gives the same
// picture.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "emulator/services/apigateway/model/api.h"
#include "emulator/template/model/application.h"

namespace brume::emulator {

struct GraphNode {
  enum class Kind { kApi, kTimer, kRule, kFunction, kStore, kQueue, kOther };
  Kind kind = Kind::kOther;
  std::string name;                // "Hello": its logical id without those of the stacks around it
  std::string detail = {};         // "cron(0 8 * * ? *)", or a service in words; may be empty
  std::vector<std::string> group;  // the stacks around it, the outermost first
};

struct GraphEdge {
  enum class Kind { kTriggers, kUses };
  Kind kind = Kind::kTriggers;
  std::size_t from = 0, to = 0;  // of Graph::nodes
  std::vector<std::string> labels;
};

struct Graph {
  std::vector<GraphNode> nodes;
  std::vector<GraphEdge> edges;
};

// `apis`: what gateway::read_apis() has found in the application.
Graph read_graph(const Application& application, const std::vector<gateway::Api>& apis);

// As a Mermaid flowchart, and in Graphviz's language.
std::string to_mermaid(const Graph& graph);
std::string to_dot(const Graph& graph);

}  // namespace brume::emulator
