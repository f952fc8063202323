#!/usr/bin/env python3
"""A template with every kind of schedule runs a simulated year: what is handed over is, instant by
instant, what slow_schedule.py finds by looking at the clock in every minute."""

import datetime
import os
import pathlib
import subprocess
import tempfile
import unittest

import slow_schedule

SCHEDULE_YEAR = os.environ["SCHEDULE_YEAR"]
START = datetime.datetime(2027, 1, 1, 0, 0, 20, tzinfo=slow_schedule.UTC)
END = datetime.datetime(2028, 1, 1, 0, 0, 0, tzinfo=slow_schedule.UTC)
ARN = "arn:aws:%s:us-east-1:123456789012:%s"
WINDOW = datetime.timedelta(minutes=15)

HEAD = """Transform: AWS::Serverless-2016-10-31
Resources:
  Group:
    Type: AWS::Scheduler::ScheduleGroup
    Properties: {Name: nightly}
"""
FUNCTION = """  F%(name)s:
    Type: AWS::Serverless::Function
    Properties:
      Handler: hello.handler
      Runtime: provided.al2023
      CodeUri: .
      Events:
        %(name)s: {Type: %(type)s, Properties: {%(properties)s}}
"""
PLAIN_RULE = """  %(name)s:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: %(expression)s
      Targets: [{Id: one, Arn: !GetAtt FFive.Arn}]
"""
PLAIN_SCHEDULE = """  %(name)s:
    Type: AWS::Scheduler::Schedule
    Properties:
      GroupName: !Ref Group
      ScheduleExpression: %(expression)s
      ScheduleExpressionTimezone: %(zone)s
      FlexibleTimeWindow: {Mode: FLEXIBLE, MaximumWindowInMinutes: 15}
      Target: {Arn: !GetAtt FFive.Arn, RoleArn: r}
"""
# What a SAM event of that type, or a plain resource, asks for. Name, kind, expression, zone, dates.
SCHEDULES = [
    ("Five", "Schedule", "rate(5 minutes)", "UTC", {}),
    ("Hour", "Schedule", "rate(1 hour)", "UTC", {}),
    ("Weekly", "ScheduleV2", "rate(7 days)", "UTC", {}),
    ("Anchored", "ScheduleV2", "rate(12 hours)", "Europe/Berlin",
     {"StartDate": "2027-02-03T04:05:06Z", "EndDate": "2027-11-30T04:05:06Z"}),
    ("Quarter", "Schedule", "cron(0/15 8-17 ? * MON-FRI *)", "UTC", {}),
    ("LastDay", "Schedule", "cron(0 10 L * ? *)", "UTC", {}),
    ("Workday", "Schedule", "cron(0 12 15W * ? *)", "UTC", {}),
    ("LastWorkday", "Schedule", "cron(30 17 LW * ? *)", "UTC", {}),
    ("LastFriday", "Schedule", "cron(15 10 ? * 6L 2002-2030)", "UTC", {}),
    ("ThirdSaturday", "Schedule", "cron(0 2 ? * SAT#3 *)", "UTC", {}),
    ("Past", "Schedule", "cron(0 0 * * ? 2020)", "UTC", {}),
    ("BerlinNight", "ScheduleV2", "cron(30 2 * * ? *)", "Europe/Berlin", {}),
    ("BerlinAll", "ScheduleV2", "cron(0/10 0-5 ? 3,10 * *)", "Europe/Berlin", {}),
    ("NewYork", "ScheduleV2", "cron(30 1,2 * * ? *)", "America/New_York", {}),
    ("LordHowe", "ScheduleV2", "cron(15/30 1-3 * * ? *)", "Australia/Lord_Howe", {}),
    ("Cairo", "ScheduleV2", "cron(0 0/12 * * ? *)", "Africa/Cairo", {}),
    ("Santiago", "ScheduleV2", "cron(0 0 * * ? *)", "America/Santiago", {}),
    ("Casablanca", "ScheduleV2", "cron(30 2 * * ? *)", "Africa/Casablanca", {}),
    ("Kathmandu", "ScheduleV2", "cron(0 9 ? * SUN *)", "Asia/Kathmandu", {}),
    ("Spring", "ScheduleV2", "cron(0 6 * * ? *)", "Europe/London",
     {"StartDate": "2027-03-20T00:00:00Z", "EndDate": "2027-04-04T05:00:00Z"}),
    ("Once", "ScheduleV2", "at(2027-06-01T10:00:07)", "America/Los_Angeles", {}),
    ("OnceSkipped", "ScheduleV2", "at(2027-03-28T02:30:00)", "Europe/Berlin", {}),
    ("OnceTwice", "ScheduleV2", "at(2027-10-31T02:30:00)", "Europe/Berlin", {}),
    ("OncePast", "ScheduleV2", "at(2026-12-31T23:59:59)", "UTC", {}),
    ("Plain", "rule", "cron(0 0/6 * * ? *)", "UTC", {}),
    ("Flexible", "schedule", "cron(45 23 * * ? *)", "Europe/Berlin", {}),
]


