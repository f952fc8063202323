#!/usr/bin/env python3
"""brume completion, in a real bash: what Tab would offer."""

import pathlib
import shutil
import subprocess
import tempfile

import brume

# What readline does at a Tab: splits the line, calls the function, shows COMPREPLY.
ASK = r"""
PATH="$(dirname "$BRUME"):$PATH"
source <(brume completion bash)
COMP_WORDS=("$@")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_brume
((${#COMPREPLY[@]})) && printf '%s\n' "${COMPREPLY[@]}"
complete -p brume >/dev/null
"""


class Completion(brume.Case):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="brume-e2e-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def offered(self, *words):
        asked = subprocess.run(["bash", "-c", ASK, "bash", "brume", *words], cwd=self.folder,
                               capture_output=True, text=True, check=True)
        self.assertEqual("", asked.stderr)
        return asked.stdout.split()

    def test_commands_and_options(self):
        self.assertEqual(["generate-event"], self.offered("gen"))
        self.assertIn("build", self.offered(""))
        self.assertNotIn("__complete", self.offered(""))
        self.assertEqual(["put"], self.offered("generate-event", "s3", "p"))
        self.assertEqual(["--bucket"], self.offered("generate-event", "s3", "put", "--b"))
        self.assertEqual(["cpp"], self.offered("init", "x", "--language", "cp"))
        self.assertEqual(["cpp"], self.offered("init", "x", "--language", "=", "cp"))

    def test_files_and_functions(self):
        self.succeeds("init", "hello", "--dir", ".", cwd=self.folder)
        self.assertEqual(["template.yaml"], self.offered("build", "-t", "tem"))
        self.assertEqual(["HelloFunction"], self.offered("build", "Hel"))
        (self.folder / "template.yaml").write_text("Resources: [")
        self.assertEqual([], self.offered("build", "Hel"))

    def test_a_script_for_each_shell(self):
        for shell in ("bash", "zsh", "fish"):
            script = self.succeeds("completion", shell)
            self.assertIn("__complete", script)
            if shutil.which(shell):
                subprocess.run([shell, "-n"], input=script, text=True, check=True)
        self.assertIn("did you mean `fish`?", self.fails(2, "completion", "fihs"))


if __name__ == "__main__":
    brume.main()
