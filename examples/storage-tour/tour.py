#!/usr/bin/python3
"""A tour of S3 with boto3 as it comes: tour.py BUCKET KEY. What it sees goes to a report."""

import os
import sys

import boto3

bucket, key = sys.argv[1:]
# Since 1.28 boto3 looks for AWS_ENDPOINT_URL itself; Debian 12 has 1.26. On AWS there is none.
s3 = boto3.client("s3", endpoint_url=os.environ.get("AWS_ENDPOINT_URL"))
lines = [f"called by s3://{bucket}/{key}"]


def read(of, name, **version):
    return s3.get_object(Bucket=of, Key=name, **version)["Body"].read().decode()


original = read(bucket, key)
s3.create_bucket(Bucket="on-tour")
s3.put_object(Bucket="on-tour", Key="copy.txt", Body=original.upper())
s3.upload_file(__file__, "on-tour", "tour/script.py")
lines.append("made on-tour, uploaded copy.txt: " + read("on-tour", "copy.txt"))
listed = s3.list_objects_v2(Bucket="on-tour")["Contents"]
lines.append("it holds " + ", ".join(each["Key"] for each in listed))

s3.put_bucket_versioning(Bucket="on-tour", VersioningConfiguration={"Status": "Enabled"})
first = s3.put_object(Bucket="on-tour", Key="note.txt", Body="first")["VersionId"]
s3.put_object(Bucket="on-tour", Key="note.txt", Body="second")
s3.delete_object(Bucket="on-tour", Key="note.txt")
kinds = s3.list_object_versions(Bucket="on-tour", Prefix="note.txt")
lines.append(f"note.txt was written twice and deleted: {len(kinds['Versions'])} versions, "
             f"{len(kinds['DeleteMarkers'])} delete marker")
s3.copy_object(Bucket="on-tour", Key="note.txt",
               CopySource={"Bucket": "on-tour", "Key": "note.txt", "VersionId": first})
lines.append("its older version is restored: " + read("on-tour", "note.txt"))

gone = s3.list_object_versions(Bucket="on-tour")
for each in gone["Versions"] + gone["DeleteMarkers"]:
    s3.delete_object(Bucket="on-tour", Key=each["Key"], VersionId=each["VersionId"])
s3.delete_bucket(Bucket="on-tour")
names = sorted(each["Name"] for each in s3.list_buckets()["Buckets"])
lines.append("all of it is deleted; there are " + ", ".join(names))
s3.put_object(Bucket=os.environ["REPORTS"], Key=key + ".report",
              Body="\n".join(lines) + "\n")
