"""The repository as the rules see it: its tracked files, read once, and what was found in them."""

import dataclasses
import functools
import pathlib
import subprocess

CXX = (".h", ".hpp", ".cpp", ".c")
HEADERS = (".h", ".hpp")
CODE = CXX + (".py", ".cmake", ".sh")


@dataclasses.dataclass(frozen=True)
class Finding:
    path: str
    line: int
    rule: str
    message: str
    mend: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.message} [{self.rule}]\n    mend: {self.mend}"


class Tree:
    """REQUIRES: `root` is a git work tree. Paths are relative to it, with forward slashes."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.files = [f for f in self._git("ls-files") if (self.root / f).is_file()]
        self.untracked = self._git("ls-files", "--others", "--exclude-standard")

    def _git(self, *arguments):
        command = ["git", "-C", str(self.root), *arguments, "-z"]
        listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return [name for name in listed.split("\0") if name]

    @functools.lru_cache(maxsize=None)
    def text(self, path):
        return (self.root / path).read_text(encoding="utf-8", errors="replace")

    def lines(self, path):
        return self.text(path).splitlines()

    def code(self):
        """Everything people write by hand: sources, scripts, build files; not test data."""
        return [f for f in self.files if is_code(self, f) and not f.startswith("tests/data/")]

    def cxx(self):
        return [f for f in self.code() if f.endswith(CXX)]


def is_code(tree, path):
    name = path.rsplit("/", 1)[-1]
    if path.endswith(CODE) or name == "CMakeLists.txt":
        return True
    return "." not in name and tree.text(path).startswith("#!")
