// Two handlers of one library: `count` behind an HTTP API, `lines` streams its answer.
#include <brume/events/api_gateway_v2.hpp>
#include <brume/log.hpp>
#include <cstdlib>
#include <map>
#include <sstream>
#include <string>

namespace {

std::size_t longest = 0;

// Once for each execution environment, before its first event.
void configure() {
  const char* const value = std::getenv("LONGEST");
  longest = value != nullptr ? std::stoul(value) : 20;
}

std::map<std::string, int> count_words(std::istream& text) {
  std::map<std::string, int> counts;
  for (std::string word; text >> word;) {
    if (word.size() <= longest) ++counts[word];
  }
  return counts;
}

brume::ApiGatewayV2Response count(const brume::ApiGatewayV2Request& request,
                                  const brume::Context& context) {
  std::istringstream text(request.body_bytes());
  const auto counts = count_words(text);
  if (counts.empty()) throw brume::Error("WordCount.NoWords", "there is nothing to count");
  brume::log::info("counted", {{"words", static_cast<long>(counts.size())},
                               {"left_ms", static_cast<long>(context.remaining().count())}});
  return brume::json_response(200, brume::json(counts));
}

// One line of answer for each line of text, written as soon as it is known.
void lines(const brume::json& event, brume::ResponseStream& answer) {
  answer.content_type("text/plain");
  std::istringstream text(event.at("text").get<std::string>());
  for (std::string line; std::getline(text, line);) {
    std::istringstream words(line);
    if (!answer.write(std::to_string(count_words(words).size()) + "\n")) return;
  }
}

}  // namespace

BRUME_INIT(configure)
BRUME_HANDLER(count, count)
BRUME_HANDLER(lines, lines)
