#include <doctest/doctest.h>

#include "tests/unit/template/support.h"

using namespace brume::emulator;

namespace {

// template.yaml and what lies beside it.
Loaded load_files(const std::map<std::string, std::string>& files, const std::string& env = {}) {
  const Folder folder;
  for (const auto& [name, text] : files) {
    std::filesystem::create_directories((folder.path() / name).parent_path());
    folder.write(name, text);
  }
  LoadOptions options;
  options.template_file = folder.path() / "template.yaml";
  if (!env.empty()) options.env_vars_file = folder.write("env.json", env);
  return load_application(options);
}

const Resource* resource(const Loaded& loaded, const std::string& id) {
  for (const Resource& each : loaded.application->resources) {
    if (each.logical_id == id) return &each;
  }
  return nullptr;
}

std::string property(const Loaded& loaded, const std::string& id, const std::string& name) {
  const Resource* found = resource(loaded, id);
  const Value* value = found == nullptr ? nullptr : found->properties.find(name);
  return value == nullptr ? "(none)" : value->text();
}

constexpr const char* kChild = R"(
Parameters:
  Stage: {Type: String}
  Names: {Type: CommaDelimitedList, Default: x}
Resources:
  Hello:
    Type: AWS::Lambda::Function
    Properties:
      Code: .
      Handler: hello.handler
      Runtime: provided.al2023
      Role: arn:aws:iam::123456789012:role/r
      Environment: {Variables: {STAGE: !Ref Stage, STACK: !Ref AWS::StackName, QUEUE: !Ref Queue}}
  Queue: {Type: AWS::SQS::Queue}
Outputs:
  Arn: {Value: !GetAtt Hello.Arn}
  Name: {Value: !Ref Hello}
  Second: {Value: !Select [1, !Ref Names]}
)";

constexpr const char* kParent = R"(
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties: {DisplayName: !Sub '${Child.Outputs.Name} ${Child.Outputs.Second}'}
  Child:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: sub/child.yaml
      Parameters: {Stage: !GetAtt Bucket.Arn, Names: [a, b]}
  Bucket: {Type: AWS::S3::Bucket}
Outputs:
  Arn: {Value: !GetAtt [Child, Outputs.Arn]}
)";

std::string stack(const std::string& url, const std::string& more = {}) {
  return "Resources:\n  S:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n"
         "      TemplateURL: " +
         url + "\n" + more;
}

}  // namespace

TEST_CASE("what a nested stack holds is part of the application") {
  const Loaded loaded = load_files({{"template.yaml", kParent}, {"sub/child.yaml", kChild}});
  CHECK(errors_of(loaded) == "");
  REQUIRE(loaded.application);
  REQUIRE(loaded.application->functions.size() == 1);
  const FunctionSpec& function = loaded.application->functions[0];
  CHECK(function.logical_id == "Child-Hello");
  CHECK(function.name == "Child-Hello");
  CHECK(function.code.filename() == "");
  CHECK(function.code.parent_path().filename() == "sub");
  CHECK(function.environment.at("STAGE") == "arn:aws:s3:::bucket");
  CHECK(function.environment.at("STACK") == "local-Child");
  CHECK(function.environment.at("QUEUE") == "http://localhost:4566/123456789012/Child-Queue");
  CHECK(resource(loaded, "Child-Queue") != nullptr);
  CHECK(property(loaded, "Topic", "DisplayName") == "Child-Hello b");
  CHECK(loaded.application->outputs.at("Arn").text() ==
        "arn:aws:lambda:us-east-1:123456789012:function:Child-Hello");
  CHECK(function.at.file == 1);
}

TEST_CASE("stacks in stacks carry all their names") {
  const Loaded loaded = load_files({{"template.yaml", stack("a.yaml")},
                                    {"a.yaml", stack("sub/b.yaml")},
                                    {"sub/b.yaml", "Resources:\n  T: {Type: AWS::SNS::Topic}\n"}});
  CHECK(errors_of(loaded) == "");
  REQUIRE(loaded.application);
  CHECK(resource(loaded, "S-S-T") != nullptr);
}

TEST_CASE("mistakes in a nested stack stand in its file, others where it is named") {
  const Loaded wrong = load_files({{"template.yaml", stack("a.yaml")},
                                   {"a.yaml", "Resources:\n  T: {Tpye: AWS::SNS::Topic}\n"}});
  REQUIRE_FALSE(wrong.diagnostics.empty());
  CHECK(wrong.sources[wrong.diagnostics[0].at.file].name.ends_with("a.yaml"));
  CHECK(errors_of(wrong).starts_with("2:3 resource `T` has no `Type`"));

  const Loaded missing = load_files({{"template.yaml", stack("nowhere.yaml")}});
  CHECK(errors_of(missing).starts_with("5:20 there is no file `"));
  const Loaded empty = load_files({{"template.yaml", stack("a.yaml")}, {"a.yaml", ""}});
  CHECK(errors_of(empty).starts_with("5:20 the template is empty"));
  const Loaded folder = load_files({{"template.yaml", stack("sub")}, {"sub/a.yaml", ""}});
  CHECK(errors_of(folder).find("is no ordinary file") != std::string::npos);
}

