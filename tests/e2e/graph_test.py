#!/usr/bin/env python3
"""brume graph: what triggers which function and what that uses, as Mermaid, DOT and SVG."""

import pathlib
import shutil
import subprocess
import tempfile
import xml.dom.minidom

import brume

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Upload:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: .
      Handler: a.b
      Runtime: provided.al2023
      Environment: {Variables: {TABLE: !Ref Table}}
      Policies: [{SQSSendMessagePolicy: {QueueName: !GetAtt Jobs.QueueName}}]
      Events:
        Put: {Type: HttpApi, Properties: {Path: '/files/{name}', Method: put}}
        Daily: {Type: Schedule, Properties: {Schedule: 'cron(0 8 * * ? *)'}}
        Dropped: {Type: S3, Properties: {Bucket: !Ref Files, Events: 's3:ObjectCreated:*'}}
  Work:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: .
      Handler: a.b
      Runtime: provided.al2023
      Events: {Jobs: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}}
  Files: {Type: AWS::S3::Bucket}
  Jobs: {Type: AWS::SQS::Queue}
  Table: {Type: AWS::DynamoDB::Table}
  Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml}}
"""
CHILD = "Resources: {Topic: {Type: AWS::SNS::Topic}, 'Logs': {Type: AWS::S3::Bucket}}\n"
MERMAID = """\
flowchart LR
  n0["Upload"]
  n1(["UploadDaily<br/>cron#40;0 8 #42; #42; ? #42;#41;"])
  n2["Work"]
  n3[("Files<br/>bucket")]
  n4[["Jobs<br/>queue"]]
  n5[("Table<br/>table")]
  n8{{"ServerlessHttpApi<br/>$default"}}
  subgraph Child["Child"]
    n6[["Topic<br/>topic"]]
    n7[("Logs<br/>bucket")]
  end
  n8 -->|"PUT /files/#123;name#125;"| n0
  n0 -.->|"TABLE"| n5
  n0 -.-> n4
  n1 --> n0
  n4 --> n2
  n3 -->|"s3:ObjectCreated:#42;"| n0
"""


class Graphs(brume.Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "template.yaml").write_text(TEMPLATE)
        (self.folder / "child.yaml").write_text(CHILD)

    def test_mermaid_shows_triggers_functions_and_what_they_use(self):
        self.assertEqual(MERMAID, self.succeeds("graph", cwd=self.folder))
        self.assertEqual(MERMAID, self.succeeds("graph", "--format", "mermaid", cwd=self.folder))

    def test_dot_draws_it(self):
        text = self.succeeds("graph", "--format", "dot", cwd=self.folder)
        self.assertIn('subgraph "cluster_Child" {', text)
        self.assertIn('n0 -> n5 [style=dashed, label="TABLE"];', text)
        if shutil.which("dot") is None:
            self.skipTest("no graphviz")
        drawn = subprocess.run(["dot", "-Tsvg"], input=text, text=True, capture_output=True,
                               check=True, timeout=60).stdout
        self.assertIn("cluster_Child", drawn)

    def test_svg_needs_graphviz_and_goes_to_a_file(self):
        picture = self.folder / "app.svg"
        if shutil.which("dot") is None:
            self.skipTest("no graphviz")
        self.succeeds("graph", "--format", "svg", "--output", picture, cwd=self.folder)
        svg = xml.dom.minidom.parse(str(picture))
        titles = [node.firstChild.data for node in svg.getElementsByTagName("title")]
        self.assertIn("n0", titles)
        self.assertIn("cluster_Child", titles)

    def test_without_graphviz_svg_says_what_is_missing(self):
        said = brume.run("graph", "--format", "svg", cwd=self.folder, env={"PATH": "/nowhere"})
        self.assertEqual((1, ""), (said.returncode, said.stdout))
        self.assertIn("there is no `dot`", said.stderr)

    def test_names_with_anything_in_them_are_escaped(self):
        (self.folder / "template.yaml").write_text(
            'Resources:\n  Rule: {Type: AWS::Events::Rule, Properties: {ScheduleExpression: '
            '"rate(1 day)\\" --> x[<b>]\\\\"}}\n')
        text = self.succeeds("graph", cwd=self.folder)
        self.assertIn('#34; --#62; x#91;#60;b#62;#93;#92;', text)
        dot = self.succeeds("graph", "--format", "dot", cwd=self.folder)
        self.assertIn('rate(1 day)\\" --> x[<b>]\\\\"', dot)
        if shutil.which("dot"):
            subprocess.run(["dot", "-Tsvg"], input=dot, text=True, capture_output=True, check=True,
                           timeout=60)

    def test_wrong_templates_formats_and_files(self):
        self.fails(2, "graph", "--format", "png", cwd=self.folder)
        self.fails(2, "graph", "--output", "no/such/folder/x", cwd=self.folder)
        (self.folder / "template.yaml").write_text("Resources: {T: {Tpye: x}}\n")
        self.assertIn("error", self.fails(1, "graph", cwd=self.folder))


if __name__ == "__main__":
    brume.main()
