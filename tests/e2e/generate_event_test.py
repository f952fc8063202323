#!/usr/bin/env python3
"""brume generate-event: its help leads to every sample, every sample is an event."""

import json
import re

import brume


def commands_in(help_text, heading):
    block = help_text.split(f"\n{heading}:\n", 1)[1].split("\n\n", 1)[0]
    return re.findall(r"^  (\S+)", block, re.MULTILINE)


class GenerateEvent(brume.Case):
    def test_help_leads_to_every_sample_and_each_is_json(self):
        services = commands_in(self.succeeds("generate-event", "--help"), "Services")
        self.assertIn("s3", services)
        self.assertIn("apigateway", services)
        for service in services:
            shown = self.succeeds("generate-event", service, "--help")
            for kind in commands_in(shown, "Types"):
                event = self.succeeds("generate-event", service, kind)
                self.assertIsInstance(json.loads(event), dict)
                self.assertTrue(event.startswith('{\n  "'), "indented")

    def test_options_change_the_event(self):
        event = json.loads(self.succeeds("generate-event", "sqs", "receive-message",
                                         "--body", "", "--queue-name=jobs"))
        self.assertEqual("", event["Records"][0]["body"])
        self.assertEqual("d41d8cd98f00b204e9800998ecf8427e", event["Records"][0]["md5OfBody"])
        self.assertTrue(event["Records"][0]["eventSourceARN"].endswith(":jobs"))

    def test_values_may_look_like_options(self):
        event = json.loads(self.succeeds("generate-event", "sns", "notification",
                                         "--message", "--help", "--subject=-1"))
        self.assertEqual("--help", event["Records"][0]["Sns"]["Message"])
        self.assertEqual("-1", event["Records"][0]["Sns"]["Subject"])

    def test_wrong_names_are_answered_with_the_nearest(self):
        self.assertIn("did you mean `apigateway`?", self.fails(2, "generate-event", "apigatway"))
        self.assertIn("did you mean `receive-message`?",
                      self.fails(2, "generate-event", "sqs", "recieve-message"))
        self.assertIn("did you mean `--bucket`?",
                      self.fails(2, "generate-event", "s3", "put", "--buckt", "x"))
        self.assertIn("one of put, delete", self.fails(2, "generate-event", "s3"))
        self.assertIn("kinesis", self.fails(2, "generate-event", "zzz"))

    def test_a_wrong_value_is_named(self):
        self.assertIn("--size must be a number, not `big`",
                      self.fails(2, "generate-event", "s3", "put", "--size", "big"))


if __name__ == "__main__":
    brume.main()
