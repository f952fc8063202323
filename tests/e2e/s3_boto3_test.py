"""boto3, unmodified, against S3: objects, listings, versions, uploads in parts."""

import base64
import hashlib
import io
import os
import unittest

import boto3
from boto3.s3.transfer import TransferConfig

from s3_case import BUCKET, MIB, Case


class ObjectTest(Case):
    def test_an_object_comes_back_as_it_was_put(self):
        put = self.s3.put_object(Bucket=BUCKET, Key="a/b c+ü.txt", Body=b"hello",
                                 ContentType="text/plain", CacheControl="no-store",
                                 Metadata={"colour": "red"}, Tagging="x=1&y=2")
        self.assertEqual(put["ETag"], '"%s"' % hashlib.md5(b"hello").hexdigest())
        got = self.s3.get_object(Bucket=BUCKET, Key="a/b c+ü.txt")
        self.assertEqual(got["Body"].read(), b"hello")
        self.assertEqual((got["ContentType"], got["CacheControl"], got["Metadata"]),
                         ("text/plain", "no-store", {"colour": "red"}))
        self.assertNotIn("VersionId", got)
        self.assertEqual(got["ResponseMetadata"]["HTTPHeaders"]["x-amz-tagging-count"], "2")
        head = self.s3.head_object(Bucket=BUCKET, Key="a/b c+ü.txt")
        self.assertEqual(head["ContentLength"], 5)
        self.s3.delete_object(Bucket=BUCKET, Key="a/b c+ü.txt")
        self.refused("NoSuchKey", self.s3.get_object, Bucket=BUCKET, Key="a/b c+ü.txt")
        self.refused("404", self.s3.head_object, Bucket=BUCKET, Key="a/b c+ü.txt")

    def test_hard_keys_round_trip(self):
        keys = ["a", "a/b", "a//b", "/a", "a/", "../../up", "..", ".", "x" * 1024,
                "café ☕ \U0001F600", "tab\tnew\nline", "%41%2f", "a\\b", "con:aux*?\"<>|",
                "a&b<c>'\"", " ", "+", "\x01"]
        name = self.bucket("hard-keys")
        for key in keys:
            self.s3.put_object(Bucket=name, Key=key, Body=key.encode())
        for key in keys:
            self.assertEqual(self.s3.get_object(Bucket=name, Key=key)["Body"].read(), key.encode())
        listed = [item["Key"] for page in self.s3.get_paginator("list_objects_v2").paginate(
            Bucket=name, PaginationConfig={"PageSize": 5}) for item in page["Contents"]]
        self.assertEqual(listed, sorted(keys, key=lambda key: key.encode()))
        gone = self.s3.delete_objects(Bucket=name, Delete={
            "Objects": [{"Key": key} for key in keys if key != "\x01"]})
        self.assertEqual(len(gone["Deleted"]), len(keys) - 1)
        self.s3.delete_object(Bucket=name, Key="\x01")
        self.s3.delete_bucket(Bucket=name)
        self.refused("KeyTooLongError", self.s3.put_object, Bucket=BUCKET, Key="x" * 1025, Body=b"")

    def test_ranges(self):
        self.s3.put_object(Bucket=BUCKET, Key="ten", Body=b"0123456789")
        got = self.s3.get_object(Bucket=BUCKET, Key="ten", Range="bytes=2-4")
        self.assertEqual((got["Body"].read(), got["ContentRange"]), (b"234", "bytes 2-4/10"))
        self.assertEqual(got["ResponseMetadata"]["HTTPStatusCode"], 206)
        got = self.s3.get_object(Bucket=BUCKET, Key="ten", Range="bytes=-3")
        self.assertEqual(got["Body"].read(), b"789")
        error = self.refused("InvalidRange", self.s3.get_object, Bucket=BUCKET, Key="ten",
                             Range="bytes=10-")
        self.assertEqual(error["ResponseMetadata"]["HTTPStatusCode"], 416)
        self.assertEqual(error["Error"]["ActualObjectSize"], "10")

    def test_conditions(self):
        etag = self.s3.put_object(Bucket=BUCKET, Key="if", Body=b"1")["ETag"]
        get = {"Bucket": BUCKET, "Key": "if"}
        self.refused("304", self.s3.get_object, IfNoneMatch=etag, **get)
        self.refused("PreconditionFailed", self.s3.get_object, IfMatch='"x"', **get)
        self.refused("412", self.s3.head_object, IfMatch='"x"', **get)
        when = self.s3.get_object(IfMatch=etag, **get)["LastModified"]
        self.refused("304", self.s3.get_object, IfModifiedSince=when, **get)
        status, _, body = self.ask("PUT", f"{self.server.url}/{BUCKET}/if", b"2",
                                   {"If-None-Match": "*"})
        self.assertEqual((status, b"PreconditionFailed" in body), (412, True))
        status, _, _ = self.ask("PUT", f"{self.server.url}/{BUCKET}/if", b"2", {"If-Match": etag})
        self.assertEqual(status, 200)
        status, _, _ = self.ask("PUT", f"{self.server.url}/{BUCKET}/if", b"3", {"If-Match": etag})
        self.assertEqual(status, 412)
        status, _, _ = self.ask("PUT", f"{self.server.url}/{BUCKET}/none", b"3",
                                {"If-Match": etag})
        self.assertEqual(status, 404)

    def test_copies(self):
        self.s3.put_object(Bucket=BUCKET, Key="from", Body=b"copied", ContentType="text/x-a",
                           Metadata={"a": "1"}, Tagging="t=1")
        source = {"Bucket": BUCKET, "Key": "from"}
        self.s3.copy_object(Bucket=BUCKET, Key="to", CopySource=source)
        got = self.s3.get_object(Bucket=BUCKET, Key="to")
        self.assertEqual((got["Body"].read(), got["ContentType"], got["Metadata"]),
                         (b"copied", "text/x-a", {"a": "1"}))
        tags = self.s3.get_object_tagging(Bucket=BUCKET, Key="to")["TagSet"]
        self.assertEqual(tags, [{"Key": "t", "Value": "1"}])
        self.s3.copy_object(Bucket=BUCKET, Key="to", CopySource=source, Metadata={"b": "2"},
                            MetadataDirective="REPLACE", TaggingDirective="REPLACE",
                            Tagging="u=2")
        got = self.s3.get_object(Bucket=BUCKET, Key="to")
        self.assertEqual((got["ContentType"], got["Metadata"]),
                         ("binary/octet-stream", {"b": "2"}))
        self.refused("InvalidRequest", self.s3.copy_object, Bucket=BUCKET, Key="from",
                     CopySource=source)
        self.refused("NoSuchKey", self.s3.copy_object, Bucket=BUCKET, Key="x",
                     CopySource={"Bucket": BUCKET, "Key": "nobody"})
        self.refused("PreconditionFailed", self.s3.copy_object, Bucket=BUCKET, Key="x",
                     CopySource=source, CopySourceIfMatch='"x"')

    def test_tags_acl_and_attributes(self):
        self.s3.put_object(Bucket=BUCKET, Key="tagged", Body=b"abc")
        self.s3.put_object_tagging(Bucket=BUCKET, Key="tagged",
                                   Tagging={"TagSet": [{"Key": "k", "Value": "v"}]})
        self.assertEqual(self.s3.get_object_tagging(Bucket=BUCKET, Key="tagged")["TagSet"],
                         [{"Key": "k", "Value": "v"}])
        self.s3.delete_object_tagging(Bucket=BUCKET, Key="tagged")
        self.assertEqual(self.s3.get_object_tagging(Bucket=BUCKET, Key="tagged")["TagSet"], [])
        self.s3.put_object_acl(Bucket=BUCKET, Key="tagged", ACL="public-read")
        grants = self.s3.get_object_acl(Bucket=BUCKET, Key="tagged")["Grants"]
        self.assertEqual(grants[0]["Permission"], "FULL_CONTROL")
        attributes = self.s3.get_object_attributes(
            Bucket=BUCKET, Key="tagged", ObjectAttributes=["ETag", "ObjectSize", "StorageClass"])
        self.assertEqual((attributes["ETag"], attributes["ObjectSize"], attributes["StorageClass"]),
                         (hashlib.md5(b"abc").hexdigest(), 3, "STANDARD"))

    def test_checksums(self):
        digest = base64.b64encode(hashlib.sha256(b"abc").digest()).decode()
        put = self.s3.put_object(Bucket=BUCKET, Key="sum", Body=b"abc", ChecksumAlgorithm="SHA256")
        self.assertEqual(put["ChecksumSHA256"], digest)
        got = self.s3.get_object(Bucket=BUCKET, Key="sum", ChecksumMode="ENABLED")
        self.assertEqual((got["ChecksumSHA256"], got["Body"].read()), (digest, b"abc"))
        self.refused("BadDigest", self.s3.put_object, Bucket=BUCKET, Key="bad", Body=b"abc",
                     ContentMD5=base64.b64encode(bytes(16)).decode())
        self.refused("BadDigest", self.s3.put_object, Bucket=BUCKET, Key="bad", Body=b"abd",
                     ChecksumSHA256=digest)
        self.refused("InvalidDigest", self.s3.put_object, Bucket=BUCKET, Key="bad", Body=b"abc",
                     ContentMD5="x")
        self.refused("404", self.s3.head_object, Bucket=BUCKET, Key="bad")
        self.s3.put_object(Bucket=BUCKET, Key="stream", Body=io.BytesIO(b"abc" * 100_000),
                           ChecksumAlgorithm="CRC32")
        self.assertEqual(self.s3.head_object(Bucket=BUCKET, Key="stream")["ContentLength"], 300_000)


