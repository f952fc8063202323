// The usage plan of all REST APIs of a template that say SHARED: what the APIs before added to it.
//
// Plain data of one expand_sam(), in its Context.
#pragma once

#include <string>
#include <vector>

#include "emulator/template/model/value.h"

namespace brume::emulator::sam {

struct SharedUsagePlan {
  Value::List api_stages, stage_keys, api_ids;
  std::vector<std::string> conditions;  // of the APIs, each once
  bool unconditional = false;           // one of them has none
  Value attributes = Value::map();      // DeletionPolicy and UpdateReplacePolicy of the three
};

}  // namespace brume::emulator::sam
