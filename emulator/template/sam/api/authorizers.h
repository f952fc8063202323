// `Auth.Authorizers` of an API: what SAM demands of each, the security scheme it becomes, and the
// permission that lets API Gateway call its function.
#pragma once

#include <string>
#include <vector>

#include "emulator/template/sam/api/open_api.h"
#include "emulator/template/sam/core/type_checks.h"

namespace brume::emulator::sam {

struct Authorizer {
  std::string name;
  Value properties;
  const Value* find(std::string_view property) const {
    const Value* value = properties.find(property);
    return value == nullptr || value->is_null() ? nullptr : value;
  }
};

// False after a rejection. `authorizers`: `Auth.Authorizers`, or null.
bool read_authorizers(const Owner& owner, const Value* authorizers, ApiKind kind,
                      std::vector<Authorizer>& result);

// authorizers.cpp: of a REST API. False after a rejection.
bool rest_scheme(const Owner& owner, const Authorizer& authorizer, Value& scheme);
// http_authorizers.cpp: checks one, and its scheme.
bool check_http_authorizer(const Owner& owner, const Authorizer& authorizer);
bool http_scheme(const Owner& owner, const Authorizer& authorizer, Value& scheme);

// The parts of a request that identify a caller, with the prefixes that the kind of API wants.
// Intrinsics stay. False after a rejection.
bool identity_sources(const Owner& owner, const Authorizer& authorizer, ApiKind kind,
                      Value::List& sources);
// The URI by which API Gateway calls an authorizer's function.
Value authorizer_uri(const Value& function_arn);
// The role by which it does; null: none.
Value invoke_role(const Authorizer& authorizer);

// A permission for each authorizer whose function API Gateway may call by default.
void permit_authorizers(const Owner& owner, const std::vector<Authorizer>& authorizers,
                        ApiKind kind);

}  // namespace brume::emulator::sam
