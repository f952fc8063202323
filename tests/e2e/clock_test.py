#!/usr/bin/env python3
"""brume start --virtual-time and brume clock: a clock that stands until it is moved."""

import base64
import contextlib
import datetime
import http.client
import json
import os
import pathlib
import shutil
import subprocess
import threading

import brume
from start_test import PATIENCE_S, StartCase

FUNCTIONS = pathlib.Path(os.environ["BRUME_FUNCTIONS"])
START = "2027-03-01T12:00:00.000Z"
START_MS = 1803902400000


class ClockCase(StartCase):
    def setUp(self):
        super().setUp()
        shutil.copy(FUNCTIONS / "instant.so", self.code)
        self.write_template(("Instant", "instant.handler", "/instant"),
                            ("Held", "fixed.held", "/held"))
        template = self.folder / "template.yaml"
        template.write_text(template.read_text().replace(
            "Handler: fixed.held", "Handler: fixed.held\n      Timeout: 120"))
        self.gate = self.folder / "open"

    def start_virtual(self, *arguments, start=START):
        return self.start("--virtual-time", *([start] if start else []), *arguments)

    def clock(self, *arguments):
        return self.succeeds("clock", *arguments, cwd=self.folder)

    def shown(self):
        return json.loads(self.clock("show", "--json"))

    def instant(self, emulator):
        status, body = emulator.get("/instant")
        self.assertEqual(200, status)
        return json.loads(body)

    def start_held_move(self, emulator, *options):
        """A move by an hour that waits for a call which ends when the gate is opened."""
        answers = []
        threading.Thread(target=lambda: answers.append(emulator.get(f"/held?until={self.gate}")[0]),
                         daemon=True).start()
        self.until(lambda: emulator.logged("START"), emulator)
        moving = subprocess.Popen([brume.BRUME, "clock", "advance", "1h", *options],
                                  text=True, cwd=self.folder, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL)
        self.addCleanup(moving.stdout.close)
        self.addCleanup(moving.wait)
        self.addCleanup(moving.kill)
        self.addCleanup(self.gate.touch)
        self.until(lambda: self.shown()["movingTo"] == "2027-03-01T13:00:00.000Z", emulator)
        return answers, moving

    def post(self, emulator, path):
        connection = http.client.HTTPConnection("127.0.0.1", emulator.aws_port, timeout=PATIENCE_S)
        with contextlib.closing(connection):
            connection.request("POST", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()


class Standing(ClockCase):
    def test_it_stands_where_it_was_set_until_it_is_moved(self):
        self.start_virtual()
        state = self.shown()
        self.assertEqual({"now": START, "virtual": True, "nextDue": None, "movingTo": None,
                          "speed": None}, state)
        self.assertIn("2027-03-01T12:00:00.000Z, standing still", self.clock("show"))
        self.clock("advance", "1h30m")
        self.assertEqual("2027-03-01T13:30:00.000Z", self.shown()["now"])
        self.clock("to", "2027-06-01T09:00+02:00")
        self.assertEqual("2027-06-01T07:00:00.000Z", self.shown()["now"])

    def test_it_starts_now_when_nothing_else_is_said(self):
        self.start_virtual(start=None)
        now = datetime.datetime.fromisoformat(self.shown()["now"].replace("Z", "+00:00"))
        apart = abs((now - datetime.datetime.now(datetime.timezone.utc)).total_seconds())
        self.assertLess(apart, 60)

    def test_functions_see_it_and_are_really_bounded_by_their_timeouts(self):
        emulator = self.start_virtual()
        for start_ms in (START_MS, START_MS + 86_400_000):
            seen = self.instant(emulator)
            self.assertLess(abs(seen["now_ms"] - start_ms), 3000)
            self.assertEqual(start_ms + 10_000, seen["deadline_ms"])
            self.assertLessEqual(seen["remaining_ms"], 10_000)
            self.assertGreater(seen["remaining_ms"], 5_000)
            self.clock("advance", "1d")
        for day in ("2027-03-01", "2027-03-02"):
            self.until(lambda: emulator.logged(f"{day} 12:00:00 GET /instant  Instant"), emulator)

    def test_a_call_under_way_ends_before_the_clock_goes_on(self):
        emulator = self.start_virtual("--log-format", "aws")
        answers, moving = self.start_held_move(emulator, "--json")
        self.assertEqual(START, self.shown()["now"])
        self.gate.touch()
        output, _ = moving.communicate(timeout=PATIENCE_S)
        lines = [json.loads(line) for line in output.splitlines()]
        self.until(lambda: answers == [200], emulator)
        self.assertEqual(["invocation", "end"], [line["what"] for line in lines])
        self.assertEqual((START, "Held"), (lines[0]["at"], lines[0]["who"]))
        self.assertRegex(lines[0]["text"], r"success in \d+\.\d\d ms")
        self.assertEqual({"what": "end", "from": START, "at": "2027-03-01T13:00:00.000Z",
                          "reached": True, "happenings": 1}, lines[1])

    def test_tokens_live_and_die_by_it(self):
        self.start_virtual()
        self.clock("to", "2030-01-01")
        token = self.succeeds("token", "--expires", "60", cwd=self.folder)
        claims = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
        self.assertEqual((1893456000, 1893456060), (claims["iat"], claims["exp"]))


class Refusals(ClockCase):
    def test_a_clock_that_is_the_machines_is_shown_and_not_moved(self):
        emulator = self.start()
        self.assertIn("the machine's own clock", self.clock("show"))
        for command in (["advance", "1h"], ["to", "2030-01-01"], ["run"], ["stop"]):
            error = self.fails(1, "clock", *command, cwd=self.folder)
            self.assertIn("`brume start --virtual-time` starts one", error)
        self.assertEqual(409, self.post(emulator, "/_brume/clock/advance?by=1h")[0])

    def test_time_only_goes_forward(self):
        self.start_virtual()
        error = self.fails(2, "clock", "to", "2027-01-01", cwd=self.folder)
        self.assertIn("it is 2027-03-01T12:00:00.000Z already", error)

    def test_what_is_no_time_is_said(self):
        emulator = self.start_virtual()
        self.assertIn("no span", self.fails(2, "clock", "advance", "soon", cwd=self.folder))
        self.assertIn("no instant", self.fails(2, "clock", "to", "soon", cwd=self.folder))
        self.assertIn("no instant", self.fails(2, "start", "--virtual-time=soon", cwd=self.folder))
        self.assertEqual(400, self.post(emulator, "/_brume/clock/advance?by=soon")[0])
        self.assertEqual(400, self.post(emulator, "/_brume/clock/advance")[0])
        self.assertEqual(400, self.post(emulator, "/_brume/clock/run?speed=0")[0])
        self.assertEqual(404, self.post(emulator, "/_brume/clock/back")[0])
        self.assertEqual(405, self.post(emulator, "/_brume/clock")[0])
        self.assertEqual(200, self.post(emulator, "/_brume/clock/to?at=9999-12-30")[0])
        self.assertEqual(400, self.post(emulator, "/_brume/clock/advance?by=2d")[0])

    def test_nobody_runs(self):
        self.assertIn("no emulator runs", self.fails(1, "clock", "show", cwd=self.folder))


class Moving(ClockCase):
    def test_a_second_move_is_refused_and_requests_are_served_meanwhile(self):
        emulator = self.start_virtual("--log-format", "aws")
        _, moving = self.start_held_move(emulator)
        error = self.fails(1, "clock", "advance", "1h", cwd=self.folder)
        self.assertIn("being moved already, to 2027-03-01T13:00:00.000Z", error)
        self.assertEqual(START_MS + 10_000, self.instant(emulator)["deadline_ms"])
        self.gate.touch()
        output, _ = moving.communicate(timeout=PATIENCE_S)
        self.assertEqual(0, moving.returncode)
        self.assertIn("2 things happened", output)

    def test_stop_ends_a_move_where_it_is(self):
        emulator = self.start_virtual("--log-format", "aws")
        _, moving = self.start_held_move(emulator)
        self.clock("stop")
        output, _ = moving.communicate(timeout=PATIENCE_S)
        self.assertEqual(1, moving.returncode)
        self.assertIn("2027-03-01T12:00:00.000Z  stopped here", output)

    def test_the_end_of_the_emulator_ends_a_move(self):
        emulator = self.start_virtual("--log-format", "aws")
        _, moving = self.start_held_move(emulator)
        emulator.process.terminate()
        output, _ = moving.communicate(timeout=PATIENCE_S)
        self.assertEqual(1, moving.returncode)
        self.assertIn("stopped here", output)
        self.gate.touch()
        self.assertEqual(0, emulator.process.wait(timeout=PATIENCE_S))

    def test_a_move_whose_client_goes_away_ends(self):
        emulator = self.start_virtual("--log-format", "aws")
        _, moving = self.start_held_move(emulator)
        moving.kill()
        self.until(lambda: self.shown()["movingTo"] is None, emulator)
        self.assertEqual(START, self.shown()["now"])

    def test_it_runs_by_itself_until_it_is_stopped(self):
        emulator = self.start_virtual()
        self.assertIn("running at 3600 seconds in a second", self.clock("run", "--speed", "3600"))
        self.until(lambda: self.shown()["now"] > "2027-03-01T12:10", emulator)
        self.clock("to", "2027-05-01")
        self.assertGreaterEqual(self.shown()["now"], "2027-05-01")
        self.assertEqual(3600, self.shown()["speed"])
        self.assertIn("standing still", self.clock("stop"))
        stopped = self.shown()["now"]
        self.instant(emulator)
        self.assertEqual(stopped, self.shown()["now"])


if __name__ == "__main__":
    brume.main()
