#!/usr/bin/env python3
"""brume start --record, brume history, show and replay."""

import contextlib
import http.client
import json
import os
import pathlib
import shutil
import sqlite3

import brume
from start_test import PATIENCE_S, StartCase

FUNCTIONS = pathlib.Path(os.environ["BRUME_FUNCTIONS"])
START = "2027-03-01T12:00:00.000Z"
TEMPLATE = """Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: provided.al2023, CodeUri: code, Timeout: 10}
Resources:
  Echo:
    Type: AWS::Serverless::Function
    Properties: {Handler: echo.handler, FunctionName: echo-it}
  Instant:
    Type: AWS::Serverless::Function
    Properties: {Handler: instant.handler}
  Shows:
    Type: AWS::Serverless::Function
    Properties: {Handler: environment.handler, Environment: {Variables: {GREETING: hello}}}
"""


class HistoryCase(StartCase):
    def setUp(self):
        super().setUp()
        for name in ("echo", "instant", "environment"):
            shutil.copy(FUNCTIONS / f"{name}.so", self.code)
        (self.folder / "template.yaml").write_text(TEMPLATE)

    def brume(self, *arguments, **options):
        return self.succeeds(*arguments, cwd=self.folder, **options)

    def history(self, *arguments):
        return [json.loads(line)
                for line in self.brume("history", "--json", *arguments).splitlines()]

    def shown(self, name="last"):
        return json.loads(self.brume("show", name, "--json"))

    def invoke(self, emulator, function, event):
        connection = http.client.HTTPConnection("127.0.0.1", emulator.aws_port, timeout=PATIENCE_S)
        with contextlib.closing(connection):
            connection.request("POST", f"/2015-03-31/functions/{function}/invocations",
                               json.dumps(event))
            return connection.getresponse().read().decode()

    def put_in_place(self, library, name):
        shutil.copy(FUNCTIONS / f"{library}.so", self.code / "new")
        (self.code / "new").rename(self.code / f"{name}.so")

    def replay(self, *arguments):
        done = brume.run("replay", *arguments, cwd=self.folder)
        return done.returncode, done.stdout


class Recording(HistoryCase):
    def test_a_running_emulator_keeps_every_invocation(self):
        emulator = self.start("--record")
        for number in range(20):
            self.invoke(emulator, "echo-it", {"n": number})
        self.invoke(emulator, "Instant", {"fail": True})
        self.until(lambda: len(self.history()) == 21, emulator)  # read while it writes
        records = self.history()
        self.assertEqual(list(range(1, 22)), [record["id"] for record in records])
        self.assertEqual(["success"] * 20 + ["function error"],
                         [record["end"] for record in records])
        self.assertEqual(["Instant"], [r["function"] for r in self.history("--failed")])
        self.assertEqual(20, len(self.history("--function", "echo-it")))
        self.assertEqual(20, len(self.history("--function", "Echo")))
        self.assertEqual([20, 21], [record["id"] for record in self.history("--last", "2")])
        self.assertEqual(0, emulator.end())
        self.assertEqual({"n": 7}, self.shown("8")["event"])
        self.assertIn("21 of 21 recorded", self.brume("history"))

    def test_what_is_shown_is_all_there_was(self):
        emulator = self.start("--record", "--virtual-time", START)
        self.invoke(emulator, "Instant", {"a": 1})
        emulator.end()
        record = self.shown()
        self.assertEqual((START, "Instant", "$LATEST", "success"),
                         (record["time"], record["function"], record["version"], record["end"]))
        self.assertEqual({"a": 1}, record["event"])
        self.assertEqual(record["requestId"], record["answer"]["request_id"])
        self.assertRegex(record["log"], r"^START RequestId: .*\n.*told now_ms=.*\nEND .*\nREPORT ")
        text = self.brume("show", record["requestId"][:8])
        for part in ("Instant", "success in", record["requestId"], '"a": 1', "START RequestId:"):
            self.assertIn(part, text)

    def test_the_oldest_go_and_that_is_said(self):
        emulator = self.start("--record", "--record-count", "5")
        for number in range(12):
            self.invoke(emulator, "echo-it", {"n": number})
        emulator.end()
        self.assertEqual([8, 9, 10, 11, 12], [record["id"] for record in self.history()])
        self.assertTrue(emulator.logged("the oldest are dropped from now on"))
        self.assertIn("5 of 5 recorded; 7 older ones were dropped", self.brume("history"))

    def test_a_disk_that_is_full_is_said_and_stops_nobody(self):
        emulator = self.start("--record")
        self.invoke(emulator, "echo-it", {"n": 1})
        self.until(lambda: len(self.history()) == 1, emulator)
        other = sqlite3.connect(self.folder / ".brume" / "history.db", isolation_level=None)
        with contextlib.closing(other):
            other.execute("CREATE TRIGGER full BEFORE INSERT ON invocations "
                          "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END")
            self.assertEqual('{"n": 2}', self.invoke(emulator, "echo-it", {"n": 2}))
            self.until(lambda: emulator.logged("invocations are not recorded"), emulator)
            other.execute("DROP TRIGGER full")
        self.invoke(emulator, "echo-it", {"n": 3})
        self.until(lambda: emulator.logged("invocations are recorded again; 1 were not"), emulator)
        emulator.end()
        self.assertEqual([1, 3], [self.shown(record["id"])["event"]["n"]
                                  for record in self.history()])

    def test_a_single_call_is_recorded_when_wished(self):
        self.brume("invoke", "Echo", "-e", "-", stdin='{"n": 5}')
        self.assertIn("nothing has been recorded", self.fails(2, "history", cwd=self.folder))
        self.brume("invoke", "Echo", "-e", "-", "--record", stdin='{"n": 6}')
        self.assertEqual({"n": 6}, self.shown()["event"])
        self.assertIn("there is no invocation 'x'", self.fails(2, "show", "x", cwd=self.folder))

    def test_recording_needs_a_place(self):
        self.fails(2, "start", "--record", "--ephemeral", cwd=self.folder)
        self.fails(2, "start", "--record-count", "5", cwd=self.folder)


