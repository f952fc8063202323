"""boto3, unmodified, against S3: buckets and their settings, and what pages and hosts may do."""

import json
import unittest

from botocore.exceptions import ClientError

from s3_case import BUCKET, Case


class BucketTest(Case):
    def test_life_of_a_bucket(self):
        self.s3.create_bucket(Bucket="living")
        self.s3.create_bucket(Bucket="living")
        self.assertIn("living", [b["Name"] for b in self.s3.list_buckets()["Buckets"]])
        self.s3.head_bucket(Bucket="living")
        self.assertIsNone(self.s3.get_bucket_location(Bucket="living")["LocationConstraint"])
        self.s3.delete_bucket(Bucket="living")
        self.refused("404", self.s3.head_bucket, Bucket="living")
        self.refused("NoSuchBucket", self.s3.delete_bucket, Bucket="living")
        self.refused("InvalidBucketName", self.s3.create_bucket, Bucket="Not_A_Name")
        abroad = {"LocationConstraint": "eu-central-1"}
        self.s3.create_bucket(Bucket="abroad", CreateBucketConfiguration=abroad)
        self.refused("BucketAlreadyOwnedByYou", self.s3.create_bucket, Bucket="abroad",
                     CreateBucketConfiguration=abroad)
        self.assertEqual(self.s3.get_bucket_location(Bucket="abroad")["LocationConstraint"],
                         "eu-central-1")

    def test_settings(self):
        name = self.bucket("settings")
        self.refused("NoSuchTagSet", self.s3.get_bucket_tagging, Bucket=name)
        tags = [{"Key": "a", "Value": "b"}]
        self.s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": tags})
        self.assertEqual(self.s3.get_bucket_tagging(Bucket=name)["TagSet"], tags)
        self.s3.delete_bucket_tagging(Bucket=name)
        self.refused("NoSuchTagSet", self.s3.get_bucket_tagging, Bucket=name)
        self.refused("NoSuchBucketPolicy", self.s3.get_bucket_policy, Bucket=name)
        policy = json.dumps({"Version": "2012-10-17", "Statement": []})
        self.s3.put_bucket_policy(Bucket=name, Policy=policy)
        self.assertEqual(self.s3.get_bucket_policy(Bucket=name)["Policy"], policy)
        self.refused("MalformedPolicy", self.s3.put_bucket_policy, Bucket=name, Policy="no")
        self.s3.delete_public_access_block(Bucket=name)
        self.refused("NoSuchPublicAccessBlockConfiguration", self.s3.get_public_access_block,
                     Bucket=name)
        rules = self.s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]
        self.assertEqual(rules["Rules"][0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"],
                         "AES256")
        self.s3.put_bucket_acl(Bucket=name, ACL="public-read")
        self.assertEqual(len(self.s3.get_bucket_acl(Bucket=name)["Grants"]), 2)

    def test_lifecycle(self):
        name = self.bucket("lives")
        rules = [{"ID": "old", "Status": "Enabled", "Filter": {"Prefix": "tmp/"},
                  "Expiration": {"Days": 3}},
                 {"ID": "cold", "Status": "Disabled", "Filter": {"And": {
                     "Prefix": "a", "Tags": [{"Key": "k", "Value": "v"}]}},
                  "Transitions": [{"Days": 30, "StorageClass": "GLACIER"}]}]
        self.s3.put_bucket_lifecycle_configuration(Bucket=name,
                                                   LifecycleConfiguration={"Rules": rules})
        self.assertEqual(self.s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"], rules)
        self.refused("InvalidArgument", self.s3.put_bucket_lifecycle_configuration, Bucket=name,
                     LifecycleConfiguration={"Rules": [{**rules[0], "Expiration": {"Days": 0}}]})
        self.s3.delete_bucket_lifecycle(Bucket=name)
        self.refused("NoSuchLifecycleConfiguration", self.s3.get_bucket_lifecycle_configuration,
                     Bucket=name)

    def test_notifications(self):
        name = self.bucket("telling")
        arn = "arn:aws:lambda:us-east-1:123456789012:function:Hello"
        target = {"Id": "one", "LambdaFunctionArn": arn, "Events": ["s3:ObjectCreated:*"],
                  "Filter": {"Key": {"FilterRules": [{"Name": "Prefix", "Value": "in/"}]}}}

        def put(*targets):
            self.s3.put_bucket_notification_configuration(
                Bucket=name, NotificationConfiguration={"LambdaFunctionConfigurations": targets})

        put(target)
        got = self.s3.get_bucket_notification_configuration(Bucket=name)
        self.assertEqual(got["LambdaFunctionConfigurations"], [target])
        for wrong, code in (({**target, "LambdaFunctionArn": arn + "-nobody"}, "InvalidArgument"),
                            ({**target, "Events": ["s3:Nothing"]}, "InvalidArgument"),
                            ({**target, "LambdaFunctionArn": "x"}, "InvalidArgument")):
            with self.assertRaises(ClientError) as caught:
                put(wrong)
            self.assertEqual(caught.exception.response["Error"]["Code"], code)
        with self.assertRaises(ClientError) as caught:
            put(target, {**target, "Id": "two", "Events": ["s3:ObjectCreated:Put"]})
        self.assertIn("ambiguously", str(caught.exception))
        self.refused("NotImplemented", self.s3.put_bucket_notification_configuration, Bucket=name,
                     NotificationConfiguration={"EventBridgeConfiguration": {}})
        self.s3.put_bucket_notification_configuration(Bucket=name, NotificationConfiguration={})
        got = self.s3.get_bucket_notification_configuration(Bucket=name)
        self.assertNotIn("LambdaFunctionConfigurations", got)

    def test_cors(self):
        name = self.bucket("shared")
        url = f"{self.server.url}/{name}/k"
        page = {"Origin": "http://localhost:8000"}
        self.s3.put_object(Bucket=name, Key="k", Body=b"x")
        self.refused("NoSuchCORSConfiguration", self.s3.get_bucket_cors, Bucket=name)
        self.assertEqual(self.ask("OPTIONS", url, headers=page)[0], 403)
        rule = {"AllowedOrigins": ["http://localhost:8000"], "AllowedMethods": ["PUT", "GET"],
                "AllowedHeaders": ["*"], "ExposeHeaders": ["ETag"], "MaxAgeSeconds": 60}
        self.s3.put_bucket_cors(Bucket=name, CORSConfiguration={"CORSRules": [rule]})
        self.assertEqual(self.s3.get_bucket_cors(Bucket=name)["CORSRules"], [rule])
        status, headers, _ = self.ask("OPTIONS", url, headers={
            **page, "Access-Control-Request-Method": "PUT",
            "Access-Control-Request-Headers": "content-type"})
        self.assertEqual((status, headers["Access-Control-Allow-Origin"],
                          headers["Access-Control-Allow-Headers"]),
                         (200, "http://localhost:8000", "content-type"))
        status, headers, _ = self.ask("GET", url, headers=page)
        self.assertEqual((status, headers["Access-Control-Expose-Headers"]), (200, "ETag"))
        status, headers, _ = self.ask("GET", url, headers={"Origin": "http://localhost:9"})
        self.assertEqual((status, "Access-Control-Allow-Origin" in headers), (200, False))
        self.assertEqual(self.ask("GET", url, headers={"Origin": "https://example.com"})[0], 403)

    def test_what_is_not_emulated_says_so(self):
        error = self.refused("NotImplemented", self.s3.put_bucket_website, Bucket=BUCKET,
                             WebsiteConfiguration={"IndexDocument": {"Suffix": "index.html"}})
        self.assertIn("PutBucketWebsite", error["Error"]["Message"])
        self.assertEqual(error["ResponseMetadata"]["HTTPStatusCode"], 501)

    def test_virtual_hosts(self):
        for host in (f"{BUCKET}.s3.localhost", f"{BUCKET}.localhost",
                     f"{BUCKET}.s3.us-east-1.localhost", f"{BUCKET}.s3.amazonaws.com"):
            url = f"http://{host}:{self.server.port}/by-host"
            self.assertEqual(self.ask("PUT", url, host.encode())[0], 200)
            self.assertEqual(self.ask("GET", url)[2], host.encode())

    def test_malformed_xml(self):
        url = f"{self.server.url}/{BUCKET}?versioning"
        for body in (b"", b"<a", b"<Other/>", b"<!DOCTYPE x><VersioningConfiguration/>"):
            status, _, answer = self.ask("PUT", url, body)
            self.assertEqual((status, b"<Code>MalformedXML</Code>" in answer), (400, True), body)


if __name__ == "__main__":
    unittest.main()
