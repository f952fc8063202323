// How many schedule expressions a second are read and asked for their next firing, beside the peer
// that no design can do without: turning as many instants into local times and back, which is what
// one firing in a zone takes at the least. Prints expressions/s and the ratio.
// Usage: schedule_bench [ROUNDS]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "emulator/services/schedule/expression.h"

using namespace brume::emulator;
using namespace brume::emulator::schedule;
using std::chrono::steady_clock;

namespace {

constexpr const char* kExpressions[] = {
    "rate(5 minutes)",         "cron(0/15 * * * ? *)",         "cron(0 18 ? * MON-FRI *)",
    "cron(0 10 L * ? *)",      "cron(15 10 ? * 6L 2027-2090)", "cron(0 9 ? 1/3 MON#1 *)",
    "cron(0 12 15W * ? *)",    "cron(30 2 * * ? *)",           "cron(0 0 29 2 ? *)",
    "at(2031-06-01T10:00:00)",
};

double seconds_of(int rounds, auto action) {
  const auto from = steady_clock::now();
  for (int round = 0; round < rounds; ++round) action(round);
  return std::chrono::duration<double>(steady_clock::now() - from).count();
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 100'000;
  auto zone = TimeZone::load("Europe/Berlin");
  if (!zone) return 1;
  const WallTime start = std::chrono::sys_days(std::chrono::year(2027) / 1 / 1);
  const auto count = static_cast<double>(rounds) * std::size(kExpressions);
  std::int64_t sum = 0;
  const double floor_s = seconds_of(rounds, [&](int round) {
    for (std::size_t i = 0; i < std::size(kExpressions); ++i) {
      const LocalSeconds local = zone->local(start + std::chrono::minutes(round));
      sum += zone->meaning(local).first.time_since_epoch().count() & 1;
    }
  });
  std::vector<Expression> parsed;
  for (const char* text : kExpressions) {
    auto read = Expression::parse(text, Dialect::kScheduler);
    if (!read) return 1;
    parsed.push_back(std::move(read).value());
  }
  const auto ask = [&](const Expression& expression, int round) {
    const WallTime now = start + std::chrono::minutes(round);
    const auto due = expression.next(now, start, zone.value());
    sum += due ? due->time_since_epoch().count() & 1 : 0;
  };
  const double next_s = seconds_of(rounds, [&](int round) {
    for (const Expression& expression : parsed) ask(expression, round);
  });
  const double both_s = seconds_of(rounds, [&](int round) {
    for (const char* text : kExpressions) {
      ask(Expression::parse(text, Dialect::kScheduler).value(), round);
    }
  });
  std::printf("local time and back          %10.0f /s\n", count / floor_s);
  std::printf("next firing                  %10.0f /s  %.1f times that\n", count / next_s,
              next_s / floor_s);
  std::printf("read, then next firing       %10.0f /s  %.1f times that (at least 100000 /s)\n",
              count / both_s, both_s / floor_s);
  return sum < 0 ? 1 : 0;
}