class Replaying(HistoryCase):
    def record(self, function, event, *arguments):
        emulator = self.start("--record", *arguments)
        self.invoke(emulator, function, event)
        self.assertEqual(0, emulator.end())

    def test_the_same_function_answers_the_same(self):
        self.record("echo-it", {"n": 1})
        code, output = self.replay("last")
        self.assertEqual(0, code, output)
        self.assertIn("the answer is the same", output)

    def test_a_rebuilt_library_shows_what_changed(self):
        self.record("echo-it", {"message": "was", "n": 1})
        self.put_in_place("hello", "echo")
        code, output = self.replay("1")
        self.assertEqual(1, code, output)
        self.assertIn('$.message\n    was  "was"\n    is   "Hello, world!"', output)
        self.assertIn("$.n\n    was  1\n    is gone", output)
        code, output = self.replay("1", "--json")
        self.assertEqual(1, code)
        told = json.loads(output)
        self.assertFalse(told["same"])
        self.assertEqual(["$.message", "$.n"], [one["path"] for one in told["differences"]])

    def test_time_ids_and_variables_are_those_of_then(self):
        self.record("Instant", {}, "--virtual-time", START)
        was = self.shown()
        code, output = self.replay("last", "--json")
        paths = {one["path"] for one in json.loads(output)["differences"]}
        # The machine's speed is another each time; instants and ids are not.
        self.assertLessEqual(paths, {"$.now_ms", "$.remaining_ms"}, output)
        self.assertIn(code, (0, 1))
        self.assertEqual(1803902400000 + 10_000, was["answer"]["deadline_ms"])

    def test_variables_are_those_of_then(self):
        self.record("Shows", {})
        (self.folder / "template.yaml").write_text(TEMPLATE.replace("hello}", "changed}"))
        code, output = self.replay("last", "--json")
        paths = [one["path"] for one in json.loads(output)["differences"]]
        self.assertFalse([path for path in paths if "GREETING" in path], output)
        self.assertIn(code, (0, 1))

    def test_a_failure_is_replayed_as_well(self):
        self.record("Instant", {"fail": True})
        self.assertEqual(0, self.replay("last")[0])
        self.put_in_place("hello", "instant")
        (self.folder / "template.yaml").write_text(TEMPLATE)
        code, output = self.replay("last")
        self.assertEqual(1, code)
        self.assertRegex(output, r"was  function error in .*\n  is   success in ")

    def test_beside_a_running_emulator(self):
        emulator = self.start("--record")
        self.invoke(emulator, "Shows", {"variables": ["AWS_ENDPOINT_URL", "GREETING"]})
        self.until(lambda: len(self.history()) == 1, emulator)
        self.assertIn(str(emulator.aws_port), self.shown()["answer"]["AWS_ENDPOINT_URL"])
        # The function reaches that emulator again, from wherever it is replayed.
        self.succeeds("replay", "last", "-t", self.folder / "template.yaml", cwd="/")
        self.assertEqual(1, len(self.history()))  # a replay is no record

    def test_under_a_debugger(self):
        self.record("echo-it", {"n": 1})
        script = self.folder / "script.gdb"
        script.write_text("set pagination off\nbreak handler\ncontinue\ncontinue\n")
        done = brume.run("replay", "last", "--debugger", f"gdb -batch -nx -x {script}",
                         cwd=self.folder)
        if "ptrace: Operation not permitted" in done.stderr:
            self.skipTest("this system does not allow debugging")
        self.assertIn("Breakpoint 1", done.stdout)
        self.assertIn("the answer is the same", done.stdout)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)

    def test_a_function_that_is_gone_is_said(self):
        self.record("echo-it", {"n": 1})
        (self.folder / "template.yaml").write_text(TEMPLATE.replace("echo-it", "other"))
        self.assertIn("no function 'echo-it' any more",
                      self.fails(2, "replay", "last", cwd=self.folder))


if __name__ == "__main__":
    brume.main()
