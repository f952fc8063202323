"""boto3, unmodified, against the Lambda API."""

import base64
import json
import unittest
import warnings

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from endpoint import ROLE, Endpoint, code_zip


def client(url, service="lambda", secret="test"):
    return boto3.client(service, endpoint_url=url, region_name="us-east-1",
                        aws_access_key_id="test", aws_secret_access_key=secret,
                        config=Config(retries={"max_attempts": 0}))


class Boto3Test(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.endpoint = Endpoint().__enter__()
        cls.addClassCleanup(cls.endpoint.__exit__)
        cls.aws = client(cls.endpoint.url)

    def setUp(self):
        warnings.simplefilter("ignore", ResourceWarning)  # clients keep their connections

    def refused(self, code, call, **arguments):
        with self.assertRaises(ClientError) as caught:
            call(**arguments)
        self.assertEqual(caught.exception.response["Error"]["Code"], code)
        return caught.exception.response

    def test_success(self):
        answer = self.aws.invoke(FunctionName="hello", Payload=b'{"name": "boto3"}')
        self.assertEqual(answer["StatusCode"], 200)
        self.assertEqual(answer["ExecutedVersion"], "$LATEST")
        self.assertNotIn("FunctionError", answer)
        self.assertEqual(json.load(answer["Payload"]), {"message": "Hello, boto3!"})

    def test_function_error(self):
        answer = self.aws.invoke(FunctionName="throws", Payload=b'{"message": "no"}')
        self.assertEqual(answer["StatusCode"], 200)
        self.assertEqual(answer["FunctionError"], "Unhandled")
        self.assertEqual(json.load(answer["Payload"])["errorMessage"], "no")

    def test_timeout(self):
        answer = self.aws.invoke(FunctionName="hang", Payload=b'{"mode": "sleep"}')
        self.assertEqual(answer["FunctionError"], "Unhandled")
        self.assertIn("Task timed out after 1.00 seconds",
                      json.load(answer["Payload"])["errorMessage"])

    def test_throttle(self):
        response = self.refused("TooManyRequestsException", self.aws.invoke,
                                FunctionName="throttled")
        self.assertEqual(response["ResponseMetadata"]["HTTPStatusCode"], 429)
        self.assertEqual(response["Reason"], "ReservedFunctionConcurrentInvocationLimitExceeded")

    def test_log_tail(self):
        answer = self.aws.invoke(FunctionName="hello", LogType="Tail", Payload=b"{}")
        log = base64.b64decode(answer["LogResult"]).decode()
        self.assertIn("START RequestId: " + answer["ResponseMetadata"]["RequestId"], log)
        self.assertIn("REPORT RequestId: ", log)

    def test_event_and_dry_run(self):
        for kind, status in (("Event", 202), ("DryRun", 204)):
            answer = self.aws.invoke(FunctionName="hello", InvocationType=kind)
            self.assertEqual(answer["StatusCode"], status)

    def test_what_is_wrong(self):
        self.refused("ResourceNotFoundException", self.aws.invoke, FunctionName="nobody")
        self.refused("InvalidRequestContentException", self.aws.invoke, FunctionName="hello",
                     Payload=b"{")
        self.refused("ResourceNotFoundException", self.aws.invoke, FunctionName="hello",
                     Qualifier="9")

    def test_a_function_from_a_zip(self):
        made = self.aws.create_function(FunctionName="made", Runtime="provided.al2023", Role=ROLE,
                                        Handler="hello.handler", Code={"ZipFile": code_zip()},
                                        Tags={"a": "1"}, Timeout=7)
        self.assertEqual(made["State"], "Pending")
        self.aws.get_waiter("function_active_v2").wait(FunctionName="made")
        self.refused("ResourceConflictException", self.aws.create_function, FunctionName="made",
                     Runtime="provided.al2023", Role=ROLE, Handler="hello.handler",
                     Code={"ZipFile": code_zip()})
        answer = self.aws.invoke(FunctionName=made["FunctionArn"], Payload=b"{}")
        self.assertEqual(json.load(answer["Payload"]), {"message": "Hello, world!"})

        self.aws.update_function_configuration(FunctionName="made", Handler="hello.handler",
                                               Environment={"Variables": {"WHO": "x"}})
        self.aws.get_waiter("function_updated_v2").wait(FunctionName="made")
        self.assertEqual(self.aws.get_function(FunctionName="made")["Tags"], {"a": "1"})
        self.aws.tag_resource(Resource=made["FunctionArn"], Tags={"b": "2"})
        self.aws.untag_resource(Resource=made["FunctionArn"], TagKeys=["a"])
        self.assertEqual(self.aws.list_tags(Resource=made["FunctionArn"])["Tags"], {"b": "2"})
        updated = self.aws.update_function_code(FunctionName="made", ZipFile=code_zip("hello"),
                                                Publish=True)
        self.assertEqual(updated["Version"], "1")
        self.aws.delete_function(FunctionName="made")
        self.refused("ResourceNotFoundException", self.aws.get_function, FunctionName="made")

    def test_versions_and_aliases(self):
        first = self.aws.publish_version(FunctionName="hello", Description="first")
        self.aws.update_function_configuration(FunctionName="hello", Timeout=11)
        second = self.aws.publish_version(FunctionName="hello")
        self.assertEqual((first["Version"], second["Version"]), ("1", "2"))
        alias = self.aws.create_alias(
            FunctionName="hello", Name="live", FunctionVersion="1",
            RoutingConfig={"AdditionalVersionWeights": {"2": 0.5}})
        self.assertTrue(alias["AliasArn"].endswith(":hello:live"))
        ran = {self.aws.invoke(FunctionName="hello", Qualifier="live")["ExecutedVersion"]
               for _ in range(30)}
        self.assertEqual(ran, {"1", "2"})
        self.aws.update_alias(FunctionName="hello", Name="live", FunctionVersion="2",
                              RoutingConfig={"AdditionalVersionWeights": {}})
        self.assertEqual(
            self.aws.invoke(FunctionName="hello:live")["ExecutedVersion"], "2")
        pages = self.aws.get_paginator("list_versions_by_function").paginate(
            FunctionName="hello", PaginationConfig={"PageSize": 1})
        self.assertEqual([v["Version"] for page in pages for v in page["Versions"]],
                         ["$LATEST", "1", "2"])
        self.refused("ResourceConflictException", self.aws.delete_function, FunctionName="hello",
                     Qualifier="2")
        self.aws.delete_alias(FunctionName="hello", Name="live")

    def test_function_urls_concurrency_and_settings(self):
        url = self.aws.create_function_url_config(FunctionName="stream", AuthType="NONE")
        self.assertIn("http", url["FunctionUrl"])
        self.assertEqual(
            len(self.aws.list_function_url_configs(FunctionName="stream")["FunctionUrlConfigs"]), 1)
        self.aws.delete_function_url_config(FunctionName="stream")
        self.aws.put_function_concurrency(FunctionName="stream", ReservedConcurrentExecutions=3)
        self.assertEqual(self.aws.get_function_concurrency(FunctionName="stream")
                         ["ReservedConcurrentExecutions"], 3)
        self.aws.delete_function_concurrency(FunctionName="stream")
        self.aws.put_function_event_invoke_config(FunctionName="stream", MaximumRetryAttempts=1)
        self.assertEqual(self.aws.get_function_event_invoke_config(FunctionName="stream")
                         ["MaximumRetryAttempts"], 1)
        limits = self.aws.get_account_settings()["AccountLimit"]
        self.assertEqual(limits["ConcurrentExecutions"], 1000)

    def test_functions_are_listed_in_pages(self):
        pages = self.aws.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 2})
        names = [f["FunctionName"] for page in pages for f in page["Functions"]]
        self.assertEqual(names, sorted(names))
        self.assertIn("hello", names)

    def test_who_am_i(self):
        identity = client(self.endpoint.url, "sts").get_caller_identity()
        self.assertEqual(identity["Account"], "123456789012")

    def test_what_is_not_emulated_says_so(self):
        response = self.refused("NotImplemented", client(self.endpoint.url, "ssm").get_parameter,
                                Name="x")
        self.assertEqual(response["ResponseMetadata"]["HTTPStatusCode"], 501)
        self.assertIn("'ssm' (GetParameter)", response["Error"]["Message"])
        self.refused("NotImplemented", self.aws.create_function, FunctionName="image", Role=ROLE,
                     PackageType="Image", Code={"ImageUri": "x"})

    def test_layers(self):
        made = self.aws.publish_layer_version(LayerName="tools", Content={"ZipFile": code_zip()},
                                              CompatibleRuntimes=["python3.11"])
        self.assertEqual(made["Version"], 1)
        arn = made["LayerVersionArn"]
        self.assertEqual(self.aws.get_layer_version_by_arn(Arn=arn)["LayerVersionArn"], arn)
        self.assertEqual(self.aws.list_layers()["Layers"][0]["LayerName"], "tools")
        self.aws.update_function_configuration(FunctionName="stream", Layers=[arn])
        self.assertEqual(self.aws.get_function_configuration(FunctionName="stream")["Layers"][0]
                         ["Arn"], arn)
        self.aws.update_function_configuration(FunctionName="stream", Layers=[])
        self.aws.delete_layer_version(LayerName="tools", VersionNumber=1)
        self.refused("ResourceNotFoundException", self.aws.get_layer_version, LayerName="tools",
                     VersionNumber=1)

    def test_event_source_mappings_are_kept(self):
        source = "arn:aws:sqs:us-east-1:123456789012:q"
        made = self.aws.create_event_source_mapping(FunctionName="stream", EventSourceArn=source)
        self.assertEqual(made["State"], "Creating")
        listed = self.aws.list_event_source_mappings(FunctionName="stream")
        self.assertEqual(listed["EventSourceMappings"][0]["UUID"], made["UUID"])
        self.aws.delete_event_source_mapping(UUID=made["UUID"])
        self.refused("ResourceNotFoundException", self.aws.get_event_source_mapping,
                     UUID=made["UUID"])

    def test_a_python_function_is_kept_and_not_run(self):
        self.aws.create_function(FunctionName="snake", Runtime="python3.11", Role=ROLE,
                                 Handler="index.handler", Code={"ZipFile": code_zip()})
        self.aws.get_waiter("function_active_v2").wait(FunctionName="snake")
        self.refused("NotImplemented", self.aws.invoke, FunctionName="snake")
        self.aws.delete_function(FunctionName="snake")


class SignatureTest(unittest.TestCase):
    def setUp(self):
        warnings.simplefilter("ignore", ResourceWarning)  # clients keep their connections

    def test_only_what_is_rightly_signed_is_answered(self):
        with Endpoint("--verify-signatures") as endpoint:
            for secret in ("test", "brume"):
                client(endpoint.url, secret=secret).invoke(FunctionName="hello", Payload=b"{}")
                client(endpoint.url, "sts", secret).get_caller_identity()
            arn = "arn:aws:lambda:us-east-1:123456789012:function:hello"
            client(endpoint.url).invoke(FunctionName=arn, Payload=b"{}")
            client(endpoint.url).list_tags(Resource=arn)
            with self.assertRaises(ClientError) as caught:
                client(endpoint.url, secret="wrong").list_functions()
            self.assertEqual(caught.exception.response["Error"]["Code"],
                             "InvalidSignatureException")


if __name__ == "__main__":
    unittest.main()
