#!/usr/bin/env python3
"""brume completion, in real shells: what Tab would offer."""

import os
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
# What completion does in zsh with the file of an installed brume: finds it, loads it at its first
# use, and lists what it describes.
ASK_ZSH = r"""
fpath=($1 $fpath)
autoload -Uz compinit
compinit -u -d $2
[[ ${_comps[brume]} == _brume ]] || exit 3
_describe() { print -rl -- "${(@P)2}" }
words=("${(@)@[3,-1]}")
CURRENT=${#words}
_brume
"""
SHARE = pathlib.Path(os.environ["BRUME_SHARE"])
PATH = os.pathsep.join([str(pathlib.Path(brume.BRUME).parent), os.environ["PATH"]])


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

    def asked(self, *command):
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=True,
                              env={"PATH": PATH, "HOME": str(self.folder), "LANG": "C.UTF-8",
                                   "XDG_DATA_DIRS": str(SHARE), "TERM": "dumb"})
        self.assertEqual("", done.stderr)
        return done.stdout.splitlines()

    def test_zsh_finds_the_installed_file_and_completes_from_its_first_tab_on(self):
        def offered(*words):
            return self.asked("zsh", "-f", "-c", ASK_ZSH, "zsh", SHARE / "zsh/site-functions",
                              self.folder / "dump", "brume", *words)
        self.assertEqual(["generate-event:Print a sample event of an AWS service, with one option "
                          "per field"], offered("gen"))
        self.assertEqual(["cpp:"], offered("init", "x", "--language", "cp"))

    def test_fish_finds_the_installed_file(self):
        def offered(line):
            return self.asked("fish", "-c", f'complete -C "{line}"')
        self.assertEqual(["generate-event\tPrint a sample event of an AWS service, with one option "
                          "per field"], offered("brume gen"))
        self.assertEqual(["cpp"], offered("brume init x --language cp"))

    def test_a_script_for_each_shell(self):
        files = {"bash": "bash-completion/completions/brume", "zsh": "zsh/site-functions/_brume",
                 "fish": "fish/vendor_completions.d/brume.fish"}
        for shell, file in files.items():
            script = self.succeeds("completion", shell)
            self.assertIn("__complete", script)
            subprocess.run([shell, "-n"], input=script, text=True, check=True)
            self.assertEqual(script, (SHARE / file).read_text())
        self.assertIn("did you mean `fish`?", self.fails(2, "completion", "fihs"))


if __name__ == "__main__":
    brume.main()