def sam_event(name, kind, expression, zone, dates):
    word = "Schedule" if kind == "Schedule" else "ScheduleExpression"
    properties = {word: expression, **dates}
    if zone != "UTC":
        properties["ScheduleExpressionTimezone"] = zone
    text = ", ".join(f"{key}: '{value}'" for key, value in properties.items())
    return FUNCTION % {"name": name, "type": kind, "properties": text}


def template():
    text = HEAD
    for name, kind, expression, zone, dates in SCHEDULES:
        if kind == "rule":
            text += PLAIN_RULE % {"name": name, "expression": expression}
        elif kind == "schedule":
            text += PLAIN_SCHEDULE % {"name": name, "expression": expression, "zone": zone}
        else:
            text += sam_event(name, kind, expression, zone, dates)
    text += FUNCTION % {"name": "Off", "type": "Schedule",
                        "properties": "Schedule: rate(1 minute), Enabled: false"}
    return text


def arn(name, kind):
    return {"rule": ARN % ("events", f"rule/{name}"),
            "schedule": ARN % ("scheduler", f"schedule/nightly/{name}"),
            "Schedule": ARN % ("events", f"rule/F{name}{name}"),
            "ScheduleV2": ARN % ("scheduler", f"schedule/default/F{name}{name}")}[kind]


def instant(text):
    return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=slow_schedule.UTC)


def expected_of(kind, expression, zone, dates):
    first = instant(dates["StartDate"]) if dates else START
    last = min(END, instant(dates["EndDate"])) if dates else END
    second = datetime.timedelta(seconds=1)
    if expression.startswith("rate") and dates:
        yield first
    yield from slow_schedule.firings(expression, zone, first, max(START, first - second), last)


class Year(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "template.yaml"
            file.write_text(template())
            output = subprocess.run(
                [SCHEDULE_YEAR, file, START.strftime("%Y-%m-%dT%H:%M:%SZ"),
                 END.strftime("%Y-%m-%dT%H:%M:%SZ")],
                check=True, capture_output=True, text=True, timeout=120).stdout
        cls.calls = [tuple(line.split()) for line in output.splitlines()]

    def test_each_schedule_fires_at_exactly_the_expected_instants(self):
        for name, kind, expression, zone, dates in SCHEDULES:
            expected = list(expected_of(kind, expression, zone, dates))
            found = [call for call in self.calls if call[1] == arn(name, kind)]
            with self.subTest(name=name, expression=expression, zone=zone):
                self.assertEqual(expected, [instant(time) for _, _, time in found])
                if kind == "schedule":
                    continue
                self.assertEqual(expected, [instant(at) for at, _, _ in found])

    def test_a_flexible_window_delays_by_less_than_itself(self):
        flexible = [call for call in self.calls if call[1] == arn("Flexible", "schedule")]
        delays = [instant(at) - instant(time) for at, _, time in flexible]
        self.assertEqual(365, len(delays))
        self.assertTrue(all(datetime.timedelta(0) <= delay < WINDOW for delay in delays))

    def test_events_are_handed_over_in_order_and_nothing_else_is(self):
        instants = [at for at, _, _ in self.calls]
        self.assertEqual(sorted(instants), instants)
        known = {arn(name, kind) for name, kind, *_ in SCHEDULES}
        self.assertEqual(set(), {call[1] for call in self.calls} - known)
        self.assertGreater(len(self.calls), 100_000)
        print(f"{len(self.calls)} firings in the year", flush=True)


if __name__ == "__main__":
    unittest.main()