TEST_CASE("a stack is given parameters that it has, and all that it needs") {
  const std::string child =
      "Parameters: {Stage: {Type: String}}\nResources:\n  T: {Type: AWS::SNS::Topic}\n";
  const Loaded unknown = load_files(
      {{"template.yaml", stack("a.yaml", "      Parameters: {Stgae: x}\n")}, {"a.yaml", child}});
  CHECK(errors_of(unknown) ==
        "6:20 the template of stack `S` has no parameter `Stgae` | did you mean `Stage`?\n");
  const Loaded none = load_files({{"template.yaml", stack("a.yaml")}, {"a.yaml", child}});
  CHECK(errors_of(none) ==
        "1:14 parameter `Stage` has no value | give it a `Default`, or a value "
        "under `Parameters` of the stack\n");
  const Loaded map =
      load_files({{"template.yaml", stack("a.yaml", "      Parameters: {Stage: {a: b}}\n")},
                  {"a.yaml", child}});
  CHECK(errors_of(map) == "6:28 a stack's parameter must be a string, found a map\n");
}

TEST_CASE("an output that a stack has not is an error where it is asked for") {
  const std::string more =
      "  T: {Type: AWS::SNS::Topic, Properties: {TopicName: !GetAtt S.Outputs.Nmae}}\n";
  const Loaded loaded = load_files(
      {{"template.yaml", stack("a.yaml", more)},
       {"a.yaml", "Resources:\n  T: {Type: AWS::SNS::Topic}\nOutputs: {Name: {Value: x}}\n"}});
  CHECK(errors_of(loaded) == "6:54 stack `S` has no output `Nmae` | did you mean `Name`?\n");
}

TEST_CASE("stacks that need or contain each other are circles") {
  const Loaded contains =
      load_files({{"template.yaml", stack("a.yaml")}, {"a.yaml", stack("template.yaml")}});
  CHECK(errors_of(contains) ==
        "5:20 stacks contain each other in a circle: template.yaml -> a.yaml "
        "-> template.yaml\n");
  const std::string child =
      "Parameters: {P: {Type: String}}\nResources:\n  T: {Type: AWS::SNS::Topic}\n"
      "Outputs: {O: {Value: !Ref P}}\n";
  const Loaded needs =
      load_files({{"template.yaml",
                   "Resources:\n"
                   "  A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: a.yaml,"
                   " Parameters: {P: !GetAtt B.Outputs.O}}}\n"
                   "  B: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: a.yaml,"
                   " Parameters: {P: !GetAtt A.Outputs.O}}}\n"},
                  {"a.yaml", child}});
  CHECK(errors_of(needs).find("Circular dependency between resources: [A, B]") !=
        std::string::npos);
}

TEST_CASE("a stack elsewhere is told by name and does no harm") {
  const std::string more =
      "  T: {Type: AWS::SNS::Topic, Properties: {TopicName: !GetAtt S.Outputs.Name}}\n";
  const Loaded loaded =
      load_files({{"template.yaml", stack("https://s3.amazonaws.com/b/t.yaml", more)}});
  CHECK(errors_of(loaded) == "");
  CHECK(
      notes_of(loaded).find("stack `S` lies at https://s3.amazonaws.com/b/t.yaml: what it holds is "
                            "not loaded") != std::string::npos);
  REQUIRE(loaded.application);
  CHECK(property(loaded, "T", "TopicName") == "S.Outputs.Name");
}

TEST_CASE("CDK names a nested stack's file in its metadata") {
  const std::string more =
      "    Metadata: {'aws:asset:path': a.json, 'aws:asset:property': TemplateURL}\n";
  const Loaded loaded =
      load_files({{"template.yaml", stack("https://s3/x", more)},
                  {"a.json", R"({"Resources": {"T": {"Type": "AWS::SNS::Topic"}}})"}});
  CHECK(errors_of(loaded) == "");
  REQUIRE(loaded.application);
  CHECK(resource(loaded, "S-T") != nullptr);
}

