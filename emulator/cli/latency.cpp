#include "emulator/cli/latency.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "emulator/text/json_text.h"

namespace brume::emulator::cli {
namespace {

std::string ms(Duration duration) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", static_cast<double>(duration.count()) / 1000.0);
  return text;
}

std::string row(const char* name, const Quantiles& q) {
  char text[160];
  std::snprintf(text, sizeof text, "%-6s %8zu %10s %10s %10s %10s %10s\n", name, q.count,
                duration_text(q.min).c_str(), duration_text(q.p50).c_str(),
                duration_text(q.p90).c_str(), duration_text(q.p99).c_str(),
                duration_text(q.max).c_str());
  return text;
}

std::string object(const Quantiles& q) {
  return JsonObject()
      .number("count", static_cast<long long>(q.count))
      .raw("minMs", ms(q.min))
      .raw("p50Ms", ms(q.p50))
      .raw("p90Ms", ms(q.p90))
      .raw("p99Ms", ms(q.p99))
      .raw("maxMs", ms(q.max))
      .finish();
}

}  // namespace

std::string duration_text(Duration duration) {
  const auto us = static_cast<double>(duration.count());
  char text[32];
  if (us < 1000) {
    std::snprintf(text, sizeof text, "%.0f us", us);
  } else if (us < 1'000'000) {
    std::snprintf(text, sizeof text, "%.2f ms", us / 1000);
  } else {
    std::snprintf(text, sizeof text, "%.2f s", us / 1'000'000);
  }
  return text;
}

Quantiles quantiles_of(std::vector<Duration> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const auto at = [&](double quantile) {
    const double rank = std::ceil(quantile * static_cast<double>(values.size()));
    return values[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
  };
  return {values.size(), values.front(), at(0.5), at(0.9), at(0.99), values.back()};
}

std::size_t LatencySummary::calls() const {
  std::size_t count = cold.size() + warm.size();
  for (const auto& [type, times] : failed) count += times;
  return count;
}

std::string LatencySummary::text() const {
  char head[160];
  const double seconds = std::chrono::duration<double>(elapsed).count();
  std::snprintf(head, sizeof head, "%zu calls in %s, %.0f/s\n", calls(),
                duration_text(elapsed).c_str(),
                seconds > 0 ? static_cast<double>(calls()) / seconds : 0.0);
  std::string out = head;
  std::snprintf(head, sizeof head, "%-6s %8s %10s %10s %10s %10s %10s\n", "", "calls", "min", "p50",
                "p90", "p99", "max");
  out += head;
  if (!cold.empty()) out += row("cold", quantiles_of(cold));
  if (!warm.empty()) out += row("warm", quantiles_of(warm));
  for (const auto& [type, times] : failed) {
    out += "failed " + std::to_string(times) + " with " + type + "\n";
  }
  return out;
}

std::string LatencySummary::json() const {
  JsonObject failures;
  for (const auto& [type, times] : failed) failures.number(type, static_cast<long long>(times));
  return JsonObject()
      .number("calls", static_cast<long long>(calls()))
      .raw("elapsedMs", ms(elapsed))
      .raw("cold", object(quantiles_of(cold)))
      .raw("warm", object(quantiles_of(warm)))
      .raw("failed", failures.finish())
      .finish();
}

}  // namespace brume::emulator::cli
