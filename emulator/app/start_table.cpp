#include "emulator/app/start_table.h"

#include <algorithm>
#include <filesystem>

#include "emulator/services/schedule/firing.h"
#include "emulator/services/schedule/schedule_report.h"

namespace brume::emulator::cli {
namespace {

using gateway::Api;
using gateway::ApiKind;
using gateway::Integration;
using gateway::Route;

// Routes of larger applications would scroll the addresses away; `brume explain` tells them all.
constexpr std::size_t kRoutesMax = 60;

struct Row {
  std::string method, path, target, remark;
};

std::string target_of(const Integration& to) {
  switch (to.kind) {
    case Integration::Kind::kLambda:
      return to.function;
    case Integration::Kind::kMock:
      return "(mock)";
    case Integration::Kind::kHttpProxy:
      return to.uri;
    case Integration::Kind::kUnsupported:
      return "501: " + to.unsupported + " is not emulated";
  }
  return {};
}

// Where the route is called, as far as it stands in the path.
std::string path_of(const gateway::RoutingTable& table, const Api& api, const Route& route) {
  const std::string path = route.path == "$default" ? "/*" : route.path;
  if (api.kind == ApiKind::kFunctionUrl) return own_path(api) + "/*";
  return table.on_port(api) ? path : own_path(api) + path;
}

std::vector<Row> rows_of(const gateway::RoutingTable& table) {
  std::vector<Row> rows;
  for (const Api& api : table.apis()) {
    for (const Route& route : api.routes) {
      // What answers a browser's question beforehand is no route that somebody wrote.
      const bool preflight =
          route.method == "OPTIONS" && route.integration.kind == Integration::Kind::kMock;
      if (preflight) continue;
      Row row{route.method, path_of(table, api, route), target_of(route.integration), {}};
      if (row.method.empty() || route.path == "$default") row.method = "ANY";
      if (!route.authorizer.empty()) row.remark = "authorizer " + route.authorizer;
      if (api.kind == ApiKind::kFunctionUrl) row.remark = "function URL";
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string routes_text(const std::vector<Row>& rows, const Terminal& terminal) {
  std::size_t method = 0, path = 0;
  for (const Row& row : rows) {
    method = std::max(method, row.method.size());
    path = std::min<std::size_t>(std::max(path, row.path.size()), 48);
  }
  std::string text;
  for (std::size_t i = 0; i < std::min(rows.size(), kRoutesMax); ++i) {
    const Row& row = rows[i];
    text += "  " + styled(terminal, Style::kGreen, padded(row.method, method)) + "  " +
            padded(row.path, path) + "  " + styled(terminal, Style::kCyan, row.target);
    if (!row.remark.empty()) text += "  " + styled(terminal, Style::kDim, row.remark);
    text += "\n";
  }
  if (rows.size() > kRoutesMax) {
    text += "  … and " + std::to_string(rows.size() - kRoutesMax) + " more routes\n";
  }
  return text;
}

std::string next_text(const schedule::Scheduler::State& state) {
  if (!state.schedule->enabled) return "disabled";
  return state.next ? "next " + schedule::iso_seconds(*state.next) : "does not fire";
}

std::string schedules_text(const std::vector<schedule::Scheduler::State>& states,
                           const Terminal& terminal) {
  std::size_t name = 0, expression = 0;
  for (const schedule::Scheduler::State& state : states) {
    name = std::max(name, state.schedule->name.size());
    expression = std::max(expression, state.schedule->expression.size());
  }
  std::string text;
  for (std::size_t i = 0; i < std::min(states.size(), kRoutesMax); ++i) {
    const schedule::Schedule& schedule = *states[i].schedule;
    text += "  " + padded(schedule.name, name) + "  " + padded(schedule.expression, expression) +
            "  " + styled(terminal, Style::kCyan, targets_text(schedule)) + "  " +
            styled(terminal, Style::kDim, next_text(states[i])) + "\n";
  }
  if (states.size() > kRoutesMax) {
    text += "  … and " + std::to_string(states.size() - kRoutesMax) + " more schedules\n";
  }
  return text;
}

// Seen from where the command was typed, if it is below.
std::string shown_path(const std::filesystem::path& path) {
  std::error_code failed;
  const std::filesystem::path here = std::filesystem::current_path(failed);
  const std::filesystem::path relative = path.lexically_relative(here);
  const bool below = !failed && !relative.empty() && *relative.begin() != "..";
  return (below ? relative : path).string() + "/";
}

std::string buckets_text(const std::vector<Buckets::State>& buckets, const Terminal& terminal) {
  std::size_t name = 0, folder = 0;
  for (const Buckets::State& bucket : buckets) {
    name = std::max(name, bucket.name.size());
    folder = std::max(folder, shown_path(bucket.folder).size());
  }
  std::string text;
  for (std::size_t i = 0; i < std::min(buckets.size(), kRoutesMax); ++i) {
    std::string targets;
    for (const std::string& target : buckets[i].targets) {
      targets += (targets.empty() ? "" : ", ") + target;
    }
    text += "  " + padded(buckets[i].name, name) + "  " +
            padded(shown_path(buckets[i].folder), targets.empty() ? 0 : folder);
    if (!targets.empty()) text += "  " + styled(terminal, Style::kCyan, targets);
    text += "\n";
  }
  if (buckets.size() > kRoutesMax) {
    text += "  … and " + std::to_string(buckets.size() - kRoutesMax) + " more buckets\n";
  }
  return text;
}

std::string functions_text(const LiveApplication& application, const std::vector<Row>& rows,
                           const Terminal& terminal) {
  std::string others;
  std::string broken;
  for (const auto& [name, function] : application.functions()) {
    if (!function.callable) {
      broken += "  " + styled(terminal, Style::kRed, name) + "  " + function.problem + "\n";
      continue;
    }
    const auto routed = [&name](const Row& row) {
      return row.target == name || row.target.starts_with(name + ":");
    };
    if (std::any_of(rows.begin(), rows.end(), routed)) continue;
    others += (others.empty() ? "  " : ", ") + name;
  }
  std::string text;
  if (!others.empty()) {
    text += styled(terminal, Style::kBold, "Functions without a route") + "\n" + others + "\n";
  }
  if (!broken.empty()) {
    text += styled(terminal, Style::kBold, "Functions that cannot be called") + "\n" + broken;
  }
  return text;
}

}  // namespace

std::string start_table(const LiveApplication& application, const Served& served,
                        const Terminal& terminal) {
  std::string text;
  const std::vector<Row> rows = rows_of(*application.routes());
  if (!served.api_url.empty()) {
    text += styled(terminal, Style::kBold, "HTTP") + "  " + served.api_url + "\n";
    text += rows.empty() ? "  the template has no routes\n" : routes_text(rows, terminal);
  }
  if (!served.aws_url.empty()) {
    text += styled(terminal, Style::kBold, "AWS") + "   " + served.aws_url +
            (served.buckets ? "  Lambda, S3, STS" : "  Lambda, STS") + "  (AWS_ENDPOINT_URL)\n";
  }
  if (!served.schedules.empty()) {
    text += styled(terminal, Style::kBold, "Schedules") + "\n" +
            schedules_text(served.schedules, terminal);
  }
  if (served.buckets && !served.buckets->empty()) {
    text +=
        styled(terminal, Style::kBold, "Buckets") + "\n" + buckets_text(*served.buckets, terminal);
  }
  return text + functions_text(application, rows, terminal);
}

}  // namespace brume::emulator::cli
