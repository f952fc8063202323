#!/usr/bin/env python3
"""The man pages that the build has made: valid, and saying what --help says."""

import os
import pathlib
import re
import subprocess

import brume

MANUAL = pathlib.Path(os.environ["BRUME_SHARE"]) / "man"


def rendered(*arguments, width=80):
    """What `man` prints, and what it complains of."""
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "MANWIDTH": str(width),
                   "MAN_KEEP_FORMATTING": "", "MANROFFOPT": ""}
    done = subprocess.run(["man", "--warnings=w", *map(str, arguments)], env=environment,
                          capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def options_in(help_text):
    """The long options of --help's lists; not those of its examples."""
    lists = help_text.split("Examples:")[0]
    return re.findall(r"^  (?:-\w,)?(--[a-z][a-z-]*)", lists, re.MULTILINE)


def words(text):
    return " ".join(text.split())


class Manual(brume.Case):
    def page(self, name):
        code, text, complaints = rendered("-l", MANUAL / "man1" / f"{name}.1")
        self.assertEqual((0, ""), (code, complaints), name)
        return text

    def test_every_command_has_a_page_and_there_is_no_other(self):
        commands = brume.commands_in(self.succeeds("--help"))
        expected = {"brume.1", *(f"brume-{command}.1" for command in commands)}
        self.assertEqual(expected, {path.name for path in (MANUAL / "man1").iterdir()})
        overview = self.page("brume")
        for command in commands:
            self.assertIn(f"brume-{command}(1)", overview)
        for title in ("NAME", "SYNOPSIS", "OPTIONS", "EXIT STATUS", "ENVIRONMENT", "FILES",
                      "EXAMPLES"):
            self.assertRegex(overview, rf"(?m)^{title}$")

    def test_a_page_has_each_option_and_the_words_of_the_help(self):
        for command in brume.commands_in(self.succeeds("--help")):
            with self.subTest(command):
                page = self.page(f"brume-{command}")
                shown = self.succeeds(command, "--help")
                self.assertIn(f"brume-{command} - {shown.splitlines()[0]}", words(page))
                self.assertRegex(page, r"(?m)^EXIT STATUS$")
                options = options_in(shown)
                self.assertTrue(options)
                for option in options:
                    self.assertRegex(page, rf"(?m)^ +(-\w, )?(--[a-z-]+, )*{option}\b", option)

    def test_commands_below_a_command_are_in_its_page(self):
        for command in ("storage", "clock", "events", "schedule"):
            page = self.page(f"brume-{command}")
            for below in brume.commands_in(self.succeeds(command, "--help")):
                self.assertIn(f"   brume {command} {below}\n", page)
                for option in options_in(self.succeeds(command, below, "--help")):
                    self.assertRegex(page, rf"(?m)^ +(-\w, )?(--[a-z-]+, )*{option}\b")
        self.assertIn("brume generate-event s3 put", self.page("brume-generate-event"))

    def test_examples_can_be_copied(self):
        page = self.page("brume-invoke")
        self.assertIn("echo '{\"name\": \"Ada\"}' | brume invoke HelloFunction -e -\n", page)
        self.assertRegex(page, r"--event FILE|-e, --event FILE")

    def test_man_finds_the_pages_beside_the_programs(self):
        environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        found = subprocess.run(["man", "-M", str(MANUAL), "--where", "brume-start"], text=True,
                               env=environment, capture_output=True, check=True)
        self.assertEqual(str(MANUAL / "man1/brume-start.1"), found.stdout.strip())
        path = os.pathsep.join([str(pathlib.Path(brume.BRUME).parent), "/usr/bin", "/bin"])
        manpath = subprocess.run(["man", "--where", "brume"], text=True, capture_output=True,
                                 env={"PATH": path, "LANG": "C.UTF-8"}, check=False)
        self.assertEqual(str(MANUAL / "man1/brume.1"), manpath.stdout.strip(), manpath.stderr)

    def test_a_folder_that_cannot_be_written_is_an_error(self):
        self.assertIn("cannot write /dev/null/man1/brume.1",
                      self.fails(1, "__man", "/dev/null/man1"))


if __name__ == "__main__":
    brume.main()
