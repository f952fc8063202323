#!/usr/bin/env python3
"""Each rule of tidy, on a small repository that breaks it, and on one that does not."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import cxx
import tidy

HEADER = "// What it is.\n#pragma once\n"


def long_function(lines):
    return "int f() {\n" + "  g();\n" * (lines - 2) + "}\n"


class Repository:
    def __init__(self, files, untracked=()):
        self.root = pathlib.Path(tempfile.mkdtemp())
        subprocess.run(["git", "init", "-q", str(self.root)], check=True)
        for path, text in files.items():
            self.write(path, text)
        subprocess.run(["git", "-C", str(self.root), "add", "-A"], check=True)
        for path in untracked:
            self.write(path, "x\n")

    def write(self, path, text):
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


def offences(files, **options):
    repository = Repository(files, **options)
    try:
        return [(f.path, f.line, f.rule) for f in tidy.findings(repository.root)]
    finally:
        shutil.rmtree(repository.root)


class Rules(unittest.TestCase):
    def test_a_clean_repository_has_no_offence(self):
        self.assertEqual([], offences({
            "emulator/loop/timers.h": HEADER + '#include "emulator/base/clock.h"\n',
            "emulator/loop/timers.cpp": "#include <uv.h>\n" + long_function(70),
            "emulator/loop/CMakeLists.txt": "brume_library(brume_loop SOURCES timers.cpp)\n",
        }))

    def test_long_files_lines_and_functions(self):
        listed = {"emulator/base/CMakeLists.txt": "a.cpp\n"}
        self.assertEqual([("emulator/base/a.cpp", 501, "size")],
                         offences({"emulator/base/a.cpp": "int a;\n" * 501, **listed}))
        self.assertEqual([("emulator/base/a.cpp", 1, "columns")],
                         offences({"emulator/base/a.cpp": "//" + "x" * 99 + "\n", **listed}))
        self.assertEqual([("emulator/base/a.cpp", 1, "size")],
                         offences({"emulator/base/a.cpp": long_function(71), **listed}))
        body = "def f():\n" + "    g()\n" * 70
        self.assertEqual([("scripts/a.py", 1, "size")], offences({"scripts/a.py": body}))

    def test_words_and_names(self):
        for line in ("// TODO: later", "class FileManager {};", "struct StringUtils {};"):
            found = offences({"emulator/base/a.h": HEADER + line + "\n"})
            self.assertEqual([("emulator/base/a.h", 3, "words")], found, line)
        self.assertEqual([("emulator/base/string_util.h", 1, "words")],
                         offences({"emulator/base/string_util.h": HEADER}))

    def test_banned_calls(self):
        listed = {"emulator/invoke/CMakeLists.txt": "a.cpp\n"}
        for call in ("auto t = std::chrono::system_clock::now();", "usleep(10);", "x = rand();",
                     "std::this_thread::sleep_for(1s);", 'std::getenv("HOME");', "time(nullptr);"):
            found = offences({"emulator/invoke/a.cpp": call + "\n", **listed})
            self.assertEqual([("emulator/invoke/a.cpp", 1, "determinism")], found, call)
        fine = ("// never calls sleep_for\nint brand(int);\nint operand = brand(1);\n"
                "const char* kText = R\"(\n getenv(\"HOME\") )\";\n")
        self.assertEqual([], offences({"emulator/invoke/a.cpp": fine, **listed}))

    def test_headers(self):
        self.assertEqual([("emulator/base/a.h", 1, "header")],
                         offences({"emulator/base/a.h": "// What it is.\nint a;\n"}))
        self.assertEqual([("emulator/base/a.h", 1, "header")],
                         offences({"emulator/base/a.h": "#pragma once\nint a;\n"}))

    def test_dead_and_untracked_files(self):
        self.assertEqual([("emulator/base/a.cpp", 1, "dead file")],
                         offences({"emulator/base/a.cpp": "int a;\n",
                                   "emulator/base/CMakeLists.txt": "ba.cpp\n"}))
        self.assertEqual([("notes.txt", 1, "untracked")],
                         offences({"README.md": "x\n"}, untracked=["notes.txt"]))

    @unittest.skipIf(shutil.which("clang-format") is None, "clang-format is not installed")
    def test_format(self):
        self.assertEqual([("emulator/base/a.h", 3, "format")],
                         offences({"emulator/base/a.h": HEADER + "int   a;\n",
                                   ".clang-format": "BasedOnStyle: Google\n"}))


class Layers(unittest.TestCase):
    def broken(self, path, include):
        listed = {path.rsplit("/", 1)[0] + "/CMakeLists.txt": path.rsplit("/", 1)[1] + "\n"}
        text = (HEADER if path.endswith(".h") else "") + f"#include {include}\n"
        return [rule for _, _, rule in offences({path: text, **listed})]

    def test_arrows(self):
        for path, include in (
                ("emulator/base/a.cpp", '"emulator/loop/loop.h"'),
                ("emulator/template/a.cpp", '"emulator/invoke/invoker.h"'),
                ("emulator/loop/a.cpp", '"emulator/http/server.h"'),
                ("runtime/host/a.cpp", '"emulator/base/ids.h"'),
                ("runtime/sdk/a.cpp", '"runtime/wire/frame.h"'),
                ("emulator/cli/a.cpp", '"runtime/host/serve.h"'),
                ("functions/hello/a.cpp", '"emulator/base/ids.h"'),
                ("emulator/nowhere/a.cpp", "<string>")):
            self.assertEqual(["layers"], self.broken(path, include), path)
        for path, include in (
                ("emulator/services/apigateway/a.cpp", '"emulator/invoke/invoker.h"'),
                ("emulator/invoke/a.cpp", '"runtime/wire/frame.h"'),
                ("runtime/host/a.cpp", "<brume/abi.h>"),
                ("functions/hello/a.cpp", "<brume/function.hpp>"),
                ("emulator/cli/a.cpp", '"emulator/services/apigateway/route/router.h"')):
            self.assertEqual([], self.broken(path, include), path)

    def test_third_party_homes(self):
        for path, include in (
                ("emulator/invoke/a.cpp", "<uv.h>"),
                ("emulator/cli/a.cpp", "<yaml-cpp/yaml.h>"),
                ("emulator/build/a.cpp", "<boost/process.hpp>"),
                ("emulator/base/a.cpp", "<CLI/App.hpp>"),
                ("emulator/samples/a.h", "<nlohmann/json.hpp>")):
            self.assertEqual(["third-party"], self.broken(path, include), path)
        for path, include in (
                ("emulator/loop/child_process.cpp", "<boost/process.hpp>"),
                ("emulator/samples/a.cpp", "<nlohmann/json.hpp>"),
                ("emulator/samples/a.h", "<nlohmann/json_fwd.hpp>"),
                ("runtime/sdk/brume/json.h", "<nlohmann/json.hpp>")):
            self.assertEqual([], self.broken(path, include), path)


class Functions(unittest.TestCase):
    def found(self, text):
        return list(cxx.functions(text))

    def test_functions_are_found_where_they_stand(self):
        text = ("namespace a {\nclass B : C {\n  int d() const { return 1; }\n};\n"
                "B::B(int x)\n    : y_{x}, z_(x) {\n  e({1, 2});\n}\n}\n")
        self.assertEqual([("d", 3, 3), ("B::B", 5, 8)], self.found(text))

    def test_comments_literals_and_directives_do_not_open_braces(self):
        text = "// {\n#define X {\nint f() {\n  g(\"{\", '{', R\"(\n{ )\");\n}\n"
        self.assertEqual([("f", 3, 6)], self.found(text))

    def test_tables_and_types_are_not_functions(self):
        text = "const int kA[] = {1, 2};\nenum class E { kA };\nstruct S { int a = 0; };\n"
        self.assertEqual([], self.found(text))

    def test_templates_with_requirements_are_types(self):
        text = "template <typename T>\n  requires(is_x<T>)\nstruct S<T> {\n  void f() {}\n};\n"
        self.assertEqual([("f", 4, 4)], self.found(text))


if __name__ == "__main__":
    unittest.main()
