"""Sizes, words, calls, headers, formatting: what can be judged a file at a time."""

import ast
import re
import shutil
import subprocess

from cxx import functions, without_comments
from tree import CXX, HEADERS, Finding

FILE_LINES_MAX = 500
FUNCTION_LINES_MAX = 70
COLUMNS_MAX = 100
ROOT_CMAKE_LINES_MAX = 60
ARCHITECTURE_LINES_MAX = 160
SELF = "tests/unit/tidy/"

UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
VAGUE_TYPE = re.compile(
    r"\b(?:class|struct|enum)\s+(?:class\s+)?(\w*(?:Manager|Helper|Utils?|Impl))\b")
VAGUE_FILE = re.compile(r"(^|[_/])(manager|helpers?|utils?|impl|common|misc)\.(h|hpp|cpp|c)$")

# (what, where it is allowed, what to do instead). A sleep waits for time; wait for the condition.
CLOCKED = ("emulator/loop/", "emulator/app/", "emulator/cli/", "runtime/", "functions/",
           "examples/", "tests/")
SLEEPERS = ("runtime/", "functions/", "tests/functions/", "tests/handlers/")
BANNED_CALLS = [
    (r"\b(system|steady|high_resolution)_clock::now\b", CLOCKED, "take a Clock"),
    (r"\bgettimeofday\s*\(|\bclock_gettime\s*\(|(?<![\w.>])time\s*\(\s*(nullptr|NULL|0)\s*\)",
     CLOCKED, "take a Clock"),
    (r"\b(sleep_for|sleep_until)\b|\b(usleep|nanosleep)\s*\(", SLEEPERS,
     "start a Timer, or wait for the condition"),
    (r"(?<![\w.>])s?rand\s*\(", (), "take an Ids, or a seeded engine"),
    (r"\b(secure_)?getenv\s*\(", CLOCKED, "let cli/ read it and pass it in"),
]


def check_sizes(tree):
    for path in tree.code():
        count = len(tree.lines(path))
        if count > FILE_LINES_MAX:
            yield Finding(path, count, "size", f"{count} lines, {FILE_LINES_MAX} at most",
                          "split it by what its parts are for")
    for path, most in (("CMakeLists.txt", ROOT_CMAKE_LINES_MAX),
                       ("ARCHITECTURE.md", ARCHITECTURE_LINES_MAX)):
        if path in tree.files and len(tree.lines(path)) > most:
            yield Finding(path, most + 1, "size", f"longer than {most} lines",
                          "say less, or say it where it belongs")


def check_columns(tree):
    for path in tree.code():
        for number, line in enumerate(tree.lines(path), 1):
            if len(line) > COLUMNS_MAX:
                yield Finding(path, number, "columns",
                              f"{len(line)} columns, {COLUMNS_MAX} at most", "break the line")


def check_functions(tree):
    for path in tree.code():
        if path.endswith(CXX):
            found = functions(tree.text(path))
        elif path.endswith(".py"):
            nodes = ast.walk(ast.parse(tree.text(path)))
            found = [(n.name, n.lineno, n.end_lineno) for n in nodes
                     if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
        else:
            continue
        for name, first, last in found:
            if last - first + 1 > FUNCTION_LINES_MAX:
                yield Finding(path, first, "size", f"{name}() has {last - first + 1} lines, "
                              f"{FUNCTION_LINES_MAX} at most", "give its steps names of their own")


def check_words(tree):
    for path in tree.code():
        if path.startswith(SELF):
            continue
        for number, line in enumerate(tree.lines(path), 1):
            found = UNFINISHED.search(line)
            if found:
                yield Finding(path, number, "words", f"unfinished business: {found.group()}",
                              "finish it, or open an issue and take the word out")
            found = VAGUE_TYPE.search(line) if path.endswith(CXX) else None
            if found:
                yield Finding(path, number, "words", f"{found.group(1)} says nothing",
                              "name the thing after what it is or does")


def check_file_names(tree):
    for path in tree.code():
        if VAGUE_FILE.search(path):
            yield Finding(path, 1, "words", "the file's name says nothing",
                          "name it after what one finds in it")


def check_calls(tree):
    for path in tree.cxx():
        for number, line in enumerate(without_comments(tree.text(path)).splitlines(), 1):
            for pattern, allowed, mend in BANNED_CALLS:
                found = re.search(pattern, line)
                if found and not path.startswith(allowed):
                    yield Finding(path, number, "determinism",
                                  f"{found.group().strip()} does not belong here", mend)


def check_headers(tree):
    for path in tree.cxx():
        if not path.endswith(HEADERS):
            continue
        text = tree.text(path)
        if not text.startswith(("//", "/*")):
            yield Finding(path, 1, "header", "does not begin with a comment",
                          "say what it is, its limits, its thread, its owner")
        # A header for C authors may use the guard every C compiler knows.
        guarded = path.startswith("runtime/sdk/") and re.search(r"^#ifndef \w+_H\b", text, re.M)
        if not guarded and not re.search(r"^#pragma once$", text, re.M):
            yield Finding(path, 1, "header", "has no #pragma once",
                          "put it after the first comment")


def check_dead_files(tree):
    """A source that no CMakeLists.txt of its folder or above names is never built."""
    for path in tree.cxx():
        if not path.endswith((".cpp", ".c")) or path.startswith(("examples/", "tests/e2e/")):
            continue
        parts = path.split("/")
        folders = ["/".join(parts[:n] + ["CMakeLists.txt"]) for n in range(len(parts) - 1, -1, -1)]
        lists = [tree.text(f) for f in folders if f in tree.files]
        if not any(re.search(rf"(?<![\w]){re.escape(parts[-1])}\b", text) for text in lists):
            yield Finding(path, 1, "dead file", "no CMakeLists.txt names it",
                          "add it to its folder's sources, or delete it")


def check_untracked(tree):
    for path in tree.untracked:
        yield Finding(path, 1, "untracked", "git does not know this file",
                      "git add it, ignore it, or delete it")


def check_format(tree):
    if shutil.which("clang-format") is None or ".clang-format" not in tree.files:
        return
    files = [f for f in tree.cxx() if not f.startswith("examples/")]
    if not files:
        return
    run = subprocess.run(["clang-format", "--dry-run", "--ferror-limit=1", *files],
                         cwd=tree.root, capture_output=True, text=True, check=False)
    seen = set()
    for path, number in re.findall(r"^(.+?):(\d+):\d+: (?:warning|error):", run.stderr, re.M):
        if path not in seen:
            seen.add(path)
            yield Finding(path, int(number), "format", "clang-format would change this",
                          f"clang-format -i {path}")


CHECKS = [check_sizes, check_columns, check_functions, check_words, check_file_names, check_calls,
          check_headers, check_dead_files, check_untracked, check_format]
