#!/usr/bin/env python3
"""brume schedule, and the schedules of a running emulator."""

import contextlib
import json
import pathlib
import shutil
import sqlite3

import brume
from start_test import TEMPLATE, StartCase

EXAMPLE = pathlib.Path(__file__).resolve().parents[2] / "examples" / "night-shift"
HOUR_US = 3600 * 1_000_000
FUNCTION = """  Fixed:
    Type: AWS::Serverless::Function
    Properties:
      Handler: fixed.handler
      Events:
        Often: {Type: Schedule, Properties: {Schedule: "%s"}}
        Nightly:
          Type: ScheduleV2
          Properties:
            ScheduleExpression: cron(30 2 * * ? *)
            ScheduleExpressionTimezone: Europe/Berlin
            State: DISABLED
"""


class ScheduleCase(StartCase):
    def setUp(self):
        super().setUp()
        self.write("rate(1 hour)")

    def write(self, expression):
        (self.folder / "template.new").write_text(TEMPLATE + FUNCTION % expression)
        (self.folder / "template.new").rename(self.folder / "template.yaml")

    def list(self, *arguments):
        return json.loads(self.succeeds("schedule", "list", "--json", *arguments, cwd=self.folder))

    def moved(self, *arguments):
        """What the clock's move made happen to schedules: instants and names."""
        lines = self.succeeds("clock", *arguments, "--json", cwd=self.folder).splitlines()
        happened = [json.loads(line) for line in lines]
        return [f"{each['at']} {each['who']}" for each in happened if each["what"] == "schedule"]


class Listing(ScheduleCase):
    def test_a_template_alone_tells_when_its_schedules_fire(self):
        nightly, often = self.list("--count", "4")
        self.assertEqual("FixedOften", often["name"])
        self.assertEqual(4, len(often["next"]))
        self.assertEqual("DISABLED", nightly["state"])
        self.assertEqual([], nightly["next"])
        text = self.succeeds("schedule", "list", cwd=self.folder, env={"TZ": "Asia/Tokyo"})
        self.assertRegex(text, r"FixedOften  rate\(1 hour\) -> Fixed\n  \S+Z  .* JST\n")
        self.assertIn("FixedNightly  cron(30 2 * * ? *) Europe/Berlin -> Fixed\n  disabled\n", text)

    def test_a_wrong_expression_is_refused_in_awss_words(self):
        self.write("rate(1 hours)")
        for command in (["validate"], ["schedule", "list"]):
            said = self.fails(1, *command, cwd=self.folder)
            self.assertIn("Parameter ScheduleExpression is not valid.", said)
            self.assertIn("the unit is singular for 1", said)

    def test_the_running_emulator_shows_its_own(self):
        emulator = self.start("--virtual-time", "2027-10-30T12:00:30Z")
        self.assertIn("Schedules", "\n".join(emulator.table))
        self.assertIn("next 2027-10-30T13:00:30Z", "\n".join(emulator.table))
        often = self.list("--count", "1")[-1]
        self.assertEqual("2027-10-30T13:00:30Z", often["next"][0]["utc"])
        self.write("cron(0 0 ? * SUN *)")
        self.until(lambda: self.list()[-1]["expression"] == "cron(0 0 ? * SUN *)", emulator)
        self.assertEqual("2027-10-31T00:00:00Z", self.list()[-1]["next"][0]["utc"])
        status = json.loads(self.succeeds("status", "--json", cwd=self.folder))
        self.assertEqual(["FixedNightly", "FixedOften"],
                         [each["name"] for each in status["schedules"]])


class Firing(ScheduleCase):
    def test_the_example_fires_as_it_says(self):
        shutil.copytree(EXAMPLE, self.folder, dirs_exist_ok=True)
        self.start("--virtual-time", "2027-03-26")
        self.assertEqual((EXAMPLE / "firings.txt").read_text().splitlines(),
                         self.moved("advance", "1w"))

    def test_a_function_runs_when_its_schedule_says_so(self):
        emulator = self.start("--virtual-time", "2027-01-01")
        fired = self.moved("advance", "3h")
        self.assertEqual([f"2027-01-01T0{hour}:00:00.000Z FixedOften" for hour in (1, 2, 3)], fired)
        self.until(lambda: sum(" ok " in line for line in emulator.log) == 3, emulator)

    def test_one_can_be_fired_by_hand(self):
        emulator = self.start()
        self.assertEqual("Fixed will run\n",
                         self.succeeds("schedule", "run", "FixedNightly", cwd=self.folder))
        self.until(lambda: emulator.logged(" ok "), emulator)
        self.assertIn("there is no schedule `Nobody`",
                      self.fails(1, "schedule", "run", "Nobody", cwd=self.folder))

    def test_all_can_be_fired_at_the_start(self):
        emulator = self.start("--run-on-start")
        self.until(lambda: emulator.logged(" ok "), emulator)

    def test_none_fires_when_they_are_switched_off(self):
        self.start("--no-schedules", "--virtual-time", "2027-01-01")
        self.assertEqual([], self.moved("advance", "1d"))
        self.succeeds("schedule", "run", "FixedOften", cwd=self.folder)


class Missing(ScheduleCase):
    """The process was stopped: its memory is set back by three hours and a half."""

    def sleep(self):
        emulator = self.start()
        self.assertEqual(0, emulator.end())
        with contextlib.closing(sqlite3.connect(self.folder / ".brume/schedules.db")) as memory:
            back = int(3.5 * HOUR_US)
            memory.execute("UPDATE schedules SET created_us = created_us - ?, "
                           "seen_us = seen_us - ?", (back, back))
            memory.commit()

    def reports(self, *arguments):
        emulator = self.start(*arguments)
        # A second round says that the first is over.
        self.succeeds("schedule", "run", "FixedOften", cwd=self.folder)
        wanted = {"all": 4, "none": 1}.get(arguments[-1] if arguments else "", 2)
        self.until(lambda: sum(" ok " in line for line in emulator.log) >= wanted, emulator)
        log = list(emulator.log)
        emulator.end()
        return sum(" ok " in line for line in log), "\n".join(log)

    def test_each_schedule_that_missed_firings_fires_once(self):
        self.sleep()
        count, log = self.reports()
        self.assertEqual(2, count)
        self.assertIn("schedule FixedOften missed what was due since", log)
        self.assertEqual(1, self.reports("--catch-up", "none")[0])

    def test_all_of_them_are_made_up_for(self):
        self.sleep()
        self.assertEqual(4, self.reports("--catch-up", "all")[0])

    def test_none_is_made_up_for(self):
        self.sleep()
        count, log = self.reports("--catch-up", "none")
        self.assertEqual(1, count)
        self.assertIn("schedule FixedOften missed what was due from", log)

    def test_a_rate_keeps_its_phase_over_a_restart(self):
        self.sleep()
        emulator = self.start("--catch-up", "none")
        before = self.list("--count", "1")[0]["next"]
        emulator.end()
        self.start("--catch-up", "none")
        self.assertEqual(before, self.list("--count", "1")[0]["next"])


if __name__ == "__main__":
    brume.main()
