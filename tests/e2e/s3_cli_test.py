"""The AWS CLI, unmodified, against S3: s3 cp, sync, mv, rm, ls, presign; s3api."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest
import urllib.request

from s3_server import S3Server, environment

MIB = 1 << 20


class CliTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.server = S3Server("--verify-signatures").__enter__()
        cls.addClassCleanup(cls.server.__exit__)

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_aws(self, *arguments, stdin=b""):
        # Debian's older clients do not know AWS_ENDPOINT_URL.
        return subprocess.run(
            ["aws", "--endpoint-url", self.server.url, *map(str, arguments)], input=stdin,
            env=environment(self.server.url), capture_output=True, timeout=300, cwd=self.folder,
            check=False)

    def aws(self, *arguments, stdin=b""):
        done = self.run_aws(*arguments, stdin=stdin)
        self.assertEqual(0, done.returncode, done.stderr.decode())
        return done.stdout.decode()

    def fails(self, message, *arguments):
        done = self.run_aws(*arguments)
        self.assertNotEqual(0, done.returncode)
        self.assertIn(message, done.stderr.decode())

    def keys(self, bucket):
        listed = json.loads(self.aws("s3api", "list-objects-v2", "--bucket", bucket) or "{}")
        return [item["Key"] for item in listed.get("Contents", [])]

    def write(self, name, data=b"x"):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def test_copies_files_up_and_down(self):
        data = os.urandom(20 * MIB)
        self.write("large.bin", data)
        self.aws("s3", "cp", "large.bin", "s3://photos/cp/large.bin")
        self.aws("s3", "cp", "s3://photos/cp/large.bin", "back.bin")
        self.assertEqual((self.folder / "back.bin").read_bytes(), data)
        head = json.loads(self.aws("s3api", "head-object", "--bucket", "photos", "--key",
                                   "cp/large.bin"))
        self.assertTrue(head["ETag"].endswith('-3"'), head["ETag"])
        self.aws("s3", "cp", "-", "s3://photos/cp/piped", stdin=b"by pipe")
        self.assertEqual(self.aws("s3", "cp", "s3://photos/cp/piped", "-"), "by pipe")
        self.aws("s3", "cp", "s3://photos/cp/large.bin", "s3://photos/cp/copy.bin")
        self.aws("s3", "mv", "s3://photos/cp/piped", "s3://photos/cp/moved")
        listed = self.aws("s3", "ls", "s3://photos/cp/")
        self.assertEqual([line.split()[2:] for line in listed.splitlines()],
                         [[str(len(data)), "copy.bin"], [str(len(data)), "large.bin"],
                          ["7", "moved"]])
        self.fails("404", "s3", "cp", "s3://photos/cp/piped", "-")

    def test_syncs_folders(self):
        self.aws("s3", "mb", "s3://synced")
        for name in ("a.txt", "b/c.txt", "b/d e.txt", "f/g/h.txt"):
            self.write("from/" + name, name.encode())
            os.utime(self.folder / "from" / name, (1_700_000_000, 1_700_000_000))
        self.aws("s3", "sync", "from", "s3://synced")
        self.assertEqual(self.keys("synced"), ["a.txt", "b/c.txt", "b/d e.txt", "f/g/h.txt"])
        self.assertEqual(self.aws("s3", "sync", "from", "s3://synced"), "")
        (self.folder / "from/a.txt").unlink()
        self.aws("s3", "sync", "from", "s3://synced", "--delete")
        self.assertEqual(self.keys("synced"), ["b/c.txt", "b/d e.txt", "f/g/h.txt"])
        self.aws("s3", "sync", "s3://synced", "to")
        self.assertEqual((self.folder / "to/b/d e.txt").read_bytes(), b"b/d e.txt")
        self.assertIn("PRE b/", self.aws("s3", "ls", "s3://synced"))
        self.aws("s3", "rm", "s3://synced", "--recursive", "--exclude", "f/*")
        self.assertEqual(self.keys("synced"), ["f/g/h.txt"])
        self.fails("BucketNotEmpty", "s3", "rb", "s3://synced")
        self.aws("s3", "rb", "s3://synced", "--force")
        self.fails("NoSuchBucket", "s3", "ls", "s3://synced")

    def test_s3api(self):
        self.aws("s3api", "create-bucket", "--bucket", "versions")
        self.aws("s3api", "put-bucket-versioning", "--bucket", "versions",
                 "--versioning-configuration", "Status=Enabled")
        self.write("f", b"1")
        first = json.loads(self.aws("s3api", "put-object", "--bucket", "versions", "--key", "f",
                                    "--body", "f", "--metadata", "a=b"))
        self.write("f", b"22")
        self.aws("s3api", "put-object", "--bucket", "versions", "--key", "f", "--body", "f")
        got = json.loads(self.aws("s3api", "get-object", "--bucket", "versions", "--key", "f",
                                  "--version-id", first["VersionId"], "old"))
        self.assertEqual(((self.folder / "old").read_bytes(), got["Metadata"]), (b"1", {"a": "b"}))
        listed = json.loads(self.aws("s3api", "list-object-versions", "--bucket", "versions"))
        self.assertEqual([item["Size"] for item in listed["Versions"]], [2, 1])
        self.aws("s3api", "delete-objects", "--bucket", "versions", "--delete", json.dumps(
            {"Objects": [{"Key": "f", "VersionId": item["VersionId"]}
                         for item in listed["Versions"]]}))
        self.aws("s3api", "delete-bucket", "--bucket", "versions")
        self.fails("NotImplemented", "s3api", "get-bucket-replication", "--bucket", "photos")

    def test_presign(self):
        self.aws("s3", "cp", "-", "s3://photos/signed", stdin=b"by url")
        url = self.aws("s3", "presign", "s3://photos/signed").strip()
        with urllib.request.urlopen(url, timeout=60) as answer:
            self.assertEqual(answer.read(), b"by url")


if __name__ == "__main__":
    unittest.main()
