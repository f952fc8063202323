// Fn::ForEach and AWS::Include.
#include <doctest/doctest.h>

#include "tests/unit/template/support.h"

using namespace brume::emulator;

namespace {

std::string ids_of(const Loaded& loaded) {
  if (!loaded.application) return errors_of(loaded);
  std::string ids;
  for (const Resource& resource : loaded.application->resources) {
    ids += resource.logical_id + "=" +
           (resource.properties.find("QueueName") == nullptr
                ? std::string("-")
                : resource.properties.find("QueueName")->text()) +
           " ";
  }
  return ids;
}

}  // namespace

TEST_CASE("ForEach makes a resource of each item") {
  CHECK(ids_of(load_text(
            "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::Queues:\n    - Name\n  "
            "  - [One, Two]\n"
            "    - Queue${Name}:\n        Type: AWS::SQS::Queue\n"
            "        Properties: {QueueName: !Sub \"q-${Name}\"}\n"
            "  Last: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref QueueOne}}\n")) ==
        "QueueOne=q-One QueueTwo=q-Two Last=http://localhost:4566/123456789012/q-One ");
}

TEST_CASE("ForEach runs over a list parameter, and Ref gives the item") {
  CHECK(ids_of(load_text("Transform: AWS::LanguageExtensions\nParameters:\n  Names: {Type: "
                         "CommaDelimitedList, Default: \"a-1,b\"}\n"
                         "Resources:\n  Fn::ForEach::Queues:\n "
                         "   - N\n    - !Ref Names\n"
                         "    - \"Q&{N}\":\n        Type: AWS::SQS::Queue\n"
                         "        Properties: {QueueName: !Ref N}\n")) == "Qa1=a-1 Qb=b ");
}

TEST_CASE("loops may stand in loops, and among properties") {
  CHECK(ids_of(load_text("Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::Outer:\n  "
                         "  - A\n    - [x, y]\n"
                         "    - Fn::ForEach::Inner:\n        - B\n        - [1, 2]\n"
                         "        - Q${A}${B}:\n            Type: AWS::SQS::Queue\n"
                         "            Properties:\n              Fn::ForEach::P:\n"
                         "                - K\n                - [QueueName]\n"
                         "                - ${K}: n-${A}-${B}\n")) ==
        "Qx1=n-x-1 Qx2=n-x-2 Qy1=n-y-1 Qy2=n-y-2 ");
}

TEST_CASE("wrong loops are errors") {
  const auto errors = [](const std::string& loop) {
    return errors_of(
        load_text("Transform: AWS::LanguageExtensions\nResources:\n  Q: {Type: AWS::SQS::Queue}\n  "
                  "Fn::ForEach::L: " +
                  loop + "\n"));
  };
  CHECK(errors("[A, [x]]").find("takes a variable, a list and a map") != std::string::npos);
  CHECK(errors("[A, x, {}]").find("a loop runs over a list of texts") != std::string::npos);
  CHECK(
      errors("[A, [x, y], {Same: {Type: AWS::SQS::Queue}}]").find("the loop makes `Same` twice") !=
      std::string::npos);
}

TEST_CASE("loops that make too much are stopped") {
  std::string items = "[";
  for (int i = 0; i < 300; ++i) items += (i > 0 ? "," : "") + std::to_string(i);
  items += "]";
  const Loaded loaded = load_text(
      "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::A:\n    - A\n    - " + items +
      "\n    - Fn::ForEach::B:\n        - B\n        - " + items +
      "\n        - \"Q${A}x${B}\": {Type: AWS::SQS::Queue}\n");
  CHECK(errors_of(loaded).find("loops make more than 10000 members") != std::string::npos);
}

