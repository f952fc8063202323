"""brume events: what waits, what failed, sent again; with a running emulator and without."""

import json
import signal
import time
import unittest

import brume
from journal_case import JournalCase
from start_test import PATIENCE_S, Emulator

TEMPLATE = """Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: provided.al2023
    CodeUri: code
    Environment: {Variables: {JOURNAL: "%s"}}
Resources:
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Handler: journal.work
      EventInvokeConfig: {MaximumRetryAttempts: 0}
  Queued:
    Type: AWS::Serverless::Function
    Properties:
      Handler: journal.work
      EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: SQS}}}
  Off:
    Type: AWS::Serverless::Function
    Properties: {Handler: journal.work, ReservedConcurrentExecutions: 0}
"""


class Events(JournalCase):
    template = TEMPLATE

    def start(self, *arguments):
        emulator = Emulator(self.folder, *arguments)
        self.addCleanup(emulator.end)
        return emulator

    def send(self, emulator, function, event_id, end="ok"):
        status = emulator.post(f"/2015-03-31/functions/{function}/invocations",
                               json.dumps({"id": event_id, "end": end}),
                               {"X-Amz-Invocation-Type": "Event"})
        self.assertEqual(202, status)

    def events(self, *arguments):
        return json.loads(self.succeeds("events", *arguments, "--json", cwd=self.folder))

    def failed(self):
        return self.events("failed")["failed"]

    def until(self, condition):
        give_up = time.monotonic() + PATIENCE_S
        while not condition():
            self.assertLess(time.monotonic(), give_up)
            time.sleep(0.01)

    def test_an_event_runs_and_leaves_nothing(self):
        emulator = self.start()
        self.send(emulator, "Work", "a")
        self.until(lambda: self.journal.read_text() == "Done a\n")
        self.until(lambda: self.events()["functions"] == [])
        self.assertIn("No events wait", self.succeeds("events", cwd=self.folder))
        self.assertIn("None has failed", self.succeeds("events", "failed", cwd=self.folder))

    def test_what_failed_is_kept_shown_and_sent_again(self):
        emulator = self.start()
        self.send(emulator, "Work", "a", "fail")
        self.send(emulator, "Off", "b")
        self.until(lambda: len(self.failed()) == 2)
        by_function = {event["function"]: event for event in self.failed()}
        self.assertEqual("RetriesExhausted", by_function["Work"]["condition"])
        self.assertEqual({"id": "a", "end": "fail"}, by_function["Work"]["payload"])
        self.assertEqual("ZeroReservedConcurrency", by_function["Off"]["condition"])
        self.assertIn("RetriesExhausted", self.succeeds("events", "failed", cwd=self.folder))
        request = by_function["Work"]["requestId"]
        self.assertEqual({"sent": 1, "kept": 0}, self.events("redrive", request))
        self.until(lambda: len(self.failed()) == 2)
        self.assertTrue(any(event["requestId"] == request for event in self.failed()))
        self.assertIn("2 sent again", self.succeeds("events", "redrive", "--all", cwd=self.folder))
        self.assertIn("say which", self.fails(2, "events", "redrive", cwd=self.folder))
        self.assertIn("no failed event `nobody`",
                      self.fails(1, "events", "redrive", "nobody", cwd=self.folder))
        self.assertEqual(405, emulator.get("/_brume/events/redrive", port=emulator.aws_port)[0])

    def test_a_stopped_emulators_events_are_shown_and_sent_again(self):
        emulator = self.start()
        self.send(emulator, "Work", "a", "fail")
        self.until(lambda: len(self.failed()) == 1)
        emulator.end(signal.SIGKILL)
        self.assertEqual(1, len(self.failed()))
        self.assertEqual(1, self.events("redrive", "--function", "Work")["sent"])
        depth = self.events()["functions"][0]
        self.assertEqual(("Work", 1, 0), (depth["function"], depth["waiting"], depth["failed"]))
        again = self.start()
        self.until(lambda: again.logged("1 asynchronous events of an earlier run go on"))
        self.until(lambda: len(self.failed()) == 1)

    def test_what_goes_to_a_queue_is_kept(self):
        emulator = self.start()
        self.send(emulator, "Queued", "a")
        self.until(lambda: len(self.failed()) == 1)
        kept = self.failed()[0]
        self.assertEqual("Success", kept["condition"])
        self.assertIn(":sqs:", kept["destination"])
        self.assertEqual({"id": "a"}, kept["record"]["responsePayload"])
        self.until(lambda: emulator.logged("SQS queues are not emulated yet"))
        self.assertEqual({"sent": 0, "kept": 1}, self.events("redrive", "--all"))

    def test_an_ephemeral_one_keeps_nothing(self):
        emulator = self.start("--ephemeral")
        self.send(emulator, "Work", "a")
        self.until(lambda: self.journal.read_text() == "Done a\n")
        emulator.end()
        self.assertFalse((self.folder / ".brume").exists())
        self.assertIn("none has left events", self.fails(1, "events", cwd=self.folder))

    def test_a_file_that_is_no_database_is_named(self):
        (self.folder / ".brume").mkdir()
        (self.folder / ".brume" / "events.db").write_text("x" * 5000)
        error = self.fails(2, "start", "-p", "0", "--aws-port", "0", cwd=self.folder)
        self.assertIn("events.db: file is not a database", error)


if __name__ == "__main__":
    brume.main()
