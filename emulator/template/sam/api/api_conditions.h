// What an API takes over from the functions whose events make it: their conditions, for the API as
// a whole and for each path, and their deletion policies.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/template/sam/api/open_api.h"

namespace brume::emulator::sam {

class ApiConditions {
 public:
  ApiConditions(Context& context, std::string_view implicit_id)
      : context_(context), implicit_id_(implicit_id) {}

  struct Route {
    std::string path, method;
    std::string condition;  // of the function; empty: none
  };
  void add(const std::string& api_id, Route route) { routes_[api_id].push_back(std::move(route)); }
  // The deletion policies of a function with events of this kind.
  void note_policies(const Value& resource);
  // Once all events are read.
  void apply(ApiKind kind);

 private:
  using Names = std::set<std::string>;
  void apply_to_implicit();
  void apply_to_paths(const std::string& api_id, Value& body, ApiKind kind);
  Context& context_;
  std::string implicit_id_;
  std::map<std::string, std::vector<Route>> routes_;  // by API
  std::map<std::string, Names> policies_;             // by attribute
};

// Makes the condition `name` hold when any of the conditions does, in steps of what one Or takes.
void combine_conditions(Context& context, const std::string& name,
                        const std::set<std::string>& conditions);

}  // namespace brume::emulator::sam
