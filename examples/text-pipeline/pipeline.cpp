// `count` reads a text from one bucket and writes the counts of its words to the next; `report`
// makes a line of those.
#include <algorithm>
#include <brume/events/s3.hpp>
#include <brume/log.hpp>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "s3.hpp"

namespace {

std::string words_of(std::string text) {
  for (char& c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (!letter) c = ' ';
  }
  return text;
}

void count(const brume::S3Event& event, const brume::Context& context) {
  const S3 s3(context);
  for (const brume::S3Record& record : event.records) {
    const std::string key = record.s3.object.decoded_key();
    std::istringstream text(words_of(s3.get(record.s3.bucket.name, key)));
    std::map<std::string, int> counts;
    for (std::string word; text >> word;) ++counts[word];
    s3.put(std::getenv("TO"), key + ".json", brume::json(counts).dump());
    brume::log::info("counted", {{"key", key}, {"words", static_cast<long>(counts.size())}});
  }
}

void report(const brume::S3Event& event, const brume::Context& context) {
  const S3 s3(context);
  for (const brume::S3Record& record : event.records) {
    const std::string key = record.s3.object.decoded_key();
    const auto counts = brume::json::parse(s3.get(record.s3.bucket.name, key));
    std::vector<std::pair<int, std::string>> most;
    for (const auto& [word, times] : counts.items()) most.emplace_back(-times.get<int>(), word);
    std::sort(most.begin(), most.end());
    std::string line = key + ": " + std::to_string(most.size()) + " words";
    for (std::size_t i = 0; i < std::min<std::size_t>(3, most.size()); ++i) {
      line += (i == 0 ? "; most often " : ", ") + most[i].second + " (" +
              std::to_string(-most[i].first) + ")";
    }
    s3.put(std::getenv("TO"), key + ".txt", line + "\n");
  }
}

}  // namespace

BRUME_HANDLER(count, count)
BRUME_HANDLER(report, report)
