"""A project whose functions write what they do into a journal (tests/functions/journal.cpp)."""

import os
import pathlib
import shutil
import tempfile

import brume

FUNCTIONS = pathlib.Path(os.environ["BRUME_FUNCTIONS"])


class JournalCase(brume.Case):
    template = ""  # with "%s" for the journal's path

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "code").mkdir()
        shutil.copy(FUNCTIONS / "journal.so", self.folder / "code")
        self.journal = self.folder / "journal.txt"
        self.journal.touch()
        (self.folder / "template.yaml").write_text(self.template % self.journal)
