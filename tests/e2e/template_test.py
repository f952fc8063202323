#!/usr/bin/env python3
"""brume validate and brume transform: exit codes, what goes to which stream, options."""

import json
import pathlib
import tempfile

import brume


class Templates(brume.Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, text, name="template.yaml"):
        (self.folder / name).write_text(text, encoding="utf-8")

    def test_a_valid_template_says_what_it_holds(self):
        self.write(brume.TIMED_TEMPLATE)
        said = self.succeeds("validate", cwd=self.folder)
        self.assertEqual("template.yaml: valid, 1 function, 2 resources, 1 warning\n", said)

    def test_the_default_template_is_yaml_then_yml_then_json(self):
        self.write("{}", "template.json")
        self.write(brume.TIMED_TEMPLATE, "template.yml")
        self.assertTrue(self.succeeds("validate", cwd=self.folder).startswith("template.yml: "))

    def test_mistakes_are_shown_with_a_caret_and_exit_code_1(self):
        self.write(brume.TIMED_TEMPLATE.replace("Timeout: !Ref Seconds", "Timout: 3"))
        shown = self.fails(1, "validate", cwd=self.folder)
        self.assertIn("template.yaml:11:7: error: ", shown)
        self.assertIn("   11 |       Timout: 3\n      |       ^~~~~~\n", shown)
        self.assertIn("did you mean `Timeout`?", shown)
        self.assertTrue(shown.endswith("template.yaml: 1 error, 2 warnings\n"))

    def test_json_is_for_machines(self):
        self.write(brume.TIMED_TEMPLATE.replace("Timeout: !Ref Seconds", "Timout: 3"))
        done = brume.run("validate", "--json", cwd=self.folder)
        self.assertEqual((1, ""), (done.returncode, done.stderr))
        unused, handler, finding = json.loads(done.stdout)
        self.assertEqual(("brume/unused", "brume/handler"), (unused["rule"], handler["rule"]))
        self.assertEqual(("error", 11, 7), (finding["severity"], finding["line"],
                                            finding["column"]))

    def test_overrides_reach_the_template_in_both_forms(self):
        self.write(brume.TIMED_TEMPLATE)
        for pair in ("Seconds=1000", "ParameterKey=Seconds,ParameterValue=1000"):
            shown = self.fails(1, "validate", "--parameter-overrides", pair, cwd=self.folder)
            self.assertIn("found `1000`", shown)

    def test_wrong_usage_has_exit_code_2(self):
        self.write(brume.TIMED_TEMPLATE)
        self.fails(2, "validate", "--parameter-overrides", "nonsense", cwd=self.folder)
        self.fails(2, "validate", "--tempalte", "x", cwd=self.folder)

    def test_a_missing_template_and_a_directory_are_told_apart(self):
        self.assertIn("there is no file", self.fails(2, "validate", cwd=self.folder))
        self.assertIn("is a directory", self.fails(2, "validate", "-t", ".", cwd=self.folder))

    def test_transform_prints_plain_cloudformation(self):
        self.write(brume.TIMED_TEMPLATE)
        root = json.loads(self.succeeds("transform", cwd=self.folder))
        self.assertEqual(["Hello", "HelloRole"], list(root["Resources"]))
        self.assertEqual({"Ref": "Seconds"}, root["Resources"]["Hello"]["Properties"]["Timeout"])

    def test_transform_of_a_rejected_template_speaks_as_sam_does(self):
        self.write(brume.TIMED_TEMPLATE.replace("      Handler: hello.handler\n", ""))
        done = brume.run("transform", cwd=self.folder)
        self.assertEqual(1, done.returncode)
        self.assertEqual(
            "Invalid Serverless Application Specification document. Number of errors found: 1. "
            "Resource with id [Hello] is invalid. Runtime and Handler needs to be present when "
            "PackageType is of type `Zip`", json.loads(done.stdout)["errorMessage"])
        self.assertIn("template.yaml:8:7: error: ", done.stderr)


if __name__ == "__main__":
    brume.main()
