"""What the tests of S3 with boto3 share: a server, a client, and requests without a client."""

import http.client
import unittest
import urllib.parse
import warnings

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from s3_server import S3Server

BUCKET = "photos"
MIB = 1 << 20


def client(url, secret="test", **config):
    return boto3.client("s3", endpoint_url=url, region_name="us-east-1",
                        aws_access_key_id="test", aws_secret_access_key=secret,
                        config=Config(retries={"max_attempts": 0}, **config))


class Case(unittest.TestCase):
    maxDiff = None
    arguments = ()

    @classmethod
    def setUpClass(cls):
        cls.server = S3Server(*cls.arguments).__enter__()
        cls.addClassCleanup(cls.server.__exit__)
        cls.s3 = client(cls.server.url)

    def setUp(self):
        warnings.simplefilter("ignore", ResourceWarning)  # clients keep their connections

    def refused(self, code, call, **arguments):
        with self.assertRaises(ClientError) as caught:
            call(**arguments)
        self.assertEqual(caught.exception.response["Error"]["Code"], code)
        return caught.exception.response

    def ask(self, method, url, body=None, headers=None):
        """Without any client of AWS: the status, headers and body of one request."""
        parts = urllib.parse.urlsplit(url)
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        self.addCleanup(connection.close)
        target = parts.path + ("?" + parts.query if parts.query else "")
        connection.request(method, target, body, {"Host": parts.netloc, **(headers or {})})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()

    def bucket(self, name, **versioning):
        self.s3.create_bucket(Bucket=name)
        if versioning:
            self.s3.put_bucket_versioning(Bucket=name, VersioningConfiguration=versioning)
        return name
