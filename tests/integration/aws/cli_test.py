"""The AWS CLI, unmodified, against the Lambda API."""

import json
import pathlib
import subprocess
import tempfile
import unittest

from endpoint import ROLE, Endpoint, code_zip, environment


class CliTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.endpoint = Endpoint().__enter__()
        cls.addClassCleanup(cls.endpoint.__exit__)
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)

    def aws(self, *arguments, succeeds=True):
        run = subprocess.run(
            ["aws", "--endpoint-url", self.endpoint.url, "--output", "json", *arguments],
            env=environment(self.endpoint.url), cwd=self.folder, capture_output=True, text=True,
            timeout=300, check=False)
        self.assertEqual(run.returncode == 0, succeeds, run.stdout + run.stderr)
        return run

    def test_invoke(self):
        (self.folder / "event.json").write_text('{"name": "CLI"}')
        run = self.aws("lambda", "invoke", "--function-name", "hello", "--payload",
                       "fileb://event.json", "--log-type", "Tail", "answer.json")
        self.assertEqual(json.loads((self.folder / "answer.json").read_text()),
                         {"message": "Hello, CLI!"})
        shown = json.loads(run.stdout)
        self.assertEqual(shown["StatusCode"], 200)
        self.assertIn("LogResult", shown)

    def test_errors_name_themselves(self):
        run = self.aws("lambda", "get-function", "--function-name", "nobody", succeeds=False)
        self.assertIn("(ResourceNotFoundException)", run.stderr)
        self.assertIn("Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody",
                      run.stderr)

    def test_create_update_delete(self):
        (self.folder / "code.zip").write_bytes(code_zip())
        self.aws("lambda", "create-function", "--function-name", "by-cli", "--runtime",
                 "provided.al2023", "--role", ROLE, "--handler", "hello.handler", "--zip-file",
                 "fileb://code.zip")
        self.aws("lambda", "update-function-code", "--function-name", "by-cli", "--zip-file",
                 "fileb://code.zip")
        self.aws("lambda", "wait", "function-updated", "--function-name", "by-cli")
        self.aws("lambda", "invoke", "--function-name", "by-cli", "made.json")
        self.assertIn("Hello", (self.folder / "made.json").read_text())
        listed = json.loads(self.aws("lambda", "list-functions").stdout)["Functions"]
        self.assertIn("by-cli", [function["FunctionName"] for function in listed])
        self.aws("lambda", "delete-function", "--function-name", "by-cli")

    def test_caller_identity(self):
        run = self.aws("sts", "get-caller-identity")
        self.assertEqual(json.loads(run.stdout)["Account"], "123456789012")


if __name__ == "__main__":
    unittest.main()
