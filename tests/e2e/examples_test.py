"""Every example builds with `brume build` and answers what its `expected/` folder says; what needs
more than one call has a program `try`, which prints what `expected/try.txt` says."""

import os
import pathlib
import shutil
import subprocess
import tempfile

import brume

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples"


class Examples(brume.Case):
    def test_each_example_builds_and_answers_as_expected(self):
        examples = sorted(path.parent for path in EXAMPLES.glob("*/template.yaml"))
        self.assertTrue(examples)
        for example in examples:
            with self.subTest(example.name), tempfile.TemporaryDirectory() as folder:
                project = pathlib.Path(folder) / example.name
                shutil.copytree(example, project, ignore=shutil.ignore_patterns(".brume", "build"))
                self.succeeds("build", cwd=project, timeout_s=280)
                expected = sorted((project / "expected").iterdir())
                self.assertTrue(expected)
                for answer in expected:
                    self.check(project, answer)

    def check(self, project, answer):
        if answer.stem == "try":
            return self.check_try(project, answer)
        event = project / "events" / (answer.stem + ".json")
        if answer.suffix == ".json":
            self.succeeds("invoke", answer.stem, "-e", event, "--expect", answer, cwd=project)
        else:
            text = self.succeeds("invoke", answer.stem, "-e", event, cwd=project)
            self.assertEqual(answer.read_text(), text)

    def check_try(self, project, answer):
        here = str(pathlib.Path(brume.BRUME).resolve().parent)
        path = os.pathsep.join([here, os.environ["PATH"]])
        done = subprocess.run([project / "try"], env={**os.environ, "PATH": path}, text=True,
                              capture_output=True, timeout=120, check=False)
        log = project / ".brume" / "try.log"
        self.assertEqual((0, answer.read_text()), (done.returncode, done.stdout),
                         done.stderr + (log.read_text() if log.exists() else ""))


if __name__ == "__main__":
    brume.main()
