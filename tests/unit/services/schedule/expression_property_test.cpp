// What holds for any expression, on random ones in random zones: the next firing comes after now,
// none lies between, and over years it is exactly what a look at the clock in every minute finds.
#include <doctest/doctest.h>

#include <random>
#include <set>
#include <string>
#include <vector>

#include "emulator/services/schedule/expression.h"
#include "tests/unit/services/schedule/instants.h"

using namespace brume::emulator;
using namespace brume::emulator::schedule;
using brume::emulator::schedule::testing::instant;
using brume::emulator::schedule::testing::text_of;
using namespace std::chrono;

namespace {

constexpr const char* kZones[] = {
    "UTC",          "Europe/Berlin",  "America/New_York", "America/Santiago", "Australia/Lord_Howe",
    "Africa/Cairo", "Asia/Kathmandu", "Africa/Casablanca"};

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  int number(int low, int high) { return std::uniform_int_distribution<int>(low, high)(engine_); }
  bool once_in(int n) { return number(1, n) == 1; }

  // A field of numbers between two bounds, and the numbers it names.
  std::string field(int low, int high, std::set<int>& named) {
    if (once_in(3)) {
      for (int i = low; i <= high; ++i) named.insert(i);
      return "*";
    }
    std::string text;
    for (int items = number(1, 3); items > 0; --items) {
      text += (text.empty() ? "" : ",") + item(low, high, named);
    }
    return text;
  }

 private:
  std::string item(int low, int high, std::set<int>& named) {
    const int first = number(low, high);
    const int last = number(first, high);
    const int step = number(1, std::max(1, (high - low) / 2));
    switch (number(1, 3)) {
      case 1:
        named.insert(first);
        return std::to_string(first);
      case 2:
        for (int i = first; i <= last; ++i) named.insert(i);
        return std::to_string(first) + "-" + std::to_string(last);
      default:
        for (int i = first; i <= high; i += step) named.insert(i);
        return std::to_string(first) + "/" + std::to_string(step);
    }
  }

  std::mt19937 engine_;
};

// A cron expression, and what it names as the simplest of all programs would say.
struct Calendar {
  explicit Calendar(Random& random) {
    text = random.field(0, 59, minutes) + " " + random.field(0, 23, hours) + " ";
    by_date = random.once_in(2);
    const std::string days = by_date ? random.field(1, 31, dates) : random.field(1, 7, weekdays);
    const bool no_steps = by_date || days.find('/') == std::string::npos;
    const std::string day = no_steps ? days : "1";
    if (!no_steps) weekdays = {1};
    const std::string month = random.field(1, 12, months);
    text =
        "cron(" + text + (by_date ? day : "?") + " " + month + " " + (by_date ? "?" : day) + " *)";
  }

  bool names(LocalSeconds local) const {
    const auto date = floor<days>(local);
    const year_month_day ymd(date);
    const hh_mm_ss time(local - date);
    const auto weekday_number = static_cast<int>(weekday(date).c_encoding()) + 1;
    return minutes.contains(static_cast<int>(time.minutes().count())) &&
           hours.contains(static_cast<int>(time.hours().count())) &&
           months.contains(static_cast<int>(static_cast<unsigned>(ymd.month()))) &&
           (by_date ? dates.contains(static_cast<int>(static_cast<unsigned>(ymd.day())))
                    : weekdays.contains(weekday_number));
  }

  std::string text;
  bool by_date = false;
  std::set<int> minutes, hours, dates, months, weekdays;
};

// Minute by minute. A local time that was shown before is the second of two.
std::vector<WallTime> slow(const Calendar& calendar, const TimeZone& zone, WallTime from,
                           WallTime until) {
  std::vector<WallTime> found;
  // Beginning a day earlier: what was shown then is known.
  LocalSeconds shown = zone.local(from - days(1));
  for (WallTime now = from - days(1); now <= until; now += std::chrono::minutes(1)) {
    const LocalSeconds local = zone.local(now);
    const bool again = local < shown;
    if (!again) shown = local + std::chrono::minutes(1);
    if (!again && now > from && calendar.names(local)) found.push_back(now);
  }
  return found;
}

}  // namespace

TEST_CASE("random expressions are due in exactly the minutes that a slow search finds") {
  constexpr int kExpressions = 40;
  const WallTime from = instant("2027-01-01T00:00:00Z");
  const WallTime until = instant("2029-01-01T00:00:00Z");
  for (int seed = 1; seed <= kExpressions; ++seed) {
    Random random(static_cast<unsigned>(seed));
    const Calendar calendar(random);
    const char* const name = kZones[random.number(0, std::size(kZones) - 1)];
    CAPTURE(seed);
    CAPTURE(calendar.text);
    CAPTURE(name);
    const auto expression = Expression::parse(calendar.text, Dialect::kScheduler);
    REQUIRE(expression.ok());
    const auto zone = TimeZone::load(name);
    REQUIRE(zone.ok());
    WallTime now = from;
    for (const WallTime wanted : slow(calendar, zone.value(), from, until)) {
      const auto due = expression.value().next(now, from, zone.value());
      REQUIRE(due.has_value());
      if (*due != wanted) FAIL("due " << text_of(*due) << ", wanted " << text_of(wanted));
      now = wanted;
    }
    const auto beyond = expression.value().next(now, from, zone.value());
    CHECK((!beyond || *beyond > until));
  }
}

TEST_CASE("whenever one asks, the next firing is later, and asking in between changes nothing") {
  constexpr int kExpressions = 2000;
  for (int seed = 1; seed <= kExpressions; ++seed) {
    Random random(static_cast<unsigned>(seed));
    const Calendar calendar(random);
    const auto zone = TimeZone::load(kZones[random.number(0, std::size(kZones) - 1)]);
    const auto expression = Expression::parse(calendar.text, Dialect::kScheduler);
    CAPTURE(seed);
    CAPTURE(calendar.text);
    REQUIRE(expression.ok());
    // Often close to a change of the clocks.
    const WallTime now =
        instant(random.once_in(2) ? "2027-03-28T00:00:00Z" : "2027-10-31T00:00:00Z") +
        seconds(random.number(-100'000, 100'000));
    const auto due = expression.value().next(now, now, zone.value());
    if (!due) continue;
    CHECK(*due > now);
    CHECK(calendar.names(zone.value().local(*due)));
    const auto span = static_cast<int>(std::min<std::int64_t>(floor<seconds>(*due - now).count(),
                                                              std::numeric_limits<int>::max()));
    const WallTime between = now + seconds(random.number(0, span - 1));
    CHECK(expression.value().next(between, now, zone.value()) == due);
  }
}

TEST_CASE("a rate keeps its phase over any number of intervals") {
  Random random(7);
  const WallTime anchor = instant("2027-01-01T00:00:20Z");
  for (int i = 0; i < 1000; ++i) {
    const int count = random.number(2, 5000);
    const auto rate =
        Expression::parse("rate(" + std::to_string(count) + " minutes)", Dialect::kRule);
    REQUIRE(rate.ok());
    const WallTime now = anchor + seconds(random.number(0, 400'000'000));
    const auto due = rate.value().next(now, anchor, TimeZone::utc());
    REQUIRE(due.has_value());
    CHECK(*due > now);
    CHECK(*due - now <= std::chrono::minutes(count));
    CHECK((*due - anchor) % std::chrono::minutes(count) == Duration(0));
  }
}
