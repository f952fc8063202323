"""The AWS SDK for JavaScript v3, unmodified, against S3."""

import base64
import json
import os
import subprocess
import unittest
import zlib

from s3_server import S3Server, environment

CLIENT = os.environ["BRUME_JAVASCRIPT"] + "/s3_clients.mjs"


class JavascriptTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = S3Server("--verify-signatures").__enter__()
        cls.addClassCleanup(cls.server.__exit__)

    def step(self, name):
        run = subprocess.run(["node", CLIENT, name], env=environment(self.server.url),
                             capture_output=True, text=True, timeout=300, check=False)
        self.assertEqual(run.returncode, 0, run.stderr)
        return json.loads(run.stdout)

    def test_objects_by_path_and_by_host(self):
        found = {"body": "hello", "type": "text/plain", "metadata": {"a": "1"},
                 "keys": ["js/a b+é"]}
        self.assertEqual(self.step("objects"), [found, found])

    def test_streams_with_checksums(self):
        data = b"0123456789abcdef" * (3_000_000 // 16)
        crc32 = base64.b64encode(zlib.crc32(data).to_bytes(4, "big")).decode()
        self.assertEqual(self.step("streams"),
                         {"crc32": crc32, "same": True, "checksum": crc32, "etag": True})

    def test_multipart_upload(self):
        done = self.step("multipart")
        self.assertTrue(done["etag"].endswith('-4"'), done)
        self.assertEqual((done["progress"], done["same"], done["location"]),
                         (16_000_000, True, f"{self.server.url}/photos/in-parts"))

    def test_versions(self):
        self.assertEqual(self.step("versions"), {"body": "1"})

    def test_errors(self):
        self.assertEqual(self.step("errors"),
                         [["NoSuchKey", 404], ["NoSuchBucket", 404], ["NotFound", 404],
                          ["InvalidBucketName", 400]])


if __name__ == "__main__":
    unittest.main()
