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

    def test_a_service_includes_what_is_below_it_and_no_other_service(self):
        for path, include in (
                ("emulator/services/s3/a.cpp", '"emulator/services/lambda/api/context.h"'),
                ("emulator/services/s3/a.cpp", '"emulator/app/run.h"'),
                ("emulator/aws/a.cpp", '"emulator/services/s3/api/s3.h"'),
                ("emulator/app/a.cpp", '"emulator/cli/command.h"')):
            self.assertEqual(["layers"], self.broken(path, include), path)
        for path, include in (
                ("emulator/services/s3/a.cpp", '"emulator/services/s3/model/bucket.h"'),
                ("emulator/services/new/a.cpp", '"emulator/aws/call.h"'),
                ("emulator/app/a.cpp", '"emulator/services/s3/api/s3.h"')):
            self.assertEqual([], self.broken(path, include), path)

    def circles(self, **files):
        """`files`: path with __ for /, and what it includes."""
        sources = {path.replace("__", "/") + ".h": HEADER + "".join(
            f'#include "emulator/{each}.h"\n' for each in included)
                   for path, included in files.items()}
        return [rule for _, _, rule in offences(sources)]

    def test_folders_of_one_folder_form_no_circle(self):
        self.assertEqual(["circles"], self.circles(
            emulator__template__a__x=["template/b/y"], emulator__template__b__y=[],
            emulator__template__b__z=["template/a/w"], emulator__template__a__w=[]))
        # What a folder stands on shares no room with its roof.
        self.assertEqual(["circles"], self.circles(
            emulator__template__base=[], emulator__template__a__x=["template/base"],
            emulator__template__roof=["template/a/x"]))
        self.assertEqual([], self.circles(
            emulator__template__a__x=["template/b/y"], emulator__template__b__y=["template/c/z"],
            emulator__template__c__z=[], emulator__template__a__w=["template/c/z"]))

    def test_units_form_no_circle(self):
        listed = {"emulator/base/CMakeLists.txt": "a.cpp\n"}
        self.assertEqual([("emulator/base/a.cpp", 1, "circles")], offences({
            "emulator/base/a.h": HEADER,
            "emulator/base/a.cpp": '#include "emulator/base/b.h"\n',
            "emulator/base/b.h": HEADER + '#include "emulator/base/a.h"\n', **listed}))
        self.assertEqual([], offences({
            "emulator/base/a.h": HEADER,
            "emulator/base/a.cpp": '#include "emulator/base/a.h"\n#include "emulator/base/b.h"\n',
            "emulator/base/b.h": HEADER, **listed}))

    def test_a_circle_of_the_sdk_is_found_by_its_own_names(self):
        self.assertEqual([("runtime/sdk/brume/a.h", 3, "circles")], offences({
            "runtime/sdk/brume/a.h": HEADER + "#include <brume/b.h>\n",
            "runtime/sdk/brume/b.h": HEADER + "#include <brume/a.h>\n"}))

    def test_third_party_homes(self):
        for path, include in (
                ("emulator/invoke/a.cpp", "<uv.h>"),
                ("emulator/samples/a.cpp", "<openssl/evp.h>"),
                ("emulator/services/s3/a.cpp", "<zlib.h>"),
                ("emulator/build/a.cpp", "<archive.h>"),
                ("emulator/check/a.cpp", "<pcre2.h>"),
                ("emulator/http/client.cpp", "<httplib.h>"),
                ("emulator/http/a.cpp", "<boost/asio/buffer.hpp>"),
                ("emulator/cli/a.cpp", "<yaml-cpp/yaml.h>"),
                ("emulator/build/a.cpp", "<boost/process.hpp>"),
                ("emulator/base/a.cpp", "<CLI/App.hpp>"),
                ("emulator/samples/a.h", "<nlohmann/json.hpp>")):
            self.assertEqual(["third-party"], self.broken(path, include), path)
        for path, include in (
                ("emulator/loop/child_process.cpp", "<boost/process.hpp>"),
                ("emulator/crypto/a.cpp", "<openssl/evp.h>"),
                ("emulator/http/tls.cpp", "<openssl/ssl.h>"),
                ("emulator/samples/a.cpp", "<nlohmann/json.hpp>"),
                ("emulator/samples/a.h", "<nlohmann/json_fwd.hpp>"),
                ("runtime/sdk/brume/json.h", "<nlohmann/json.hpp>")):
            self.assertEqual([], self.broken(path, include), path)


class Shapes(unittest.TestCase):
    def broken(self, **files):
        listed = {"emulator/base/CMakeLists.txt": "".join(f"{name}.cpp\n" for name in files)}
        sources = {f"emulator/base/{name}.cpp": text for name, text in files.items()}
        return [(path[-5], line, rule) for path, line, rule in offences({**sources, **listed})]

    def test_a_function_has_five_parameters_at_most(self):
        for text in ("void f(int a, int b, int c, int d, int e, int g);\n",
                     "int C::f(const A& a, B b, std::map<X, Y> c, D* d, E e = {}, F f) {\n"
                     "  return 0;\n}\n",
                     "struct S {\n  virtual bool f(A a, B b, C c, D d, E e, F f) const = 0;\n};\n"):
            line = 1 + text.startswith("struct")
            self.assertEqual([("a", line, "parameters")], self.broken(a=text), text)
        for text in ("void f(int a, int b, int c, int d, std::map<X, Y> e);\n",
                     "int x = f(1, 2, 3, 4, 5, 6);\n",
                     "void g() {\n  f(a, b, c, d, e, h);\n}\n",
                     "int callback(SSL* a, int b, int c, int d, int e, void*);\n"):
            self.assertEqual([], self.broken(a=text), text)

    def test_a_block_stands_in_one_place(self):
        def block(lines, mark=""):
            return "".join(f"int a{i} = {i};{mark}\n" for i in range(lines))

        self.assertEqual([("b", 1, "clones")], self.broken(a=block(13), b=block(13)))
        self.assertEqual([("b", 2, "clones")],
                         self.broken(a=block(13), b="int c;\n" + block(13, "  // other words")))
        self.assertEqual([("a", 15, "clones")], self.broken(a=block(13) + "\n" + block(13)))
        self.assertEqual([], self.broken(a=block(12), b=block(12)))
        self.assertEqual([], self.broken(a=block(13), b=block(12) + "int d;\n"))


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
