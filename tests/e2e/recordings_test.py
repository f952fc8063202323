#!/usr/bin/env python3
"""Recorded conversations with AWS, replayed against the emulator. They are not part of the
repository: BRUME_SHARED_DATA names their folder, else it is ../shared/data beside the source tree;
without it this test says so and passes. Prints the score of each service."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import brume

SHARED = pathlib.Path(os.environ.get(
    "BRUME_SHARED_DATA", pathlib.Path(__file__).resolve().parents[2] / ".." / "shared" / "data"))
RECORDINGS = SHARED / "recordings"

OTHER_ACCOUNT = "the request names another account than the answer"
OTHER_SERVICES = "needs SQS or DynamoDB"
# What is not answered as AWS has answered, by service: a part of the case's name, and why.
DIFFERENCES = {"lambda": {
    "test_function_lifecycle": "its RuntimeVersionConfig is empty, those of all others are not",
    "test_ops_with_arn_qualifier_mismatch[get_function": OTHER_ACCOUNT,
    "test_create_lambda_exceptions": "uses an earlier answer that is an error",
    "TestLambdaTag::test_tag_exceptions": OTHER_ACCOUNT,
    "TestLambdaTags::test_tag_exceptions": OTHER_ACCOUNT,
    "test_add_lambda_permission_fields": OTHER_ACCOUNT,
    "test_url_config_lifecycle": "recorded before function URLs had an InvokeMode",
    "test_create_tag_on_esm_create": OTHER_SERVICES,
    "test_tag_lifecycle[event_source_mapping]": OTHER_SERVICES,
    "test_event_source_mapping_lifecycle": OTHER_SERVICES,
}}
# Of the AWS SDK: older ones do not know members that were recorded.
BOTO3_MIN = (1, 34)
TEMPLATE = "Resources: {Nothing: {Type: AWS::CloudFormation::WaitConditionHandle}}\n"


def python_with_boto3():
    """The interpreter with a boto3 that is new enough; None when there is none."""
    for python in (sys.executable, "python3"):
        done = subprocess.run([python, "-c", "import boto3; print(boto3.__version__)"], text=True,
                              capture_output=True, check=False)
        version = tuple(int(part) for part in re.findall(r"\d+", done.stdout)[:2])
        if done.returncode == 0 and version >= BOTO3_MIN:
            return python
    return None


class Recordings(brume.Case):
    def setUp(self):
        if not (RECORDINGS / "replay.py").exists():
            self.skipTest(f"there are no recordings in {RECORDINGS}")
        self.python = python_with_boto3()
        if self.python is None:
            self.skipTest("no Python here has a boto3 that is new enough")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "template.yaml").write_text(TEMPLATE)

    def emulator(self):
        """Starts one; the address of its AWS port."""
        process = subprocess.Popen(
            [brume.BRUME, "start", "--ephemeral", "--port", "0", "--aws-port", "0"],
            cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        for line in process.stdout:
            if line.startswith("AWS") and (found := re.search(r"http://\S+", line)):
                return found.group()
        self.fail("the emulator has not started")

    def replay(self, service):
        """The cases that differ, by name, with the first difference."""
        summary = self.folder / "summary.json"
        done = subprocess.run(
            [self.python, RECORDINGS / "replay.py", self.emulator(),
             RECORDINGS / f"{service}.json", "--summary", summary],
            text=True, capture_output=True, check=False)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        print(f"{service}: {done.stdout.splitlines()[-1]}", flush=True)
        return {name: wrong[0] for name, wrong in json.loads(summary.read_text()).items() if wrong}

    def test_lambda(self):
        known = DIFFERENCES["lambda"]
        new = {name: what for name, what in self.replay("lambda").items()
               if not any(part in name for part in known)}
        self.assertEqual({}, new)


if __name__ == "__main__":
    brume.main()
