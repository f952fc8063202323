#include "emulator/polling/batch_response.h"

#include <set>
#include <string>
#include <unordered_map>

#include "emulator/text/json_reader.h"

namespace brume::emulator::polling {
namespace {

// Each function is false for what fails the whole batch.
class BatchResponse {
 public:
  BatchResponse(std::string_view text, const std::vector<Record>& records)
      : reader_(text), records_(records) {}

  bool read() {
    if (reader_.peek() == JsonReader::Kind::kObject) {
      if (!read_object()) return false;
    } else if (!read_empty()) {
      return false;
    }
    return reader_.at_end();
  }
  std::vector<std::size_t> failed() const { return {failed_.begin(), failed_.end()}; }

 private:
  // null, "" or [].
  bool read_empty() {
    std::string text;
    std::string_view literal;
    switch (reader_.peek()) {
      case JsonReader::Kind::kNull:
        return reader_.literal(literal);
      case JsonReader::Kind::kString:
        return reader_.string(text) && text.empty();
      case JsonReader::Kind::kArray:
        return reader_.enter_array() && !reader_.more_elements() && !reader_.failed();
      default:
        return false;
    }
  }

  bool read_object() {
    std::string name;
    std::string_view skipped;
    reader_.enter_object();
    while (reader_.more_members(name)) {
      const bool read = name == "batchItemFailures" ? read_list() : reader_.skip(skipped);
      if (!read) return false;
    }
    return !reader_.failed();
  }

  bool read_list() {
    failed_.clear();
    if (reader_.peek() != JsonReader::Kind::kArray) return read_empty();
    reader_.enter_array();
    while (reader_.more_elements()) {
      if (!read_item()) return false;
    }
    return !reader_.failed();
  }

  bool read_item() {
    if (reader_.peek() != JsonReader::Kind::kObject) return false;
    std::string name;
    std::string item_id;
    std::string_view skipped;
    reader_.enter_object();
    while (reader_.more_members(name)) {
      const bool read = name == "itemIdentifier" ? reader_.string(item_id) : reader_.skip(skipped);
      if (!read) return false;
    }
    return !reader_.failed() && note(item_id);
  }

  bool note(std::string_view item_id) {
    if (item_id.empty()) return false;
    if (by_id_.empty()) {
      for (std::size_t i = 0; i < records_.size(); ++i) by_id_.emplace(records_[i].item_id, i);
    }
    // A message that was received twice may be there twice.
    const auto [first, last] = by_id_.equal_range(item_id);
    for (auto found = first; found != last; ++found) failed_.insert(found->second);
    return first != last;
  }

  JsonReader reader_;
  const std::vector<Record>& records_;
  std::unordered_multimap<std::string_view, std::size_t> by_id_;  // made when it is needed
  std::set<std::size_t> failed_;
};

}  // namespace

std::optional<std::vector<std::size_t>> read_batch_response(std::string_view response,
                                                            const std::vector<Record>& records) {
  // A function that returns nothing.
  if (response.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return std::vector<std::size_t>{};
  }
  BatchResponse reading(response, records);
  if (!reading.read()) return std::nullopt;
  return reading.failed();
}

}  // namespace brume::emulator::polling