class ListTest(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.name = "listed"
        cls.s3.create_bucket(Bucket=cls.name)
        for key in ["a.txt", "b/1", "b/2", "b/c/3", "d.txt", "e/4"]:
            cls.s3.put_object(Bucket=cls.name, Key=key, Body=b"x")

    def test_folders(self):
        listed = self.s3.list_objects_v2(Bucket=self.name, Delimiter="/")
        self.assertEqual([item["Key"] for item in listed["Contents"]], ["a.txt", "d.txt"])
        self.assertEqual([item["Prefix"] for item in listed["CommonPrefixes"]], ["b/", "e/"])
        self.assertEqual((listed["KeyCount"], listed["IsTruncated"]), (4, False))
        listed = self.s3.list_objects_v2(Bucket=self.name, Delimiter="/", Prefix="b/")
        self.assertEqual([item["Key"] for item in listed["Contents"]], ["b/1", "b/2"])
        self.assertEqual([item["Prefix"] for item in listed["CommonPrefixes"]], ["b/c/"])

    def pages(self, operation, size, **arguments):
        return list(self.s3.get_paginator(operation).paginate(
            Bucket=self.name, PaginationConfig={"PageSize": size}, **arguments))

    def test_pages(self):
        for operation in ("list_objects", "list_objects_v2"):
            for size in (1, 2, 3, 100):
                pages = self.pages(operation, size)
                keys = [item["Key"] for page in pages for item in page.get("Contents", [])]
                self.assertEqual(keys, ["a.txt", "b/1", "b/2", "b/c/3", "d.txt", "e/4"])
                folders = self.pages(operation, size, Delimiter="/")
                self.assertEqual([item["Prefix"] for page in folders
                                  for item in page.get("CommonPrefixes", [])], ["b/", "e/"])
        after = self.s3.list_objects_v2(Bucket=self.name, StartAfter="b/2", MaxKeys=1)
        self.assertEqual((after["Contents"][0]["Key"], after["StartAfter"]), ("b/c/3", "b/2"))
        self.assertEqual(self.s3.list_objects_v2(Bucket=self.name, MaxKeys=0)["KeyCount"], 0)

    def test_errors(self):
        self.refused("NoSuchBucket", self.s3.list_objects_v2, Bucket="nobody")
        self.refused("InvalidArgument", self.s3.list_objects_v2, Bucket=self.name,
                     ContinuationToken="x")
        status, _, body = self.ask("GET", f"{self.server.url}/{self.name}?max-keys=a")
        self.assertEqual((status, b"InvalidArgument" in body), (400, True))


class VersionTest(Case):
    def test_versions_are_kept_and_restored(self):
        name = self.bucket("versioned", Status="Enabled")
        first = self.s3.put_object(Bucket=name, Key="k", Body=b"1")["VersionId"]
        second = self.s3.put_object(Bucket=name, Key="k", Body=b"22")["VersionId"]
        self.assertNotEqual(first, second)
        marker = self.s3.delete_object(Bucket=name, Key="k")
        self.assertTrue(marker["DeleteMarker"])
        missing = self.refused("NoSuchKey", self.s3.get_object, Bucket=name, Key="k")
        headers = missing["ResponseMetadata"]["HTTPHeaders"]
        self.assertEqual((headers["x-amz-delete-marker"], headers["x-amz-version-id"]),
                         ("true", marker["VersionId"]))
        self.refused("MethodNotAllowed", self.s3.get_object, Bucket=name, Key="k",
                     VersionId=marker["VersionId"])
        listed = self.s3.list_object_versions(Bucket=name)
        self.assertEqual([(item["VersionId"], item["IsLatest"]) for item in listed["Versions"]],
                         [(second, False), (first, False)])
        self.assertEqual(listed["DeleteMarkers"][0]["VersionId"], marker["VersionId"])
        pages = self.s3.get_paginator("list_object_versions").paginate(
            Bucket=name, PaginationConfig={"PageSize": 1})
        self.assertEqual(sum(len(page.get("Versions", [])) + len(page.get("DeleteMarkers", []))
                             for page in pages), 3)
        self.assertEqual(self.s3.get_object(Bucket=name, Key="k", VersionId=first)["Body"].read(),
                         b"1")
        self.s3.copy_object(Bucket=name, Key="k", CopySource={
            "Bucket": name, "Key": "k", "VersionId": first})
        self.assertEqual(self.s3.get_object(Bucket=name, Key="k")["Body"].read(), b"1")
        self.refused("BucketNotEmpty", self.s3.delete_bucket, Bucket=name)
        for item in boto3.resource("s3", endpoint_url=self.server.url, region_name="us-east-1",
                                   aws_access_key_id="test", aws_secret_access_key="test"
                                   ).Bucket(name).object_versions.all():
            item.delete()
        self.s3.delete_bucket(Bucket=name)

    def test_removing_a_marker_brings_the_object_back(self):
        name = self.bucket("markers", Status="Enabled")
        self.s3.put_object(Bucket=name, Key="k", Body=b"1")
        marker = self.s3.delete_object(Bucket=name, Key="k")["VersionId"]
        gone = self.s3.delete_object(Bucket=name, Key="k", VersionId=marker)
        self.assertEqual((gone["DeleteMarker"], gone["VersionId"]), (True, marker))
        self.assertEqual(self.s3.get_object(Bucket=name, Key="k")["Body"].read(), b"1")
        self.refused("NoSuchVersion", self.s3.get_object, Bucket=name, Key="k", VersionId=marker)

    def test_suspended_versioning_writes_the_null_version(self):
        name = self.bucket("suspended", Status="Enabled")
        kept = self.s3.put_object(Bucket=name, Key="k", Body=b"1")["VersionId"]
        self.s3.put_bucket_versioning(Bucket=name,
                                      VersioningConfiguration={"Status": "Suspended"})
        self.assertEqual(self.s3.put_object(Bucket=name, Key="k", Body=b"2")["VersionId"], "null")
        self.s3.put_object(Bucket=name, Key="k", Body=b"3")
        versions = [item["VersionId"] for item in
                    self.s3.list_object_versions(Bucket=name)["Versions"]]
        self.assertEqual(versions, ["null", kept])


class MultipartTest(Case):
    def upload(self, key, size, **extra):
        data = os.urandom(size)
        self.s3.upload_fileobj(io.BytesIO(data), BUCKET, key, ExtraArgs=extra or None,
                               Config=TransferConfig(multipart_threshold=5 * MIB,
                                                     multipart_chunksize=5 * MIB))
        return data

    def test_transfer_manager(self):
        data = self.upload("large", 12 * MIB, ContentType="text/x-large", Metadata={"a": "1"})
        head = self.s3.head_object(Bucket=BUCKET, Key="large")
        digests = b"".join(hashlib.md5(data[at:at + 5 * MIB]).digest()
                           for at in range(0, len(data), 5 * MIB))
        self.assertEqual(head["ETag"], '"%s-3"' % hashlib.md5(digests).hexdigest())
        self.assertEqual((head["ContentType"], head["Metadata"]), ("text/x-large", {"a": "1"}))
        read = io.BytesIO()
        self.s3.download_fileobj(BUCKET, "large", read,
                                 Config=TransferConfig(multipart_threshold=5 * MIB))
        self.assertEqual(hashlib.md5(read.getvalue()).digest(), hashlib.md5(data).digest())
        part = self.s3.get_object(Bucket=BUCKET, Key="large", PartNumber=3)
        self.assertEqual((part["PartsCount"], part["Body"].read()), (3, data[10 * MIB:]))
        self.refused("416", self.s3.head_object, Bucket=BUCKET, Key="large", PartNumber=4)

    def test_copies_in_parts(self):
        data = self.upload("source", 11 * MIB)
        self.s3.copy({"Bucket": BUCKET, "Key": "source"}, BUCKET, "target",
                     Config=TransferConfig(multipart_threshold=5 * MIB,
                                           multipart_chunksize=5 * MIB))
        got = self.s3.get_object(Bucket=BUCKET, Key="target")
        self.assertTrue(got["ETag"].endswith('-3"'))
        self.assertEqual(got["Body"].read(), data)

    def test_step_by_step(self):
        key = {"Bucket": BUCKET, "Key": "steps"}
        upload = self.s3.create_multipart_upload(ChecksumAlgorithm="SHA256", **key)["UploadId"]
        etags = []
        for number, data in enumerate((b"a" * 5 * MIB, b"b"), 1):
            part = self.s3.upload_part(UploadId=upload, PartNumber=number, Body=data,
                                       ChecksumAlgorithm="SHA256", **key)
            etags.append({"PartNumber": number, "ETag": part["ETag"],
                          "ChecksumSHA256": part["ChecksumSHA256"]})
        listed = self.s3.list_parts(UploadId=upload, **key)
        self.assertEqual([part["Size"] for part in listed["Parts"]], [5 * MIB, 1])
        uploads = self.s3.list_multipart_uploads(Bucket=BUCKET, Prefix="steps")["Uploads"]
        self.assertEqual([(item["Key"], item["UploadId"]) for item in uploads], [("steps", upload)])
        self.refused("InvalidPartOrder", self.s3.complete_multipart_upload, UploadId=upload,
                     MultipartUpload={"Parts": etags[::-1]}, **key)
        self.refused("InvalidPart", self.s3.complete_multipart_upload, UploadId=upload,
                     MultipartUpload={"Parts": [{"PartNumber": 7, "ETag": '"x"'}]}, **key)
        done = self.s3.complete_multipart_upload(UploadId=upload, MultipartUpload={"Parts": etags},
                                                 **key)
        self.assertTrue(done["ChecksumSHA256"].endswith("-2"))
        self.assertEqual(done["Location"], f"{self.server.url}/{BUCKET}/steps")
        self.refused("NoSuchUpload", self.s3.list_parts, UploadId=upload, **key)

    def test_small_parts_and_aborted_uploads(self):
        key = {"Bucket": BUCKET, "Key": "small"}
        upload = self.s3.create_multipart_upload(**key)["UploadId"]
        parts = [{"PartNumber": number, "ETag": self.s3.upload_part(
            UploadId=upload, PartNumber=number, Body=b"x", **key)["ETag"]} for number in (1, 2)]
        self.refused("EntityTooSmall", self.s3.complete_multipart_upload, UploadId=upload,
                     MultipartUpload={"Parts": parts}, **key)
        self.s3.abort_multipart_upload(UploadId=upload, **key)
        self.refused("NoSuchUpload", self.s3.upload_part, UploadId=upload, PartNumber=1, Body=b"x",
                     **key)
        self.refused("InvalidArgument", self.s3.upload_part, UploadId=self.s3
                     .create_multipart_upload(**key)["UploadId"], PartNumber=10_001, Body=b"x",
                     **key)


if __name__ == "__main__":
    unittest.main()
