#!/usr/bin/env python3
"""brume --help and what surrounds it: examples that work, one clear answer to each mistake."""

import os
import pathlib
import pty
import re
import shutil
import subprocess
import tempfile

import brume


def on_a_terminal(*arguments, cwd, env):
    """What the command shows a person."""
    ours, theirs = pty.openpty()
    environment = {"PATH": os.environ["PATH"], "TERM": "xterm", **env}
    subprocess.run([brume.BRUME, *arguments], cwd=cwd, env=environment, stdout=theirs,
                   stderr=theirs, stdin=subprocess.DEVNULL, check=True)
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError:
        pass  # how Linux says that the other side is closed
    os.close(ours)
    return shown.decode()


class Output(brume.Case):
    def test_a_full_disk_is_told_and_fails(self):
        with tempfile.TemporaryDirectory() as folder:
            template = pathlib.Path(folder) / "template.yaml"
            template.write_text("Resources: {Queue: {Type: AWS::SQS::Queue}}\n")
            for arguments in (["--help"], ["--version"], ["transform"], ["validate", "--json"],
                              ["graph"], ["token"], ["generate-event", "sqs", "receive-message"]):
                with self.subTest(arguments), open("/dev/full", "wb") as full:
                    done = subprocess.run([brume.BRUME, *arguments], cwd=folder, stdout=full,
                                          stderr=subprocess.PIPE, text=True, check=False)
                    self.assertEqual(1, done.returncode, done.stderr)
                    self.assertIn("cannot write to standard output", done.stderr)

    def test_a_reader_that_has_gone_is_told_nothing(self):
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run([brume.BRUME, "--help"], stdout=writer, stderr=subprocess.PIPE,
                              text=True, check=False, restore_signals=False)
        os.close(writer)
        self.assertEqual((1, ""), (done.returncode, done.stderr))


class Help(brume.Case):
    def test_every_command_shows_examples_of_itself(self):
        commands = brume.commands_in(self.succeeds("--help"))
        self.assertLess({"init", "build", "validate", "generate-event"}, set(commands))
        for command in commands:
            shown = self.succeeds(command, "--help")
            self.assertIn("Examples:", shown, command)
            self.assertIn(f"brume {command}", shown.split("Examples:")[1], command)

    def test_the_examples_name_commands_that_exist(self):
        shown = self.succeeds("--help")
        commands = brume.commands_in(shown)
        named = re.findall(r"\bbrume ([a-z][a-z-]*)", shown.split("Examples:")[1])
        self.assertGreater(len(named), 5)
        self.assertEqual([], [name for name in named if name not in commands])

    def test_mistakes_are_answered_with_what_was_meant(self):
        self.assertIn("did you mean `build`?", self.fails(2, "biuld"))
        self.assertIn("did you mean `--version`?", self.fails(2, "--versoin"))
        self.assertIn("one of init, build", self.fails(2))
        self.assertIn("Try `brume init --help`.", self.fails(2, "init", "a", "b"))

    def test_version(self):
        self.assertRegex(self.succeeds("--version"), r"^brume \d+\.\d+\.\d+\n$")

    def test_colour_is_for_terminals_and_for_those_who_want_it(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="brume-e2e-"))
        self.addCleanup(shutil.rmtree, folder)
        self.assertIn("\x1b[", on_a_terminal("init", "a", cwd=folder, env={}))
        self.assertNotIn("\x1b[", on_a_terminal("init", "b", cwd=folder, env={"NO_COLOR": "1"}))
        self.assertNotIn("\x1b[", self.succeeds("init", "c", cwd=folder))
        self.assertIn("\x1b[",
                      self.succeeds("init", "d", cwd=folder, env={"CLICOLOR_FORCE": "1"}))


if __name__ == "__main__":
    brume.main()
