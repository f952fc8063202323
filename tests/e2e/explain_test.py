#!/usr/bin/env python3
"""brume explain, and what brume validate says about routes."""

import json
import pathlib
import tempfile

import brume

APIS = """\
Resources:
  Hello:
    Type: AWS::Lambda::Function
    Properties: {Handler: hello.handler, Runtime: provided.al2023, Role: r, Code: .}
  Old:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        swagger: "2.0"
        paths:
          /items:
            get:
              x-amazon-apigateway-integration: &hello
                type: aws_proxy
                uri: !Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/\
                  ${Hello.Arn}/invocations"
  Prod: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !Ref Old, StageName: Prod}}
  New:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Body:
        openapi: 3.0.1
        paths:
          /items: {get: {x-amazon-apigateway-integration: *hello}}
          "/items/{id}": {x-amazon-apigateway-any-method: {x-amazon-apigateway-integration: *hello}}
          $default:
            x-amazon-apigateway-any-method: {x-amazon-apigateway-integration: *hello}
  Default: {Type: AWS::ApiGatewayV2::Stage, Properties: {ApiId: !Ref New, StageName: $default}}
  Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref Hello, AuthType: NONE}}
"""


class Explain(brume.Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "template.yaml").write_text(APIS, encoding="utf-8")

    def explained(self, *arguments):
        return json.loads(self.succeeds("explain", *arguments, "--json", cwd=self.folder))

    def test_the_winner_comes_first_and_the_others_say_why_they_lost(self):
        shown = self.succeeds("explain", "get", "/items/5?x=1", cwd=self.folder)
        head, *lines = shown.splitlines()
        self.assertEqual(
            "GET /items/5 -> ANY /items/{id} of New (HTTP API, stage $default)", head)
        self.assertIn("  leads to      function Hello", lines)
        self.assertIn("  parameters    id = 5", lines)
        self.assertIn("  written at    template.yaml:24", lines)
        self.assertIn("  > New ANY /items/{id}  the path matches: id = `5`; "
                      "ANY takes every method", lines)
        self.assertIn("    New $default         matches, but ANY /items/{id} wins: "
                      "every other route goes before $default", lines)
        self.assertIn("    Old GET /items       the path is longer: `5` is left", lines)

    def test_json_holds_the_same(self):
        found = self.explained("GET", "/items/5")
        self.assertEqual(("New", "ANY /items/{id}", "Hello", {"id": "5"}),
                         (found["api"], found["routeKey"], found["function"],
                          found["pathParameters"]))
        self.assertEqual(4, len(found["routes"]))

    def test_the_event_is_what_the_function_would_get(self):
        request = ("post", "/items/5?x=1&x=2", "-H", "X-Who:  me ", "-d", '{"n":1}')
        event = json.loads(self.succeeds("explain", *request, "--event", cwd=self.folder))
        self.assertEqual(("1.0", "/items/{id}", "/items/5", {"id": "5"}, '{"n":1}'),
                         (event["version"], event["resource"], event["path"],
                          event["pathParameters"], event["body"]))
        self.assertEqual("me", event["headers"]["X-Who"])
        self.assertEqual(["1", "2"], event["multiValueQueryStringParameters"]["x"])
        self.assertEqual("POST", event["requestContext"]["httpMethod"])
        shown = self.succeeds("explain", *request, cwd=self.folder)
        self.assertIn('    "path": "/items/5",', shown.splitlines())
        url = self.explained("GET", "/_apis/url/a?b=c")["event"]
        self.assertEqual(("2.0", "/a", "b=c"),
                         (url["version"], url["rawPath"], url["rawQueryString"]))
        old = self.explained("GET", "/_apis/Old/Prod/items")["event"]
        self.assertEqual(("/items", "/items", "Prod"),
                         (old["resource"], old["path"], old["requestContext"]["stage"]))

    def test_what_no_function_serves_has_no_event(self):
        stderr = self.fails(1, "explain", "POST", "/_apis/Old/Prod/items", "--event",
                            cwd=self.folder)
        self.assertIn("no function gets an event of this request", stderr)
        self.fails(2, "explain", "GET", "/", "-H", "no colon", cwd=self.folder)

    def test_apis_are_told_apart_by_host_name_and_by_path(self):
        for request in ("http://old.execute-api.localhost:3000/Prod/items",
                        "/_apis/Old/Prod/items"):
            self.assertEqual("Old", self.explained("GET", request)["api"])
        self.assertEqual("New", self.explained("GET", "/items", "--host",
                                               "new.execute-api.localhost")["api"])
        self.assertEqual("function URL", self.explained("GET", "/_apis/url/a/b")["kind"])

    def test_no_route_is_aws_s_answer_and_exit_code_1(self):
        done = brume.run("explain", "POST", "/_apis/Old/Prod/items", cwd=self.folder)
        self.assertEqual(1, done.returncode)
        self.assertIn('no route, answers 403 {"message":"Missing Authentication Token"}',
                      done.stdout)
        self.assertIn("the path matches, but the method is GET", done.stdout)

    def test_wrong_usage_has_exit_code_2(self):
        self.fails(2, "explain", "GET", "items", cwd=self.folder)
        self.fails(2, "explain", "GET", cwd=self.folder)
        self.fails(2, "explain", "GET", "/", "-t", "gone.yaml", cwd=self.folder)

    def test_validate_names_routes_that_are_hidden(self):
        done = brume.run("validate", cwd=self.folder)
        self.assertEqual(
            (0, "template.yaml: valid, 1 function, 6 resources, 5 routes, 2 warnings\n"),
            (done.returncode, done.stdout))
        self.assertIn("`GET /items` of `New` is hidden on the one port by `GET /items` of `Old`",
                      done.stderr)
        self.assertIn("/_apis/New and by the host name new.execute-api.localhost", done.stderr)
        self.assertNotIn("not emulated", done.stderr)


if __name__ == "__main__":
    brume.main()
