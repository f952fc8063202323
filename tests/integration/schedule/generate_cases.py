#!/usr/bin/env python3
"""Writes tests/data/schedule/due.json: expressions and when they are due, by slow_schedule.py.

  generate_cases.py           writes it
  generate_cases.py --check   fails when what is there differs

A case: what is written, in which zone, after which instant, and why somebody would ask.
"""

import datetime
import json
import pathlib
import sys

import slow_schedule

FILE = pathlib.Path(__file__).resolve().parents[2] / "data" / "schedule" / "due.json"
FIRINGS = 3
YEARS = 30  # what is rarer is left to itself after that

REFERENCE = "Source: EventBridge user guide, cron expressions reference"
TYPES = "Source: Scheduler user guide, schedule types"
SUMMER = "Source: Scheduler user guide, daylight savings time"
CASES = [
    # AWS's own examples.
    ("cron(0 10 * * ? *)", "UTC", "2027-01-01T00:00", f"{REFERENCE}: 10:00 every day"),
    ("cron(15 12 * * ? *)", "UTC", "2027-01-01T12:15", f"{REFERENCE}: 12:15 every day"),
    ("cron(0 18 ? * MON-FRI *)", "UTC", "2027-01-01T18:00", f"{REFERENCE}: Monday to Friday"),
    ("cron(0 8 1 * ? *)", "UTC", "2027-01-01T08:00", f"{REFERENCE}: the first of every month"),
    ("cron(0/15 * * * ? *)", "UTC", "2027-01-01T00:00", f"{REFERENCE}: every 15 minutes"),
    ("cron(0/10 * ? * MON-FRI *)", "UTC", "2027-01-01T23:45", f"{REFERENCE}: over a weekend"),
    ("cron(0/5 8-17 ? * MON-FRI *)", "UTC", "2027-01-04T17:50", f"{REFERENCE}: office hours"),
    ("cron(0/30 20-2 ? * MON-FRI *)", "UTC", "2027-01-04T02:10",
     "hours over midnight, as in Quartz, all of one day (the reference makes it two rules)"),
    ("cron(15 10 ? * 6L 2027-2030)", "UTC", "2027-01-01T00:00", f"{REFERENCE}: last Friday"),
    ("cron(0 2 ? * SAT#3 *)", "UTC", "2027-01-01T00:00", "recorded: PutRule takes SAT#3"),
    ("cron(* * ? * SAT#3 *)", "UTC", "2027-01-16T23:58", "recorded: PutRule takes it"),
    ("cron(0/5 5 ? JAN 1-5 2028)", "UTC", "2027-01-01T00:00", "recorded, in another year"),
    ("cron(0-15/1 8-8 ? * 2,3,4,5,6,7 *)", "UTC", "2027-01-02T08:14", "recorded: CreateSchedule"),
    ("cron(30-30 13-13 ? * 2,4,6 *)", "UTC", "2027-01-01T13:30", "recorded: CreateSchedule"),
    ("cron(1-31/30 1-1 ? * 1,7 *)", "UTC", "2027-01-01T00:00", "recorded: CreateSchedule"),
    ("cron(*/15 * * * ? *)", "UTC", "2027-01-01T00:59", "recorded: CreateSchedule"),
    ("cron(0-59/10 0-23/2 ? * * *)", "UTC", "2027-01-01T00:50", "recorded: CreateSchedule"),
    ("cron(1/10 * * * ? *)", "UTC", "2027-01-01T00:00", f"{REFERENCE}: 1, 11, 21, 31 …"),
    ("cron(0 12 3W * ? *)", "UTC", "2027-01-01T00:00", f"{REFERENCE}: weekday nearest to the 3rd"),
    ("cron(0 12 ? * 3#2 *)", "UTC", "2027-01-01T00:00", f"{REFERENCE}: second Tuesday"),
    ("cron(0 12 ? JAN,FEB,MAR 2 *)", "UTC", "2027-03-20T00:00", f"{REFERENCE}: names in a list"),
    ("cron(0 12 1-15 * ? *)", "UTC", "2027-01-14T12:00", f"{REFERENCE}: the first 15 days"),
    # Fields.
    ("cron(* * * * ? *)", "UTC", "2027-12-31T23:58", "every minute, over the year's end"),
    ("cron(59 23 31 12 ? *)", "UTC", "2027-01-01T00:00", "the year's last minute"),
    ("cron(0 0 1 1 ? *)", "UTC", "2027-01-01T00:00", "after means after: not the same instant"),
    ("cron(0 0 1 1 ? *)", "UTC", "2026-12-31T23:59", "one minute before"),
    ("cron(0 0 1 1 ? 2029)", "UTC", "2027-01-01T00:00", "one year only: once, then never"),
    ("cron(0 0 1 1 ? 2020)", "UTC", "2027-01-01T00:00", "a year that is past: never"),
    ("cron(0 0 1 1 ? 2028/4)", "UTC", "2027-01-01T00:00", "every fourth year"),
    ("cron(0 0 1 1 ? 2028-2033/2)", "UTC", "2027-01-01T00:00", "a range of years with a step"),
    ("cron(0 0 1 1 ? 2031,2029)", "UTC", "2027-01-01T00:00", "a list in no order"),
    ("cron(30 6,18 * * ? *)", "UTC", "2027-01-01T06:30", "a list of hours"),
    ("cron(5,35 14 * * ? *)", "UTC", "2027-01-01T14:05", "recorded: a list of minutes"),
    ("cron(0,1,2,57-59 0 * * ? *)", "UTC", "2027-01-01T00:02", "numbers and a range in one list"),
    ("cron(50/5 3 * * ? *)", "UTC", "2027-01-01T00:00", "a step ends with its field"),
    ("cron(0 22-2 * * ? *)", "UTC", "2027-01-01T00:30", "hours over midnight, as in Quartz"),
    ("cron(0 0 * NOV-FEB ? *)", "UTC", "2027-02-27T00:00", "months over the year's end"),
    ("cron(0 0 ? * FRI-MON *)", "UTC", "2027-01-04T00:00", "weekdays over the week's end"),
    ("cron(0 0 28-2 * ? *)", "UTC", "2027-02-01T12:00", "days over the month's end"),
    ("cron(0 0 ? * 1 *)", "UTC", "2027-01-01T00:00", "FACTS: 1 is Sunday"),
    ("cron(0 0 ? * 7 *)", "UTC", "2027-01-01T00:00", "FACTS: 7 is Saturday"),
    ("cron(0 0 ? * SUN,WED *)", "UTC", "2027-01-01T00:00", "two names"),
    ("cron(0 0 ? * mon-fri *)", "UTC", "2027-01-01T00:00", "names in any case, as in Quartz"),
    ("cron(0 0 ? jan MON *)", "UTC", "2027-01-20T00:00", "a month in small letters"),
    ("cron(0 0 ? * MON-WED,6 *)", "UTC", "2027-01-06T00:00", "names and numbers together"),
    ("cron(0 0 ? 3/3 MON#1 *)", "UTC", "2027-01-01T00:00", "quarters by a step of months"),
    ("cron(0 0 1/10 * ? *)", "UTC", "2027-02-11T00:00", "days with a step: 1, 11, 21, 31"),
    ("cron(0 0 */7 * ? *)", "UTC", "2027-02-22T00:00", "a step starts anew each month"),
    ("cron(0  0   1  1 ?  *)", "UTC", "2027-01-01T00:00", "fields parted by several spaces"),
    ("cron(00 08 01 01 ? *)", "UTC", "2027-01-01T00:00", "leading zeros"),
    # Days of the month.
    ("cron(0 0 31 * ? *)", "UTC", "2027-01-31T00:00", "months without a 31st are left out"),
    ("cron(0 0 30 * ? *)", "UTC", "2027-01-30T00:00", "February has no 30th"),
    ("cron(0 0 29 2 ? *)", "UTC", "2027-01-01T00:00", "leap days"),
    ("cron(0 0 29 2 ? *)", "UTC", "2096-03-01T00:00", "2100 is no leap year"),
    ("cron(0 0 30 2 ? *)", "UTC", "2027-01-01T00:00", "a day that no year has: never"),
    ("cron(0 0 L * ? *)", "UTC", "2027-01-31T00:00", "the last day, February's included"),
    ("cron(0 0 L 2 ? *)", "UTC", "2027-01-01T00:00", "the last of February, in a leap year too"),
    ("cron(0 0 LW * ? *)", "UTC", "2027-01-01T00:00", "31 January 2027 is a Sunday: Friday 29th"),
    ("cron(0 0 LW * ? *)", "UTC", "2027-07-01T00:00", "31 July 2027 is a Saturday: Friday 30th"),
    ("cron(0 0 1W * ? *)", "UTC", "2027-04-15T00:00", "1 May 2027 is a Saturday: Monday 3rd"),
    ("cron(0 0 1W * ? *)", "UTC", "2027-07-15T00:00", "1 August 2027 is a Sunday: Monday 2nd"),
    ("cron(0 0 15W * ? *)", "UTC", "2027-05-01T00:00", "Saturday 15 May: Friday 14th"),
    ("cron(0 0 15W * ? *)", "UTC", "2027-08-01T00:00", "Sunday 15 August: Monday 16th"),
    ("cron(0 0 31W * ? *)", "UTC", "2027-01-01T00:00", "Sunday 31 January: back to Friday 29th"),
    ("cron(0 0 31W * ? *)", "UTC", "2027-02-01T00:00", "months without a 31st are left out"),
    ("cron(0 0 30W 5 ? *)", "UTC", "2027-01-01T00:00", "Sunday 30 May: on to Monday 31st"),
    ("cron(0 0 28W 2 ? *)", "UTC", "2027-01-01T00:00", "Sunday 28 February: back to Friday 26th"),
    ("cron(0 0 lw * ? *)", "UTC", "2027-01-01T00:00", "small letters"),
    ("cron(0 0 15w * ? *)", "UTC", "2027-05-01T00:00", "small letters"),
    # Days of the week.
    ("cron(0 0 ? * L *)", "UTC", "2027-01-01T00:00", "L alone is the week's last day, Saturday"),
    ("cron(0 0 ? * 1L *)", "UTC", "2027-01-01T00:00", "last Sunday; in January 2027 the 31st"),
    ("cron(0 0 ? * 2L *)", "UTC", "2027-02-01T00:00", "last Monday of a month of four weeks"),
    ("cron(0 0 ? * FRIL *)", "UTC", "2027-01-01T00:00", "a name with L"),
    ("cron(0 0 ? * 6#1 *)", "UTC", "2027-01-01T00:00", "first Friday, today's midnight is past"),
    ("cron(0 0 ? * 6#5 *)", "UTC", "2027-01-01T00:00", "months without a fifth are left out"),
    ("cron(0 0 ? * SUN#5 *)", "UTC", "2027-01-01T00:00", "fifth Sundays"),
    ("cron(0 0 ? * mon#2 *)", "UTC", "2027-01-01T00:00", "small letters"),
    ("cron(0 0 ? 2 2#5 *)", "UTC", "2027-01-01T00:00",
     "a fifth Monday of February needs a leap year that begins so"),
    ("cron(0 0 ? 11 5#4 *)", "UTC", "2027-01-01T00:00", "Thanksgiving"),
    # Zones without daylight-saving time.
    ("cron(0 9 * * ? *)", "Asia/Tokyo", "2027-01-01T00:00", "nine hours ahead"),
    ("cron(30 5 * * ? *)", "Asia/Kolkata", "2027-01-01T00:00", "an offset of half an hour"),
    ("cron(0 0 * * ? *)", "Asia/Kathmandu", "2027-01-01T00:00", "an offset of 5:45"),
    ("cron(0 0 1 * ? *)", "Pacific/Kiritimati", "2027-01-01T00:00", "14 hours ahead"),
    ("cron(0 0 1 1 ? *)", "Pacific/Pago_Pago", "2027-01-01T00:00", "11 hours behind"),
    ("cron(0 12 * * ? *)", "Etc/GMT+5", "2027-01-01T00:00", "the sign is POSIX's"),
    ("cron(0 12 * * ? *)", "UTC", "2027-06-30T12:00:30", "after a second within a minute"),
    # Daylight-saving time. Clocks go forward on 28 March 2027 in Europe, 14 March in America.
    ("cron(30 2 * * ? *)", "Europe/Berlin", "2027-03-27T00:00",
     f"{SUMMER}: 02:30 of 28 March does not exist: skipped"),
    ("cron(0 2 * * ? *)", "Europe/Berlin", "2027-03-27T00:00", "02:00, the gap's first minute"),
    ("cron(59 2 * * ? *)", "Europe/Berlin", "2027-03-27T00:00", "02:59, the gap's last minute"),
    ("cron(0 3 * * ? *)", "Europe/Berlin", "2027-03-27T00:00", "03:00 exists"),
    ("cron(0/20 1-3 * * ? *)", "Europe/Berlin", "2027-03-28T00:20", "across the gap"),
    ("cron(* * * * ? *)", "Europe/Berlin", "2027-03-28T00:58", "every minute, across the gap"),
    ("cron(30 2 28 3 ? *)", "Europe/Berlin", "2027-01-01T00:00",
     "only ever at that time: 2027 is left out"),
    ("cron(30 2 * * ? *)", "America/New_York", "2027-03-13T12:00", f"{SUMMER}: skipped"),
    ("cron(30 1 * * ? *)", "Europe/London", "2027-03-27T12:00", "London's gap is 01:00 to 02:00"),
    ("cron(15 2 * * ? *)", "Australia/Lord_Howe", "2027-10-02T12:00", "a gap of half an hour"),
    ("cron(45 2 * * ? *)", "Australia/Lord_Howe", "2027-10-02T12:00", "02:45 exists there"),
    ("cron(30 0 * * ? *)", "Africa/Cairo", "2027-04-29T00:00", "a gap at midnight"),
    ("cron(0 0 * * ? *)", "America/Santiago", "2027-09-04T12:00", "midnight does not exist"),
    # Clocks go back on 31 October 2027 in Europe, 7 November in America.
    ("cron(30 2 * * ? *)", "Europe/Berlin", "2027-10-30T12:00",
     f"{SUMMER}: 02:30 comes twice and fires once"),
    ("cron(30 2 * * ? *)", "Europe/Berlin", "2027-10-31T01:00", "asked during the second 02:00"),
    ("cron(30 2 * * ? *)", "Europe/Berlin", "2027-10-31T00:30", "asked at the first 02:30"),
    ("cron(0 3 * * ? *)", "Europe/Berlin", "2027-10-30T12:00", "03:00 comes after both"),
    ("cron(0/20 1-3 * * ? *)", "Europe/Berlin", "2027-10-31T00:20", "the repeated hour is silent"),
    ("cron(* * * * ? *)", "Europe/Berlin", "2027-10-31T00:58", "every minute that is new"),
    ("cron(30 1 * * ? *)", "America/New_York", "2027-11-06T12:00", f"{SUMMER}: fires once"),
    ("cron(30 1 * * ? *)", "America/New_York", "2027-11-07T05:45", "between the two 01:30"),
    ("cron(45 1 * * ? *)", "Australia/Lord_Howe", "2027-04-03T00:00", "back by half an hour"),
    ("cron(30 23 * * ? *)", "Africa/Cairo", "2027-10-28T00:00", "back at midnight"),
    # Offsets of a zone over the year.
    ("cron(0 8 * * ? *)", "Europe/Berlin", "2027-03-26T12:00", "08:00 is 07:00Z, then 06:00Z"),
    ("cron(0 8 * * ? *)", "America/Los_Angeles", "2027-11-05T12:00",
     "08:00 is 15:00Z, then 16:00Z"),
    ("cron(0 8 ? * MON *)", "Europe/Dublin", "2027-10-20T00:00", "winter is the exception there"),
    ("cron(0 8 * * ? *)", "Africa/Casablanca", "2027-02-05T12:00", "Ramadan moves its clocks"),
    ("cron(0 12 1 7 ? *)", "Europe/Berlin", "2040-01-01T00:00", "summer, beyond the zone's table"),
    ("cron(30 2 ? 3 1L *)", "Europe/Berlin", "2040-01-01T00:00",
     "a gap each year, beyond the table"),
    ("cron(0 12 1 7 ? *)", "America/New_York", "2190-01-01T00:00", "near the calendar's end"),
    # The years' ends.
    ("cron(0 0 1 1 ? *)", "UTC", "2198-06-01T00:00", "FACTS: the last year is 2199"),
    ("cron(59 23 31 12 ? 2199)", "UTC", "2198-06-01T00:00", "the very last minute"),
    ("cron(0 0 1 1 ? 1970)", "UTC", "2027-01-01T00:00", "the first year, long past"),
    # Rates, counted from 2027-01-01T00:00:20.
    ("rate(1 minute)", "UTC", "2027-01-01T00:00:20", "FACTS: not aligned to the clock"),
    ("rate(5 minutes)", "UTC", "2027-01-01T00:00:20", "FACTS: the first after a whole interval"),
    ("rate(5 minutes)", "UTC", "2027-01-01T00:05:20", "after means after"),
    ("rate(5 minutes)", "UTC", "2027-01-01T00:05:19", "one second before"),
    ("rate(90 minutes)", "UTC", "2027-01-02T00:00:00", "the phase stays over days"),
    ("rate(1 hour)", "UTC", "2027-01-01T00:00:20", "one is singular"),
    ("rate(12 hours)", "UTC", "2027-01-01T00:00:20", "hours"),
    ("rate(1 day)", "UTC", "2027-01-01T00:00:20", "a day"),
    ("rate(7 days)", "UTC", "2027-01-20T00:00:20", "days"),
    ("rate(1 day)", "Europe/Berlin", "2027-03-27T00:00:00",
     f"{SUMMER}: a day of a rate is 24 hours, whatever the clocks do"),
    ("rate(100 days)", "UTC", "2027-01-01T00:00:20", "over a year"),
    # Once.
    ("at(2027-06-01T10:00:00)", "UTC", "2027-01-01T00:00", f"{TYPES}: one-time, in UTC"),
    ("at(2027-06-01T10:00:00)", "Europe/Berlin", "2027-01-01T00:00", f"{TYPES}: in a zone"),
    ("at(2027-06-01T10:00:00)", "UTC", "2027-06-01T10:00", "not again"),
    ("at(2027-06-01T10:00:07)", "UTC", "2027-06-01T10:00", "seconds count"),
    ("at(2020-01-01T00:00:00)", "UTC", "2027-01-01T00:00", "past: never"),
    ("at(2027-03-28T02:30:00)", "Europe/Berlin", "2027-01-01T00:00", "does not exist: skipped"),
    ("at(2027-10-31T02:30:00)", "Europe/Berlin", "2027-01-01T00:00", "comes twice: the first"),
    ("at(2027-11-07T01:59:59)", "America/New_York", "2027-01-01T00:00", "comes twice: the first"),
    ("at(2028-02-29T12:00:00)", "Asia/Tokyo", "2027-01-01T00:00", "a leap day"),
    ("at(2040-07-01T12:00:00)", "Europe/Berlin", "2027-01-01T00:00", "beyond the zone's table"),
]
ANCHOR = datetime.datetime(2027, 1, 1, 0, 0, 20, tzinfo=slow_schedule.UTC)


def instant(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def due(expression, zone, after):
    until = datetime.datetime(min(after.year + YEARS, 2200), 1, 1, tzinfo=slow_schedule.UTC)
    found = []
    for firing in slow_schedule.firings(expression, zone, ANCHOR, after, until):
        found.append(instant(firing))
        if len(found) == FIRINGS:
            break
    # What is not found in those years may still come later: the test asks no further than this.
    return {"next": found, "until": instant(until)}


def case(expression, zone, after, because):
    moment = datetime.datetime.fromisoformat(after).replace(tzinfo=slow_schedule.UTC)
    return {"expression": expression, "zone": zone, "after": instant(moment),
            **due(expression, zone, moment), "because": because}


def text():
    lines = [json.dumps(case(*each), ensure_ascii=False) for each in CASES]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def main():
    if sys.argv[1:] != ["--check"]:
        FILE.write_text(text())
    elif FILE.read_text() != text():
        sys.exit(f"{FILE} is not what {pathlib.Path(__file__).name} makes of its cases")


if __name__ == "__main__":
    main()
