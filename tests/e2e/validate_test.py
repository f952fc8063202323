#!/usr/bin/env python3
"""brume validate beyond loading: the schema, references, patterns, handlers, formats, --strict."""

import json
import pathlib
import tempfile

import brume

HEAD = "Transform: AWS::Serverless-2016-10-31\n"
FUNCTION = """\
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: .
      Handler: hello.handler
      Runtime: provided.al2023
"""
QUEUE = """\
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
"""


class Validate(brume.Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, text):
        (self.folder / "template.yaml").write_text(text, encoding="utf-8")

    def findings(self, text, *arguments):
        self.write(text)
        done = brume.run("validate", "--json", *arguments, cwd=self.folder)
        return [each for each in json.loads(done.stdout) if each["severity"] != "note"]

    def only(self, text, *arguments):
        [finding] = [each for each in self.findings(text, *arguments)
                     if each["rule"] != "brume/handler"]
        return finding["severity"], finding["rule"], finding["line"], finding["message"]

    def test_the_schema_of_cloudformation(self):
        text = "Resources:\n" + QUEUE
        self.assertEqual(
            ("error", "brume/unknown-property", 5, "AWS::SQS::Queue has no property `DelaySecond`"),
            self.only(text + "      DelaySecond: 5\n"))
        self.assertEqual(
            ("error", "brume/value", 5,
             "`DelaySeconds` must be an integer from 0 to 900, found `901`"),
            self.only(text + "      DelaySeconds: 901\n"))
        self.assertEqual(
            ("error", "brume/value", 5, "`Tags` must be a list, found a map"),
            self.only(text + "      Tags: {a: b}\n"))
        self.assertEqual(
            ("error", "brume/missing-property", 5, "`Tags` needs the property `Value`"),
            self.only(text + "      Tags: [{Key: b}]\n"))
        self.assertEqual(
            ("error", "brume/name", 5, "AWS rejects the `QueueName` `a b`"),
            self.only(text + "      QueueName: a b\n"))
        self.assertEqual(
            ("error", "brume/unknown-type", 3, "there is no resource type `AWS::SQS::Queu`"),
            self.only(text.replace("SQS::Queue", "SQS::Queu") + "      QueueName: a\n"))

    def test_values_behind_functions_are_judged_where_they_are_written(self):
        text = ("Parameters:\n  Delay: {Type: Number, Default: 901}\nResources:\n" + QUEUE +
                "      DelaySeconds: !Ref Delay\n")
        self.assertEqual(("error", "brume/value", 7), self.only(text)[:3])
        self.assertEqual([], self.findings(text, "--parameter-overrides", "Delay=5"))
        text = ("Parameters:\n  Delay: {Type: Number}\nResources:\n" + QUEUE +
                "      DelaySeconds: !Ref Delay\n")
        self.assertEqual([], self.findings(text))

    def test_sams_types_are_judged_as_written(self):
        text = HEAD + "Resources:\n" + FUNCTION + "      VpcConfig: {SubnetId: [a]}\n"
        self.assertEqual(("error", "brume/unknown-property", 9,
                          "`VpcConfig` has no property `SubnetId`"), self.only(text))
        text = (HEAD + "Globals:\n  Function:\n    VpcConfig: {SubnetIds: a}\nResources:\n" +
                FUNCTION)
        self.assertEqual(("error", "brume/value", 4, "`SubnetIds` must be a list, found `a`"),
                         self.only(text))

    def test_references_in_what_is_not_made(self):
        text = ("Conditions: {Never: !Equals [a, b]}\nResources:\n" + QUEUE.replace(
            "    Properties:", "    Condition: Never\n    Properties:") +
            "      QueueName: !If [Nevr, !Ref Nam, !GetAtt Jobs.Urn]\n")
        found = {each["message"] for each in self.findings(text)}
        self.assertEqual({"there is no condition `Nevr`", "`Nam` is no parameter and no resource",
                          "AWS::SQS::Queue has no attribute `Urn`"}, found)

    def test_what_is_not_used(self):
        text = ("Parameters: {A: {Type: String, Default: x}}\nMappings: {M: {k: {l: v}}}\n"
                "Conditions: {C: !Equals [a, b]}\nResources:\n" + QUEUE + "      DelaySeconds: 1\n")
        found = [(each["severity"], each["message"]) for each in self.findings(text)]
        self.assertEqual([("warning", "parameter `A` is not used"),
                          ("warning", "mapping `M` is not used"),
                          ("warning", "condition `C` is not used")], found)

    def test_circles(self):
        text = ("Resources:\n" + QUEUE + "      QueueName: !GetAtt Other.QueueName\n" +
                QUEUE.replace("Jobs", "Other") + "      QueueName: !GetAtt Jobs.QueueName\n")
        self.assertIn("Circular dependency between resources: [Jobs, Other]",
                      [each["message"] for each in self.findings(text)])

    def test_patterns(self):
        rule = ("Resources:\n  R:\n    Type: AWS::Events::Rule\n    Properties:\n"
                "      EventPattern: ")
        for pattern, said in (
                ("{source: []}", "Empty arrays are not allowed"),
                ("{source: a}", '"source" must be an object or an array'),
                ("{detail: {n: [{numeric: ['>', 5, '<', 5]}]}}", "Bottom must be less than top"),
                ("{detail: {n: [{prefx: a}]}}", "Unrecognized match type prefx"),
                ("{detailtype: [a]}", "none has the field `detailtype` at its top")):
            self.assertIn(said, self.only(rule + pattern + "\n")[3])

    def test_two_of_one_name(self):
        text = ("Resources:\n" + QUEUE + "      QueueName: a\n" + QUEUE.replace("Jobs", "Other") +
                "      QueueName: a\n")
        self.assertEqual(("error", "brume/duplicate-name", 9), self.only(text)[:3])

    def test_handlers_that_are_not_built_yet(self):
        [finding] = self.findings(HEAD + "Resources:\n" + FUNCTION)
        self.assertEqual(("warning", "brume/handler"), (finding["severity"], finding["rule"]))
        self.assertIn("`brume build`", finding["hint"])

    def test_other_mistakes_do_not_hide_handlers_and_patterns(self):
        found = self.findings(HEAD + "Resources:\n" + FUNCTION + """\
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {source: orders}
      Targets: [{Id: a, Arn: !GetAtt Hello.Arn}]
  Jobs: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Nothing}}
""")
        self.assertEqual({("brume/handler", 7), ("brume/pattern", 12), ("brume/reference", 14)},
                         {(each["rule"], each["line"]) for each in found})

    def test_strict_counts_warnings(self):
        self.write(HEAD + "Resources:\n" + FUNCTION)
        self.succeeds("validate", cwd=self.folder)
        self.assertIn("template.yaml: 1 warning", self.fails(1, "validate", "--strict",
                                                             cwd=self.folder))

    def test_sarif(self):
        self.write("Resources:\n" + QUEUE + "      DelaySecond: 5\n")
        done = brume.run("validate", "--format", "sarif", cwd=self.folder)
        self.assertEqual(1, done.returncode)
        log = json.loads(done.stdout)
        self.assertEqual("2.1.0", log["version"])
        [run] = log["runs"]
        result = next(each for each in run["results"] if each["level"] == "error")
        self.assertEqual("brume/unknown-property", result["ruleId"])
        self.assertEqual(result["ruleId"],
                         run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"])
        place = result["locations"][0]["physicalLocation"]
        self.assertEqual("template.yaml", place["artifactLocation"]["uri"])
        self.assertEqual({"startLine": 5, "startColumn": 7, "endColumn": 18}, place["region"])

    def test_a_configuration_files_keys_without_effect(self):
        self.write(HEAD + "Resources:\n" + FUNCTION)
        (self.folder / "samconfig.toml").write_text(
            "[default.global.parameters]\nstack_name = \"hello\"\nregion = \"eu-west-1\"\n",
            encoding="utf-8")
        done = brume.run("validate", cwd=self.folder)
        self.assertEqual(0, done.returncode)
        self.assertIn("samconfig.toml:2:1: note: without effect in Brume: `stack_name`\n",
                      done.stderr)

    def test_what_only_validation_minds_still_loads(self):
        self.write("Resources:\n" + QUEUE + "      DelaySecond: 5\n")
        self.fails(1, "validate", cwd=self.folder)
        self.succeeds("transform", cwd=self.folder)


if __name__ == "__main__":
    brume.main()