TEST_CASE("a stack whose condition is false is not loaded") {
  const Loaded loaded = load_files({{"template.yaml",
                                     "Conditions: {Never: !Equals [a, b]}\nResources:\n"
                                     "  S: {Type: AWS::CloudFormation::Stack, Condition: Never, "
                                     "Properties: {TemplateURL: nowhere.yaml}}\n"}});
  CHECK(errors_of(loaded) == "");
}

TEST_CASE("dynamic references are answered from the template") {
  const Loaded loaded = load_files({{"template.yaml", R"(
Resources:
  Host:
    Type: AWS::SSM::Parameter
    Properties: {Name: /db/host, Type: String, Value: !Sub '${AWS::Region}.db'}
  Secret:
    Type: AWS::SecretsManager::Secret
    Properties: {Name: db, SecretString: '{"user": "me", "port": 5432}'}
  Made:
    Type: AWS::SecretsManager::Secret
    Properties:
      GenerateSecretString:
        SecretStringTemplate: '{"user": "x"}'
        GenerateStringKey: password
        PasswordLength: 8
        ExcludePunctuation: true
  T:
    Type: AWS::X::Y
    Properties:
      A: 'jdbc://{{resolve:ssm:/db/host:1}}:{{resolve:secretsmanager:db:SecretString:port}}/'
      B: !Sub '{{resolve:secretsmanager:${Secret}:SecretString:user::}}'
      C: !Sub '{{resolve:secretsmanager:${Made}:SecretString:password}}'
      D: '{{resolve:secretsmanager:db}}'
      E: !GetAtt Host.Value
      F: '{{resolve:ssm-secure:/db/host}}'
)"}});
  CHECK(errors_of(loaded) == "");
  CHECK(warnings_of(loaded) == "");
  REQUIRE(loaded.application);
  CHECK(property(loaded, "T", "A") == "jdbc://us-east-1.db:5432/");
  CHECK(property(loaded, "T", "B") == "me");
  CHECK(property(loaded, "T", "C").size() == 8);
  CHECK(property(loaded, "T", "D") == R"({"user": "me", "port": 5432})");
  CHECK(property(loaded, "T", "E") == "us-east-1.db");
  CHECK(property(loaded, "T", "F") == "us-east-1.db");
}

TEST_CASE("values given in the environment file win; without any the text stays, with a warning") {
  const std::string text = R"(
Parameters: {Url: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /url}}
Resources:
  T:
    Type: AWS::X::Y
    Properties:
      A: '{{resolve:ssm:/a}}'
      B: '{{resolve:secretsmanager:s:SecretString:k}}'
      C: !Ref Url
      D: '{{resolve:nothing:x}}'
)";
  const Loaded given = load_files({{"template.yaml", text}},
                                  R"({"AWS::SSM::Parameter": {"/a": "1", "/url": "http://u"},
                                      "AWS::SecretsManager::Secret": {"s": {"k": "v"}}})");
  REQUIRE(given.application);
  CHECK(property(given, "T", "A") == "1");
  CHECK(property(given, "T", "B") == "v");
  CHECK(property(given, "T", "C") == "http://u");
  CHECK(warnings_of(given).starts_with("10:10 `{{resolve:nothing:x}}` is no dynamic reference"));

  const Loaded none = load_files({{"template.yaml", text}});
  REQUIRE(none.application);
  CHECK(property(none, "T", "A") == "{{resolve:ssm:/a}}");
  CHECK(warnings_of(none).starts_with(
      "7:10 there is no value for the parameter `/a`: the text stays as it is | give it in the "
      "--env-vars file: {\"AWS::SSM::Parameter\": {\"/a\": \"…\"}}\n"
      "8:10 there is no value for the secret `s`"));
}

TEST_CASE("a nested stack sees the parameters of the stack around it") {
  const Loaded loaded = load_files(
      {{"template.yaml",
        stack(
            "a.yaml",
            "  P: {Type: AWS::SSM::Parameter, Properties: {Name: /p, Type: String, Value: v}}\n")},
       {"a.yaml", "Resources:\n  T: {Type: AWS::X::Y, Properties: {A: '{{resolve:ssm:/p}}'}}\n"}});
  REQUIRE(loaded.application);
  CHECK(property(loaded, "S-T", "A") == "v");
}

TEST_CASE("parameters that refer to themselves come to an end") {
  const Loaded loaded = load_files({{"template.yaml", R"(
Resources:
  A: {Type: AWS::SSM::Parameter, Properties: {Name: /a, Type: String, Value: '{{resolve:ssm:/b}}'}}
  B: {Type: AWS::SSM::Parameter, Properties: {Name: /b, Type: String, Value: '{{resolve:ssm:/a}}'}}
)"}});
  CHECK(warnings_of(loaded).find("there is no value for the parameter") != std::string::npos);
}
