#include "emulator/app/start_table.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>

namespace brume::emulator::app {
namespace {

// More would scroll the addresses away; `brume explain` and `brume schedule list` show them all.
constexpr std::size_t kRowsMax = 60;
constexpr std::size_t kColumnMax = 48;

// Relative to where the command was typed, if it is below.
std::string shown_path(const std::string& text) {
  const std::filesystem::path path(text);
  std::error_code failed;
  const std::filesystem::path here = std::filesystem::current_path(failed);
  const std::filesystem::path relative = path.lexically_relative(here);
  const bool below = !failed && !relative.empty() && *relative.begin() != "..";
  return below ? relative.string() : text;
}

std::string shown(const Cell& cell) {
  return cell.look == Cell::Look::kPath ? shown_path(cell.text) : cell.text;
}

std::optional<Style> style_of(Cell::Look look) {
  switch (look) {
    case Cell::Look::kVerb:
      return Style::kGreen;
    case Cell::Look::kTarget:
      return Style::kCyan;
    case Cell::Look::kRemark:
      return Style::kDim;
    case Cell::Look::kPlain:
    case Cell::Look::kPath:
      break;
  }
  return std::nullopt;
}

std::vector<std::size_t> widths_of(const Section& section) {
  std::vector<std::size_t> widths;
  for (const auto& row : section.rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::size_t most = row[i].look == Cell::Look::kPath ? SIZE_MAX : kColumnMax;
      widths[i] = std::min(std::max(widths[i], shown(row[i]).size()), most);
    }
  }
  return widths;
}

// Targets are of any length: what follows them is not aligned.
std::string row_text(const std::vector<Cell>& row, const std::vector<std::size_t>& widths,
                     const Terminal& terminal) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) {
    std::string text = shown(row[i]);
    const bool padded = i + 1 < row.size() && row[i].look != Cell::Look::kTarget;
    if (padded && text.size() < widths[i]) text.append(widths[i] - text.size(), ' ');
    const std::optional<Style> style = style_of(row[i].look);
    line += "  " + (style ? styled(terminal, *style, text) : text);
  }
  return line + "\n";
}

// Functions that nothing calls over HTTP, and those that cannot be called.
std::string functions_text(const ApplicationReloader& application,
                           const std::set<std::string>& routed, const Terminal& terminal) {
  std::string others, broken;
  for (const auto& [name, function] : application.functions()) {
    if (!function.callable) {
      broken += "  " + styled(terminal, Style::kRed, name) + "  " + function.problem + "\n";
    } else if (!routed.contains(name)) {
      others += (others.empty() ? "  " : ", ") + name;
    }
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

std::string aws_text(const Emulator& emulator, const Terminal& terminal) {
  const std::string& url = emulator.addresses().aws_url;
  if (url.empty()) return {};
  std::vector<std::string> apis = emulator.api_titles();
  std::sort(apis.begin(), apis.end());
  std::string titles;
  for (const std::string& title : apis) titles += (titles.empty() ? "" : ", ") + title;
  return styled(terminal, Style::kBold, "AWS") + "   " + url + "  " + titles +
         "  (AWS_ENDPOINT_URL)\n";
}

// "Hello:live" -> Hello
void add_targets(const Section& section, std::set<std::string>& functions) {
  for (const auto& row : section.rows) {
    for (const Cell& cell : row) {
      if (cell.look != Cell::Look::kTarget) continue;
      functions.insert(cell.text.substr(0, cell.text.find(':')));
    }
  }
}

}  // namespace

std::string section_text(const Section& section, const Terminal& terminal) {
  if (section.rows.empty() && section.without_rows.empty()) return {};
  std::string text = styled(terminal, Style::kBold, section.heading);
  if (!section.remark.empty()) text += "  " + section.remark;
  text += "\n";
  if (section.rows.empty()) return text + "  " + section.without_rows + "\n";
  const std::vector<std::size_t> widths = widths_of(section);
  const std::size_t count = std::min(section.rows.size(), kRowsMax);
  for (std::size_t i = 0; i < count; ++i) text += row_text(section.rows[i], widths, terminal);
  if (count < section.rows.size()) {
    text +=
        "  … and " + std::to_string(section.rows.size() - count) + " more " + section.noun + "\n";
  }
  return text;
}

std::string start_table(const Emulator& emulator, const Terminal& terminal) {
  std::string http, others;
  std::set<std::string> routed;
  for (const auto& service : emulator.services()) {
    for (const Section& section : service->describe().sections) {
      const bool is_http = !section.remark.empty();
      (is_http ? http : others) += section_text(section, terminal);
      if (is_http) add_targets(section, routed);
    }
  }
  return http + aws_text(emulator, terminal) + others +
         functions_text(emulator.application(), routed, terminal);
}

}  // namespace brume::emulator::app
