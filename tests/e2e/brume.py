"""Runs the built `brume` as a person would, and says what came out."""

import os
import pathlib
import re
import subprocess
import unittest

BRUME = os.environ.get("BRUME", "brume")

# One function, whose timeout is a parameter.
TIMED_TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Parameters:
  Seconds: {Type: Number, Default: 3}
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: .
      Handler: hello.handler
      Runtime: provided.al2023
      Timeout: !Ref Seconds
"""


def run(*arguments, cwd=None, stdin="", env=None, timeout_s=300):
    """A brume command; env adds to a small environment of our own, HOME and PATH included."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment.update({"LANG": "C.UTF-8"}, **(env or {}))
    return subprocess.run([BRUME, *map(str, arguments)], cwd=cwd, input=stdin, text=True,
                          capture_output=True, env=environment, timeout=timeout_s, check=False)


def commands_in(help_text):
    """The commands that a --help lists."""
    block = help_text.split("\nCommands:\n", 1)[1].split("\n\n", 1)[0]
    return re.findall(r"^  (\S+)", block, re.MULTILINE)


class Case(unittest.TestCase):
    maxDiff = None

    def succeeds(self, *arguments, **options):
        done = run(*arguments, **options)
        self.assertEqual(0, done.returncode, f"{arguments}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def fails(self, exit_code, *arguments, **options):
        done = run(*arguments, **options)
        self.assertEqual(exit_code, done.returncode, f"{arguments}\n{done.stdout}\n{done.stderr}")
        return done.stderr


def main():
    assert pathlib.Path(BRUME).name == "brume", "set BRUME to the built program"
    unittest.main()
