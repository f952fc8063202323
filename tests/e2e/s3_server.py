"""A running `brume start` with buckets, and what S3's clients need to find it."""

import os
import pathlib
import tempfile

from start_test import Emulator

TEMPLATE = """Transform: AWS::Serverless-2016-10-31
Resources:
  Photos:
    Type: AWS::S3::Bucket
    Properties: {BucketName: photos}
  Hello:
    Type: AWS::Serverless::Function
    Properties: {Runtime: provided.al2023, CodeUri: code, Handler: hello.handler}
"""
FUNCTIONS = pathlib.Path(os.environ["BRUME_FUNCTIONS"])


class S3Server:
    """Serves while the `with` block runs, in a folder of its own."""

    def __init__(self, *arguments):
        self.arguments = arguments

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        path = pathlib.Path(self.folder.name)
        (path / "template.yaml").write_text(TEMPLATE)
        (path / "code").symlink_to(FUNCTIONS)
        self.path = path
        self.emulator = Emulator(path, *self.arguments)
        self.port = self.emulator.aws_port
        assert self.port, "\n".join(self.emulator.table + self.emulator.log)
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    def __exit__(self, *_):
        self.emulator.end()
        self.folder.cleanup()


def environment(url, secret="test"):
    """For a client that is another program; nothing of the user's own configuration."""
    return {"PATH": "/usr/bin:" + os.environ["PATH"], "HOME": "/nonexistent",
            "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": secret,
            "AWS_DEFAULT_REGION": "us-east-1", "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": url, "AWS_PAGER": "", "AWS_EC2_METADATA_DISABLED": "true",
            "PYTHONWARNINGS": "ignore", "LANG": "C.UTF-8"}
