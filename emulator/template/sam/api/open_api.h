// The OpenAPI (or Swagger) document of an API while SAM works on it: paths, methods and their
// integrations. Security, CORS and policies have files of their own and go through this class.
//
// Refers to the document, which stays where it is in the template. What is malformed ends the
// whole expansion (Context::abort), as it does in SAM.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/template/sam/core/context.h"

namespace brume::emulator::sam {

enum class ApiKind { kRest, kHttp };

inline constexpr std::string_view kAnyMethod = "x-amazon-apigateway-any-method";
inline constexpr std::string_view kIntegration = "x-amazon-apigateway-integration";
inline constexpr std::string_view kDefaultPath = "$default";
// SAM's own mark on an API whose definition it writes.
inline constexpr std::string_view kManaged = "__MANAGE_SWAGGER";

// Whether it is 3, 3.0 or 3.0.1, or of another of these major versions.
bool is_open_api_version(const Value& version, std::string_view majors);
// How a method is written in a document: lower case, ANY as the extension.
std::string document_method(std::string_view method);
// {"Fn::If": [condition, value, NoValue]}
Value only_if(const std::string& condition, Value value);
// The branches of an Fn::If that are not NoValue; else the value itself.
std::vector<Value*> branches(Value& value);
// "/users/{id}/" as the resource of a permission: "/users/*". Of an HTTP API, {proxy+} is the only
// greedy name that becomes so.
std::string permission_path(const std::string& path, ApiKind kind);

class OpenApi {
 public:
  // REQUIRES: is_valid(document, kind)
  OpenApi(Context& context, Value& document, ApiKind kind)
      : context_(context), document_(document), kind_(kind) {}

  // SAM's first look at a document: is it one at all?
  static bool is_valid(const Value* document, ApiKind kind);
  // What SAM starts from when nothing is written.
  static Value skeleton(ApiKind kind);
  // False after an abort: paths, methods or definitions are not what they should be.
  bool check();

  Value& document() { return document_; }
  Context& context() { return context_; }
  ApiKind kind() const { return kind_; }
  Value& paths() { return *document_.find("paths"); }
  bool is_swagger() const { return document_.find("swagger") != nullptr; }

  // Whether the method has an integration, in every branch of the path.
  bool has_integration(const std::string& path, std::string_view method);
  // Whether it is the function's own, as SAM writes it, in every branch.
  bool is_served_by(const std::string& path, std::string_view method,
                    const std::string& function_id);
  // Whether the path has the method at all.
  bool has_method(const std::string& path, std::string_view method);
  // False after an abort.
  bool add_path(const std::string& path, std::string_view method);

  struct Integration {
    Value uri;
    Value credentials;      // null: none
    std::string condition;  // of the function; empty: none
    // Of a service's action, whose answer is given to the client; null: a Lambda proxy.
    Value request_templates = {};
  };
  bool add_integration(const std::string& path, std::string_view method,
                       const Integration& integration);
  void make_path_conditional(const std::string& path, const std::string& condition);

  // Each definition of the method that has an integration, in every branch.
  void each_definition(const std::string& path, std::string_view method,
                       const std::function<void(Value&)>& change);
  struct Operation {
    const std::string& path;
    const std::string& method;  // as it is written
    Value& definition;
  };
  // Each definition with an integration of the whole document; `change` answers false to stop.
  bool each_operation(const std::function<bool(const Operation&)>& change);

 private:
  // nullptr: the document has none.
  Value* find_path(const std::string& path);
  bool each_method(Value& item, const std::string& path,
                   const std::function<bool(const Operation&)>& change);

  Context& context_;
  Value& document_;
  ApiKind kind_;
};

}  // namespace brume::emulator::sam
