"""The AWS endpoint as a process, and what its clients need to find it."""

import io
import os
import pathlib
import subprocess
import tempfile
import zipfile

FUNCTIONS = pathlib.Path(os.environ["BRUME_FUNCTIONS"])
ROLE = "arn:aws:iam::123456789012:role/r"


class Endpoint:
    """Serves while the `with` block runs."""

    def __init__(self, *arguments):
        self.arguments = arguments

    def __enter__(self):
        self.state = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            [os.environ["AWS_ENDPOINT_PROGRAM"], self.state.name, *self.arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = "http://127.0.0.1:" + self.process.stdout.readline().strip()
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        code = self.process.wait(timeout=30)
        self.process.stdout.close()
        self.state.cleanup()
        assert code == 0, f"the endpoint ended with {code}"


def environment(url, secret="test"):
    """For a client that is another program; nothing of the user's own configuration."""
    return {"PATH": "/usr/bin:" + os.environ["PATH"], "HOME": "/nonexistent",
            "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": secret,
            "AWS_DEFAULT_REGION": "us-east-1", "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": url, "AWS_PAGER": "", "AWS_EC2_METADATA_DISABLED": "true",
            "PYTHONWARNINGS": "ignore"}


def code_zip(library="hello"):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(FUNCTIONS / f"{library}.so", f"{library}.so")
    return data.getvalue()
