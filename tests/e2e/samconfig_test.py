#!/usr/bin/env python3
"""samconfig.toml: where it is found, what wins over it, and what is said of a wrong one."""

import os
import pathlib
import tempfile

import brume

CONFIG = """\
version = 0.1

[default.global.parameters]
stack_name = "hello"
parameter_overrides = "Seconds=%s"

[other.global.parameters]
parameter_overrides = ["Seconds=4000"]
"""

TOO_LONG = "an integer from 1 to 900, found `%s`"


class SamConfig(brume.Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.write("template.yaml", brume.TIMED_TEMPLATE)

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")

    def rejected(self, *arguments, code=1, **options):
        return self.fails(code, "validate", *arguments, cwd=self.folder, **options)

    def test_a_file_beside_the_template_gives_what_is_not_written(self):
        self.write("samconfig.toml", CONFIG % 1000)
        self.assertIn(TOO_LONG % 1000, self.rejected())
        self.assertIn(TOO_LONG % 1000, self.fails(
            1, "validate", "-t", str(self.folder / "template.yaml")))

    def test_the_command_line_wins(self):
        self.write("samconfig.toml", CONFIG % 1000)
        self.succeeds("validate", "--parameter-overrides", "Seconds=5", cwd=self.folder)

    def test_config_env_and_config_file_choose(self):
        self.write("samconfig.toml", CONFIG % 1000)
        self.write("elsewhere.toml", CONFIG % 2000)
        self.assertIn(TOO_LONG % 4000, self.rejected("--config-env", "other"))
        self.assertIn(TOO_LONG % 2000, self.rejected("--config-file", "elsewhere.toml"))
        said = self.rejected("--config-env", "oter", code=2)
        self.assertIn("there is no environment `oter`", said)
        self.assertIn("did you mean `other`?", said)
        self.assertIn("there is no file", self.rejected("--config-file", "none.toml", code=2))

    def test_a_commands_own_section_wins_over_global(self):
        self.write("samconfig.toml", CONFIG % 1000 +
                   "[default.validate.parameters]\nparameter-overrides = \"Seconds=7\"\n")
        self.succeeds("validate", cwd=self.folder)

    def test_yaml_and_json_are_read_as_well(self):
        self.write("samconfig.yaml", "default: {global: {parameters: "
                                     "{parameter_overrides: [Seconds=1001]}}}\n")
        self.assertIn(TOO_LONG % 1001, self.rejected())
        self.write("config.json", '{"default": {"validate": {"parameters": '
                                  '{"parameter_overrides": {"Seconds": 1002}}}}}')
        self.assertIn(TOO_LONG % 1002, self.rejected("--config-file", "config.json"))

    def test_the_environment_stands_between(self):
        self.write("other.yaml", brume.TIMED_TEMPLATE.replace("Default: 3", "Default: 3000"))
        self.write("samconfig.toml", "[default.global.parameters]\ntemplate_file = \"none.yaml\"\n")
        environment = {**os.environ, "SAM_TEMPLATE_FILE": "other.yaml"}
        self.assertIn(TOO_LONG % 3000, self.rejected(env=environment))
        self.succeeds("validate", "-t", "template.yaml", cwd=self.folder, env=environment)

    def test_the_region_of_the_environment(self):
        self.write("template.yaml", brume.TIMED_TEMPLATE.replace(
            "!Ref Seconds", "!FindInMap [Times, !Ref AWS::Region, t]") +
            "Mappings: {Times: {us-east-1: {t: 5}}}\n")
        missing = "there is no key `%s` in mapping `Times`"
        self.succeeds("validate", cwd=self.folder, env={"AWS_REGION": ""})
        self.assertIn(missing % "eu-west-1", self.rejected(env={"AWS_DEFAULT_REGION": "eu-west-1"}))
        both = {"AWS_REGION": "eu-west-2", "AWS_DEFAULT_REGION": "eu-west-1"}
        self.assertIn(missing % "eu-west-2", self.rejected(env=both))
        self.write("samconfig.toml", "[default.global.parameters]\nregion = \"sa-east-1\"\n")
        self.assertIn(missing % "sa-east-1", self.rejected())
        self.assertIn(missing % "eu-west-1", self.rejected(env={"AWS_DEFAULT_REGION": "eu-west-1"}))
        self.succeeds("validate", "--region", "us-east-1", cwd=self.folder, env=both)

    def test_what_is_set_for_sam_alone_is_said(self):
        sams = {"SAM_DEBUG": "1", "SAM_DOCKER_NETWORK": "n", "SAM_SKIP_PULL_IMAGE": ""}
        done = brume.run("validate", cwd=self.folder, env=sams)
        self.assertIn("without effect in Brume: `SAM_DEBUG`, `SAM_DOCKER_NETWORK`\n", done.stderr)

    def test_flags_and_names_of_local_commands(self):
        self.write("samconfig.toml", "[default.validate.parameters]\njson = true\n"
                                     "[default.local_invoke.parameters]\nregion = \"nowhere-1\"\n")
        self.assertTrue(self.succeeds("validate", cwd=self.folder).startswith("["))

    def test_a_malformed_file_is_shown_with_its_place(self):
        self.write("samconfig.toml", "[default.global.parameters]\nregion = \n")
        said = self.rejected(code=2)
        self.assertIn("samconfig.toml:2:", said)
        self.assertIn("^", said)

    def test_a_value_that_does_not_fit_is_shown_with_its_place(self):
        self.write("samconfig.toml", "[default.local_start_api.parameters]\nport = \"many\"\n")
        said = self.fails(2, "start", cwd=self.folder)
        self.assertIn("samconfig.toml:2:8: error: `port`: ", said)

    def test_options_that_exclude_or_need_each_other_do_so_in_the_file_as_well(self):
        self.write("samconfig.toml", "[default.start.parameters]\nephemeral = true\n")
        self.assertIn("samconfig.toml:2:13: error: `ephemeral`: --ephemeral excludes --record",
                      self.fails(2, "start", "--record", cwd=self.folder))
        self.write("samconfig.toml", "[default.start.parameters]\nephemeral = true\n"
                                     "record = true\n")
        said = self.fails(2, "start", cwd=self.folder)
        self.assertEqual(said.count(" excludes "), 1, said)
        self.write("samconfig.toml", "[default.start.parameters]\nrecord_count = 5\n")
        self.assertIn("`record_count`: --record-count requires --record",
                      self.fails(2, "start", cwd=self.folder))
        self.write("samconfig.toml", "[default.invoke.parameters]\nrecord = false\nrepeat = 2\n")
        self.assertNotIn("excludes", brume.run("invoke", "Hello", cwd=self.folder).stderr)

    def test_words_that_mean_another_thing_to_sam_are_left_alone(self):
        self.write("samconfig.toml", "[default.build.parameters]\nparallel = true\ncached = true\n")
        done = brume.run("build", cwd=self.folder)
        self.assertNotIn("samconfig", done.stderr)


if __name__ == "__main__":
    brume.main()
