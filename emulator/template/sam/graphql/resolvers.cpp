// A GraphQL API's functions, and the resolvers that are pipelines of them.
#include <algorithm>

#include "emulator/template/sam/graphql/graph_api.h"

namespace brume::emulator::sam {
namespace {

// What AppSync's console writes into a new pipeline: nothing before, and the last result after.
// Source: "JavaScript resolvers overview", AppSync developer guide.
constexpr std::string_view kPipelineCode = R"(
export function request(ctx) {
    return {};
}

export function response(ctx) {
    return ctx.prev.result;
}
)";

struct Part {
  GraphApi& api;
  const std::string& name;  // its key
  const Value& written;

  const Value* find(std::string_view property) const {
    const Value* value = written.find(property);
    return is_truthy(value) ? value : nullptr;
  }
  bool reject(const std::string& text) const { return api.reject(name, written, text); }
};

bool set_code(const Part& part, Value& made) {
  const Value* text = part.find("InlineCode");
  const Value* uri = part.find("CodeUri");
  if (text != nullptr && uri != nullptr) {
    return part.reject("Both 'InlineCode' and 'CodeUri' cannot be defined at the same time.");
  }
  if (text != nullptr) made.set("Code", *text);
  if (uri != nullptr) made.set("CodeS3Location", *uri);
  return true;
}

bool set_runtime(const Part& part, Value& made) {
  const Value* runtime = part.find("Runtime");
  if (runtime == nullptr) {
    return part.reject("'Runtime' must be defined as a property in " + part.name + ".");
  }
  made.set("Runtime", Value::map({{"Name", *runtime->find("Name")},
                                  {"RuntimeVersion", *runtime->find("Version")}}));
  return true;
}

// By the name it has here, NONE, or an intrinsic that knows one from elsewhere.
bool set_data_source(const Part& part, Value& made) {
  const Value* source = part.find("DataSource");
  if (source == nullptr) return part.reject("'DataSource' must be set.");
  if (source->is_map()) {
    made.set("DataSourceName", *source);
    return true;
  }
  const std::string name = source->text();
  const auto equals = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
  constexpr std::string_view kNone = "none";
  if (std::equal(name.begin(), name.end(), kNone.begin(), kNone.end(), equals)) {
    part.api.has_none_source = true;
    made.set("DataSourceName", get_att(part.api.id + "NoneDataSource", "Name"));
    return true;
  }
  const auto known = part.api.data_sources.find(name);
  if (known == part.api.data_sources.end()) {
    return part.reject("Either define DataSource '" + name +
                       "' in 'DataSources' or use intrinsic function like GetAtt, ImportValue, Sub "
                       "or another one to reference a DataSource defined outside of this "
                       "GraphQLApi resource.");
  }
  made.set("DataSourceName", known->second);
  return true;
}

Value sync_config(const Value& written) {
  Value config = without_nulls(written);
  if (Value* handler = config.find("LambdaConflictHandlerConfig")) {
    *handler = without_nulls(*handler);
  }
  return config;
}

bool make_function(const Part& part) {
  GraphApi& api = part.api;
  if (const Value* id = part.find("Id")) {
    if (without_nulls(part.written).members().size() != 1) {
      return part.reject("'Id' cannot be defined with other properties in Function.");
    }
    api.functions[part.name] = *id;
    return true;
  }
  const Value* name = part.find("Name");
  Value made =
      Value::map({{"ApiId", api.api_id()}, {"Name", name != nullptr ? *name : Value(part.name)}});
  if (!set_code(part, made)) return false;
  if (made.find("Code") == nullptr && made.find("CodeS3Location") == nullptr) {
    return part.reject("One of 'InlineCode' or 'CodeUri' must be set.");
  }
  if (!set_data_source(part, made)) return false;
  const Value same = given_of(part.written, {"MaxBatchSize", "Description"});
  for (const Value::Member& member : same.members()) made.set(member.key, member.value);
  if (!set_runtime(part, made)) return false;
  if (const Value* sync = part.find("Sync")) made.set("SyncConfig", sync_config(*sync));
  const std::string id = api.id + part.name;
  api.functions[part.name] = get_att(id, "FunctionId");
  api.make(id, "AWS::AppSync::FunctionConfiguration", std::move(made));
  return true;
}

bool set_pipeline(const Part& part, Value& made) {
  const Value* pipeline = part.find("Pipeline");
  if (pipeline == nullptr) {
    return part.reject("Resolver '" + part.name +
                       "' must have Pipeline defined. Unit resolvers are not supported. If you "
                       "need a Unit resolver you can use AppSync resource.");
  }
  Value::List ids;
  for (const Value& function : pipeline->items()) {
    const auto known = part.api.functions.find(function.text());
    if (known == part.api.functions.end()) {
      return part.reject("Function '" + function.text() + "' does not exist.");
    }
    ids.push_back(known->second);
  }
  made.set("Kind", "PIPELINE");
  made.set("PipelineConfig", Value::map({{"Functions", Value(std::move(ids))}}));
  return true;
}

bool make_resolver(const Part& part, const std::string& type) {
  const GraphApi& api = part.api;
  const Value* field = part.find("FieldName");
  Value made = Value::map({{"ApiId", api.api_id()},
                           {"TypeName", type},
                           {"FieldName", field != nullptr ? *field : Value(part.name)}});
  if (!set_code(part, made)) return false;
  const bool written = made.find("Code") != nullptr || made.find("CodeS3Location") != nullptr;
  if (!written) {
    // AppSync's code has AppSync's runtime, whichever is given.
    made.set("Code", kPipelineCode);
    made.set("Runtime", Value::map({{"Name", "APPSYNC_JS"}, {"RuntimeVersion", "1.0.0"}}));
  } else if (!set_runtime(part, made)) {
    return false;
  }
  if (!set_pipeline(part, made)) return false;
  if (const Value* caching = part.find("Caching")) {
    made.set("CachingConfig", without_nulls(*caching));
  }
  // SAM admits `Sync` here, and makes nothing of it.
  if (const Value* size = part.find("MaxBatchSize")) made.set("MaxBatchSize", *size);
  api.make(api.id + type + part.name, "AWS::AppSync::Resolver", std::move(made))
      .set("DependsOn", Value::list({api.schema_id()}));
  return true;
}

}  // namespace

bool make_functions(GraphApi& api) {
  const Value* functions = api.find("Functions");
  if (functions == nullptr) return true;
  for (const Value::Member& member : functions->members()) {
    if (!make_function({api, member.key, member.value})) return false;
  }
  return true;
}

bool make_resolvers(GraphApi& api) {
  const Value* types = api.find("Resolvers");
  if (types == nullptr) return true;
  for (const Value::Member& type : types->members()) {
    for (const Value::Member& member : type.value.members()) {
      if (!make_resolver({api, member.key, member.value}, type.key)) return false;
    }
  }
  return true;
}

}  // namespace brume::emulator::sam
