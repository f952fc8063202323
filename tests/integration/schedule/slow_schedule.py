"""When schedules are due, found the slow way: look at the clock on the wall in every minute.

Shares nothing with the emulator: its own reading of the expressions, Python's own time zones.
Reads only expressions that are right.
"""

import calendar
import datetime
import re
import zoneinfo

UTC = datetime.timezone.utc
MINUTE = datetime.timedelta(minutes=1)
QUARTER = datetime.timedelta(minutes=15)  # every offset of today's zones is a multiple of it
MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
UNITS = {"minute": 60, "hour": 3600, "day": 86400}


def number(text, words=()):
    return words.index(text.upper()) + 1 if text.upper() in words else int(text)


def values(text, low, high, words=()):
    """The numbers that a list of items names."""
    found = set()
    for item in text.split(","):
        span, _, step = item.partition("/")
        if span == "*":
            first, last = low, high
        else:
            first, _, last = span.partition("-")
            first = number(first, words)
            last = number(last, words) if last else (high if step else first)
        if last < first:
            last += high - low + 1
        for value in range(first, last + 1, int(step or 1)):
            found.add(value if value <= high else value - (high - low + 1))
    return found


def weekday(date):
    """1 is Sunday, as AWS counts."""
    return date.isoweekday() % 7 + 1


def workday_near(year, month, day):
    last = calendar.monthrange(year, month)[1]
    if day > last:
        return None
    for distance in (0, -1, 1, -2, 2):
        if 1 <= day + distance <= last:
            if datetime.date(year, month, day + distance).weekday() < 5:
                return day + distance
    raise AssertionError("no month is without workdays")


def date_matches(text, date):
    last = calendar.monthrange(date.year, date.month)[1]
    if text == "L":
        return date.day == last
    if text == "LW":
        return date.day == workday_near(date.year, date.month, last)
    if text.endswith("W"):
        return date.day == workday_near(date.year, date.month, int(text[:-1]))
    return date.day in values(text, 1, 31)


def weekday_matches(text, date):
    if text == "L":
        return weekday(date) == 7
    if text.endswith("L"):
        last_week = date.day + 7 > calendar.monthrange(date.year, date.month)[1]
        return last_week and weekday(date) == number(text[:-1], WEEKDAYS)
    if "#" in text:
        day, nth = text.split("#")
        return weekday(date) == number(day, WEEKDAYS) and (date.day - 1) // 7 + 1 == int(nth)
    return weekday(date) in values(text, 1, 7, WEEKDAYS)


class Cron:
    def __init__(self, text):
        minutes, hours, self.dates, months, self.weekdays, years = text.upper().split()
        self.minutes = values(minutes, 0, 59)
        self.hours = values(hours, 0, 23)
        self.months = values(months, 1, 12, MONTHS)
        self.years = values(years, 1970, 2199)

    def names_day(self, date):
        if date.year not in self.years or date.month not in self.months:
            return False
        if self.dates == "?":
            return weekday_matches(self.weekdays, date)
        return date_matches(self.dates, date)


def cron_firings(text, zone, after, until):
    cron = Cron(text)
    days = {}
    now = after.replace(second=0, microsecond=0) + MINUTE
    while now <= until:
        local = now.astimezone(zone)
        date = local.date()
        if date not in days:
            days[date] = cron.names_day(date)
        if not days[date]:
            # On to the next day, in one step while it is far.
            quarters = max(1, (21 - local.hour) * 4)
            now += QUARTER * quarters - datetime.timedelta(minutes=now.minute % 15)
            continue
        # fold: the clock shows this time for the second time.
        if not local.fold and local.hour in cron.hours and local.minute in cron.minutes:
            yield now
        now += MINUTE


def once(text, zone):
    local = datetime.datetime.fromisoformat(text).replace(tzinfo=zone)
    due = local.astimezone(UTC)
    exists = due.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None)
    return due if exists else None


def firings(expression, zone, anchor, after, until):
    """The instants in (after, until] at which it is due; a rate counts from `anchor`."""
    zone = zoneinfo.ZoneInfo(zone)
    kind, inside = re.fullmatch(r"(\w+)\((.*)\)", expression).groups()
    if kind == "cron":
        yield from cron_firings(inside, zone, after, until)
    elif kind == "rate":
        count, unit = inside.split()
        step = datetime.timedelta(seconds=int(count) * UNITS[unit.rstrip("s")])
        due = anchor + step
        while due <= until:
            if due > after:
                yield due
            due += step
    else:
        due = once(inside, zone)
        if due is not None and after < due <= until:
            yield due
