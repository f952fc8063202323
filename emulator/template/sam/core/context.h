// Context: what the expansion of one template shares: the document, the resources made so far and
// what SAM rejects. One file a resource type writes through it.
//
// Lives for one expand_sam().
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/template/model/member_index.h"
#include "emulator/template/model/report.h"
#include "emulator/template/model/value.h"
#include "emulator/template/sam/core/lookups.h"
#include "emulator/template/sam/core/references.h"
#include "emulator/template/sam/core/shared_usage_plan.h"
#include "emulator/template/sections/parameters.h"

namespace brume::emulator::sam {

class Context {
 public:
  Context(Value root, const ParameterValues& parameters, Reporter& reporter)
      : root_(std::move(root)), parameters_(parameters), reporter_(reporter) {}

  Value& root() { return root_; }
  Reporter& reporter() { return reporter_; }
  // The resource as it stands in the document, for what events add to it; nullptr: there is none.
  Value* resource(std::string_view logical_id);
  // A SAM resource's properties; a null value when it has none.
  const Value& properties(const Value& resource) const;

  // Adds a resource made from `origin`, the logical id of the SAM resource being expanded. Values
  // without a place of their own get the origin's. The attributes that SAM hands down to what it
  // makes (Condition, DeletionPolicy, UpdateReplacePolicy) are added when `hand_down`.
  Value& make(const std::string& origin, const std::string& logical_id, Value resource,
              bool hand_down = true);
  // What was made under this logical id; nullptr: nothing. Valid until the next make().
  Value* made(std::string_view logical_id);
  // A resource as it stands now: what was made from it under its own logical id; itself, when it is
  // none of SAM's, or rejected; else nullptr. Valid until the next make().
  Value* current(const std::string& logical_id);
  // All resources as they stand now, in the order they will have.
  void each_current(const std::function<void(const std::string& id, Value& resource)>& visit);
  // Each resource made from this one so far.
  void each_made(const std::string& origin, const std::function<void(Value& resource)>& visit);
  // Sets or adds to `Conditions`.
  void add_condition(const std::string& name, Value condition);

  // SAM rejects the resource. Its text is kept once a resource, as SAM stops at the first; people
  // see each, with `hint`.
  void reject(const std::string& logical_id, const Value& where, const std::string& text,
              const std::string& hint = {}) {
    reject_as(logical_id, logical_id, where, text, hint);
  }
  // The same, while `origin` is expanded, of what SAM calls `shown`.
  void reject_as(const std::string& origin, const std::string& shown, const Value& where,
                 const std::string& text, const std::string& hint = {});
  // SAM rejects an event of a state machine, which it calls by nothing but its name.
  void reject_event(const std::string& origin, const std::string& event, const Value& where,
                    const std::string& text);
  // SAM would make a resource under a logical id that the template has.
  void reject_taken(const std::string& origin, const std::string& logical_id, std::string_view type,
                    const Value& taken);
  // How many mistakes of this resource were told so far.
  std::size_t rejections_of(const std::string& origin) const;
  // A note that many resources may give cause for.
  void note_once(const std::string& text, const Value& where);
  // SAM rejects the template as a whole.
  void reject_template(const Value& where, const Path& path, const std::string& text,
                       const std::string& hint = {});
  void reject_globals(const Value& where, const Path& path, const std::string& text,
                      const std::string& hint = {});
  // SAM stops at once: what it said of resources so far is dropped. The first text counts. Always
  // false, so that a check can end with it.
  bool abort(const Value& where, const std::string& text);
  bool aborted() const { return !abort_.empty(); }
  bool rejects() const { return aborted() || !rejections_.empty(); }

  // True the first time it is asked of a document in the template, where it stays while functions
  // are expanded: one look for all of their events is enough.
  bool is_unseen(const Value& document) { return seen_.insert(&document).second; }

  // For looking something up in a large map of the template, again and again.
  MemberIndex& index_of(const Value& map) { return indexes_[&map]; }

  // References to parameters, or to mappings, replaced by their values (lookups.h). SAM may stop at
  // one.
  Value with_parameters(const Value& value);
  Value with_mappings(const Value& value);

  // All at the end: the document with the SAM resources replaced.
  Value finish();
  std::vector<std::string> take_rejections();

  std::map<std::string, Value, std::less<>> events;  // of each function, as written
  References references;
  std::map<std::string, std::vector<std::string>, std::less<>> connectors;  // what each became
  std::map<std::string, Value, std::less<>> deployments;  // preferences of functions, by their id
  SharedUsagePlan usage_plan;

 private:
  const Value* source(std::string_view logical_id) { return resource(logical_id); }
  Value look_up(const Value& value, Value (*look)(const Value&, Lookups&));
  // Keeps SAM's text unless it stopped at an earlier mistake of this resource.
  void keep(const std::string& origin, std::string key, std::string text);
  void tell(const std::string& origin, const Value& where, const std::string& text,
            const std::string& hint);

  Value root_;
  const ParameterValues& parameters_;
  Reporter& reporter_;
  std::map<std::string, Value::Map, std::less<>> made_;      // by origin
  std::map<std::string, std::string, std::less<>> made_by_;  // logical id -> origin
  struct Rejection {
    std::string key;  // SAM's message has them sorted by it
    std::string text;
  };
  std::vector<Rejection> rejections_;
  std::map<std::string, std::size_t, std::less<>> mistakes_;  // how many, by origin
  bool globals_rejected_ = false;
  std::set<std::string, std::less<>> noted_;
  std::set<const Value*> seen_;
  std::map<const Value*, MemberIndex> indexes_;
  std::string abort_;
};

// {"Ref": id} and {"Fn::GetAtt": [id, attribute]}
Value ref_to(std::string_view logical_id);
Value get_att(std::string_view logical_id, std::string_view attribute);
Value sub(std::string_view text);

}  // namespace brume::emulator::sam
