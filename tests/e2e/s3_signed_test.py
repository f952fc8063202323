"""Presigned URLs, browsers' forms and checked signatures of S3, made by boto3, unmodified."""

import base64
import unittest

from s3_case import BUCKET, Case, client


class PresignedTest(Case):
    arguments = ("--verify-signatures",)

    def urls(self, method, **parameters):
        """Of both signatures there are, path-style and virtual-hosted."""
        yield self.s3.generate_presigned_url(method, Params=parameters)
        for style in ("path", "virtual"):
            s3 = client(f"http://s3.localhost:{self.server.port}", signature_version="s3v4",
                        s3={"addressing_style": style})
            yield s3.generate_presigned_url(method, Params=parameters)

    def test_put_and_get(self):
        for number, url in enumerate(self.urls("put_object", Bucket=BUCKET, Key="pre signed")):
            body = b"by url %d" % number
            status, _, answer = self.ask("PUT", url, body)
            self.assertEqual(status, 200, answer)
            for get in self.urls("get_object", Bucket=BUCKET, Key="pre signed",
                                 ResponseContentType="text/x-own"):
                status, headers, answer = self.ask("GET", get)
                self.assertEqual((status, answer), (200, body))
                self.assertEqual(headers["Content-Type"], "text/x-own")
                status, _, answer = self.ask("GET", get.replace("own", "other"))
                self.assertEqual((status, b"SignatureDoesNotMatch" in answer), (403, True))

    def test_expired(self):
        s3 = client(self.server.url, signature_version="s3v4")
        url = s3.generate_presigned_url("get_object", Params={"Bucket": BUCKET, "Key": "x"})
        old = url.replace("X-Amz-Date=2", "X-Amz-Date=1")
        status, _, answer = self.ask("GET", old)
        self.assertEqual((status, b"Request has expired" in answer), (403, True), answer)

    def test_unsigned_and_wrongly_signed(self):
        status, _, answer = self.ask("GET", f"{self.server.url}/{BUCKET}/x")
        self.assertEqual((status, b"AccessDenied" in answer), (403, True))
        other = client(self.server.url, secret="wrong")
        self.refused("SignatureDoesNotMatch", other.list_objects_v2, Bucket=BUCKET)
        self.refused("SignatureDoesNotMatch", other.put_object, Bucket=BUCKET, Key="x", Body=b"x")
        self.s3.put_object(Bucket=BUCKET, Key="truly", Body=b"x" * 100_000)

    def form(self, fields, content, file_name="f.txt"):
        boundary = "a-boundary"
        body = b"".join(b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' %
                        (boundary.encode(), name.encode(), value.encode())
                        for name, value in fields.items())
        body += (b'--%s\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n\r\n' %
                 (boundary.encode(), file_name.encode())) + content
        body += b"\r\n--%s--\r\n" % boundary.encode()
        return body, {"Content-Type": f"multipart/form-data; boundary={boundary}"}

    def test_browser_forms(self):
        for version in ("s3", "s3v4"):
            s3 = client(self.server.url, signature_version=version)
            post = s3.generate_presigned_post(
                BUCKET, "form/${filename}", Fields={"success_action_status": "201"},
                Conditions=[{"success_action_status": "201"}, ["content-length-range", 1, 100]])
            body, headers = self.form(post["fields"], b"by form")
            status, _, answer = self.ask("POST", post["url"], body, headers)
            self.assertEqual((status, b"<Key>form/f.txt</Key>" in answer), (201, True), answer)
            got = self.s3.get_object(Bucket=BUCKET, Key="form/f.txt")
            self.assertEqual(got["Body"].read(), b"by form")
            for fields, content, code in (
                    ({"acl": "private"}, b"x", b"AccessDenied"),
                    ({"key": "elsewhere"}, b"x", b"AccessDenied"),
                    ({"policy": base64.b64encode(b"{}").decode()}, b"x", b"SignatureDoesNotMatch"),
                    ({}, b"", b"EntityTooSmall"), ({}, b"x" * 101, b"EntityTooLarge")):
                body, headers = self.form({**post["fields"], **fields}, content)
                status, _, answer = self.ask("POST", post["url"], body, headers)
                self.assertGreaterEqual(status, 400)
                self.assertIn(code, answer)


if __name__ == "__main__":
    unittest.main()