TEST_CASE("an included file is part of the template, and keeps its own places") {
  const Folder folder;
  folder.write("queue.yaml", "Type: AWS::SQS::Queue\nProperties:\n  QueueName: !Ref Nope\n");
  folder.write("props.yaml", "QueueName: included\n");
  LoadOptions options;
  options.template_file = folder.write(
      "template.yaml",
      "Resources:\n"
      "  One:\n    Fn::Transform: {Name: AWS::Include, Parameters: {Location: queue.yaml}}\n"
      "  Two:\n    Type: AWS::SQS::Queue\n    Properties:\n      DelaySeconds: 1\n"
      "      Fn::Transform: {Name: AWS::Include, Parameters: {Location: ./props.yaml}}\n");
  const Loaded loaded = load_application(options);
  REQUIRE(loaded.diagnostics.size() >= 1);
  CHECK(loaded.diagnostics[0].message.find("`Nope` is no parameter") == 0);
  CHECK(loaded.diagnostics[0].at.line == 3);
  CHECK(loaded.sources[loaded.diagnostics[0].at.file].name.ends_with("queue.yaml"));
  folder.write("queue.yaml", "Type: AWS::SQS::Queue\n");
  CHECK(ids_of(load_application(options)) == "One=- Two=included ");
}

TEST_CASE("an include at the top adds sections; one that is missing is an error at its place") {
  const Folder folder;
  folder.write("more.yaml", "Resources:\n  More: {Type: AWS::SQS::Queue}\n");
  LoadOptions options;
  options.template_file =
      folder.write("template.yaml",
                   "Transform: {Name: AWS::Include, Parameters: {Location: more.yaml}}\n"
                   "Resources:\n  Own: {Type: AWS::SQS::Queue}\n");
  CHECK(ids_of(load_application(options)) == "Own=- More=- ");
  options.template_file = folder.write(
      "template.yaml",
      "Resources:\n  Own: !Transform {Name: AWS::Include, Parameters: {Location: no.yaml}}\n");
  CHECK(errors_of(load_application(options)).find("there is no file") != std::string::npos);
}

TEST_CASE("a file outside of the template's folder is included with a note") {
  const Folder folder;
  folder.write("more.yaml", "Resources:\n  More: {Type: AWS::SQS::Queue}\n");
  std::filesystem::create_directories(folder.path() / "app");
  LoadOptions options;
  options.template_file =
      folder.write("app/template.yaml",
                   "Transform: {Name: AWS::Include, Parameters: {Location: ../more.yaml}}\n"
                   "Resources:\n  Own: {Type: AWS::SQS::Queue}\n");
  const Loaded loaded = load_application(options);
  CHECK(ids_of(loaded) == "Own=- More=- ");
  CHECK(notes_of(loaded).find("lies outside of the template's folder and is included") !=
        std::string::npos);
}

TEST_CASE("locations may be made of parameters; what lies elsewhere is said") {
  const Folder folder;
  folder.write("prod.yaml", "Outputs: {O: {Value: x}}\n");
  folder.write("queue.yaml", "{Type: AWS::SQS::Queue, Properties: {QueueName: n}}\n");
  LoadOptions options;
  const auto load = [&](const std::string& location) {
    options.template_file =
        folder.write("template.yaml",
                     "Parameters: {Stage: {Type: String, Default: prod}}\n"
                     "Resources:\n  Q:\n    Fn::Transform: {Name: AWS::Include, "
                     "Parameters: {Location: !Join ['.', [queue, yaml]]}}\n"
                     "Fn::Transform: {Name: AWS::Include, Parameters: {Location: " +
                         location + "}}\n");
    return load_application(options);
  };
  const Loaded loaded = load("!Sub '${Stage}.yaml'");
  CHECK(ids_of(loaded) == "Q=n ");
  REQUIRE(loaded.application);
  CHECK(loaded.application->outputs.contains("O"));
  CHECK(errors_of(load("!Sub 'no-${Stage}.yaml'")).find("there is no file") != std::string::npos);
  const Loaded remote = load("!Sub 's3://bucket/${Stage}.yaml'");
  CHECK(errors_of(remote) == "");
  CHECK(warnings_of(remote).find("this macro cannot run here") != std::string::npos);
}

TEST_CASE("files that include each other are stopped") {
  const Folder folder;
  folder.write("loop.yaml",
               "A: !Transform {Name: AWS::Include, Parameters: {Location: loop.yaml}}");
  LoadOptions options;
  options.template_file =
      folder.write("template.yaml",
                   "Resources:\n  Own:\n    Type: AWS::SQS::Queue\n    Properties:\n      "
                   "Tags: !Transform {Name: AWS::Include, Parameters: {Location: loop.yaml}}\n");
  CHECK(errors_of(load_application(options)).find("files include each other in a circle") !=
        std::string::npos);
}
