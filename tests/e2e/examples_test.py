"""Every example builds with `brume build` and answers what its `expected/` folder says."""

import pathlib
import shutil
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
        event = project / "events" / (answer.stem + ".json")
        if answer.suffix == ".json":
            self.succeeds("invoke", answer.stem, "-e", event, "--expect", answer, cwd=project)
        else:
            text = self.succeeds("invoke", answer.stem, "-e", event, cwd=project)
            self.assertEqual(answer.read_text(), text)


if __name__ == "__main__":
    brume.main()
