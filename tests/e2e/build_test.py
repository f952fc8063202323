#!/usr/bin/env python3
"""brume init and brume build: from nothing to a library that can be called."""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

import brume

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  {name}:
    Type: AWS::Serverless::Function
    Metadata: {{ BuildMethod: {method} }}
    Properties: {{ CodeUri: ., Handler: hello.handler, Runtime: provided.al2023 }}
"""
C_SOURCE = """
#include <brume/abi.h>
BRUME_LIBRARY
BRUME_EXPORT void handler(const brume_call* call) {
  brume_bytes answer = {"1", 1};
  call->reply(call->host, answer);
}
"""
MAKEFILE = """
build-Hello:
\t$(CC) -shared -fPIC -I$(BRUME_INCLUDE) -o $(ARTIFACTS_DIR)/hello.so hello.c
"""


class Build(brume.Case):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="brume-e2e-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def write(self, name, text):
        (self.folder / name).write_text(text)

    def artifact(self, function="Hello", library="hello.so"):
        return self.folder / ".brume/build" / function / library

    def makefile_project(self, makefile=MAKEFILE):
        self.write("template.yaml", TEMPLATE.format(name="Hello", method="makefile"))
        self.write("Makefile", makefile)
        self.write("hello.c", C_SOURCE)

    def test_a_new_project_builds_in_both_languages(self):
        for language in ("cpp", "c"):
            shown = self.succeeds("init", f"try-{language}", "--language", language,
                                  cwd=self.folder)
            self.assertIn("brume build\n  brume invoke -e event.json", shown)
            project = self.folder / f"try-{language}"
            built = self.succeeds("build", cwd=project)
            function = f"Try{language.title()}Function"
            self.assertRegex(built, rf"built +{function} +\.brume/build/{function}/try-")
            self.assertTrue((project / f".brume/build/{function}/try-{language}.so").is_file())
            self.assertIn("is there already", self.fails(2, "init", f"try-{language}", "-l",
                                                         language, cwd=self.folder))

    def test_two_commands_lead_from_a_new_project_to_an_answer(self):
        for language, answer in (("cpp", '{"message":"Hello, Ada!"}'),
                                 ("c", '{"message":"Hello from C!","eventBytes":20}')):
            self.succeeds("init", "hello", "-l", language, "-d", language, cwd=self.folder)
            self.succeeds("build", cwd=self.folder / language)
            self.assertEqual(answer, self.succeeds("invoke", "-e", "event.json",
                                                   cwd=self.folder / language).strip())
            event = self.succeeds("generate-event", "s3", "put")
            self.assertIn("Hello", self.succeeds("invoke", "-e", "-", stdin=event,
                                                 cwd=self.folder / language))

    def test_wrong_init_names_and_languages_are_refused(self):
        self.assertIn("the name `a/b` has other characters",
                      self.fails(2, "init", "a/b", cwd=self.folder))
        self.assertIn("rust not in {cpp,c}",
                      self.fails(2, "init", "x", "-l", "rust", cwd=self.folder))
        self.assertEqual([], list(self.folder.iterdir()))

    def test_a_makefile_finds_the_headers_and_the_artifacts_folder(self):
        self.makefile_project()
        self.succeeds("build", "-t", self.folder / "template.yaml")
        self.assertTrue(self.artifact().is_file())
        elsewhere = self.folder / "out"
        self.succeeds("build", "-b", elsewhere, cwd=self.folder)
        self.assertTrue((elsewhere / "Hello/hello.so").is_file())

    def test_code_that_needs_no_build_is_checked(self):
        self.makefile_project()
        self.succeeds("build", "-b", "built", cwd=self.folder)
        template = TEMPLATE.format(name="Hello", method="makefile")
        template = template.replace("    Metadata: { BuildMethod: makefile }\n", "")
        self.write("template.yaml", template.replace("CodeUri: .", "CodeUri: built/Hello"))
        self.assertRegex(self.succeeds("build", cwd=self.folder), "as is +Hello +built/Hello/")
        (self.folder / "built/Hello/hello.so").write_text("no library")
        self.assertIn("is not a shared library", brume.run("build", cwd=self.folder).stdout)

    def test_what_fails_is_told_in_the_compilers_words_and_keeps_the_last_good_library(self):
        self.makefile_project()
        self.succeeds("build", cwd=self.folder)
        good = self.artifact().read_bytes()
        self.write("hello.c", "int broken( {\n")
        done = brume.run("build", cwd=self.folder)
        self.assertEqual(1, done.returncode)
        self.assertIn("hello.c:1:13: error: ", done.stderr)
        self.assertIn("1 of 1 functions failed", done.stderr)
        self.assertRegex(done.stdout, r"failed Hello +the Makefile's target build-Hello fails")
        log = self.folder / ".brume/build-logs/Hello.log"
        self.assertIn(".brume/build-logs/Hello.log", done.stdout)
        self.assertIn("hello.c:1:13: error: ", log.read_text())
        self.assertEqual(good, self.artifact().read_bytes())

    def test_a_missing_handler_is_found_when_building(self):
        self.makefile_project()
        self.write("hello.c", C_SOURCE.replace("void handler", "void handlr"))
        done = brume.run("build", cwd=self.folder)
        self.assertEqual(1, done.returncode)
        self.assertIn("exports no function `handler`; did you mean `handlr`?", done.stdout)

    def test_wrong_names_are_answered(self):
        self.makefile_project()
        self.assertIn("did you mean `Hello`?", self.fails(2, "build", "Helo", cwd=self.folder))
        self.write("template.yaml", TEMPLATE.format(name="Hello", method="bazel"))
        self.assertIn("bazel", self.fails(1, "build", cwd=self.folder))
        self.write("template.yaml", "Resources: [")
        self.assertIn("template.yaml:1:", self.fails(1, "build", cwd=self.folder))

    def test_ctrl_c_leaves_the_last_good_library(self):
        self.makefile_project()
        self.succeeds("build", cwd=self.folder)
        good = self.artifact().read_bytes()
        os.mkfifo(self.folder / "never")
        self.makefile_project("build-Hello:\n\t@echo at work; exec cat never\n")
        building = subprocess.Popen([brume.BRUME, "build"], cwd=self.folder, text=True,
                                    stderr=subprocess.PIPE, stdout=subprocess.PIPE,
                                    start_new_session=True)
        self.assertEqual("at work\n", building.stderr.readline())
        os.killpg(building.pid, signal.SIGINT)
        _, said = building.communicate(timeout=300)
        self.assertEqual(130, building.returncode)
        self.assertIn("interrupted", said)
        self.assertEqual(good, self.artifact().read_bytes())
        self.assertEqual(["Hello"], [e.name for e in (self.folder / ".brume/build").iterdir()])

    def test_a_second_build_waits_for_the_first(self):
        gate = self.folder / "gate"
        os.mkfifo(gate)
        self.makefile_project("build-Hello:\n\t@echo at work\n\t@cat gate\n" + MAKEFILE[13:])
        start = lambda: subprocess.Popen([brume.BRUME, "build"], cwd=self.folder, text=True,
                                         stderr=subprocess.PIPE, stdout=subprocess.PIPE)
        with start() as first:
            self.assertEqual("at work\n", first.stderr.readline())
            with start() as second:
                self.assertIn("another build is at work here", second.stderr.readline())
                gate.write_text("")
                first.communicate(timeout=300)
                self.assertEqual("at work\n", second.stderr.readline())
                gate.write_text("")
                second.communicate(timeout=300)
        self.assertEqual((0, 0), (first.returncode, second.returncode))


if __name__ == "__main__":
    brume.main()
