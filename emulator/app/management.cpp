#include "emulator/app/management.h"

#include <map>

#include "emulator/app/log_text.h"
#include "emulator/aws/origin_guard.h"

namespace brume::emulator::app {
namespace {

constexpr std::string_view kPrefix = "/_brume/";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
                        hex_value(text[i + 2]) >= 0;
    if (escape) {
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::map<std::string, std::string> parameters_of(std::string_view query) {
  std::map<std::string, std::string> parameters;
  while (!query.empty()) {
    const std::string_view one = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(one.size() + 1, query.size()));
    const std::size_t equals = std::min(one.find('='), one.size());
    parameters[decoded(one.substr(0, equals))] =
        decoded(one.substr(std::min(equals + 1, one.size())));
  }
  return parameters;
}

struct Filter {
  std::string function;
  std::string text;
  bool calls;  // the lines that sum up a call, too

  bool lets(const LogRecord& record) const {
    return (calls || record.kind != LogRecord::Kind::kCall) &&
           (function.empty() || record.function == function) &&
           (text.empty() || record.text.find(text) != std::string_view::npos ||
            record.request_id.find(text) != std::string_view::npos);
  }
};

}  // namespace

// Sends lines to one client until it goes away. What a slow one cannot take of the new ones is left
// out, and said.
class Management::LogFollower : public std::enable_shared_from_this<LogFollower> {
 public:
  LogFollower(RecentLogs& log, std::shared_ptr<http::Exchange> exchange, Filter filter)
      : log_(log), exchange_(std::move(exchange)), filter_(std::move(filter)) {}

  void send_kept() {
    log_.read([this](const LogRecord& record) {
      if (filter_.lets(record)) waiting_ = !exchange_->write(json_line(record));
    });
  }

  void follow() {
    follower_ = log_.follow([self = shared_from_this()](const LogRecord& r) { self->send(r); });
    exchange_->on_drained([this] { on_drained(); });
    exchange_->on_closed([&log = log_, follower = follower_] { log.unfollow(follower); });
  }

  void end() {
    if (follower_ != 0) log_.unfollow(follower_);
    exchange_->end();
  }

 private:
  void send(const LogRecord& record) {
    if (!filter_.lets(record)) return;
    at_ = record.at;
    if (waiting_) {
      ++left_out_;
    } else {
      waiting_ = !exchange_->write(json_line(record));
    }
  }

  void on_drained() {
    waiting_ = false;
    if (left_out_ == 0) return;
    const std::string text = std::to_string(left_out_) + " lines are left out";
    left_out_ = 0;
    waiting_ = !exchange_->write(json_line({LogRecord::Kind::kNotice, at_, {}, {}, text}));
  }

  RecentLogs& log_;
  std::shared_ptr<http::Exchange> exchange_;
  Filter filter_;
  std::uint64_t follower_ = 0;
  std::size_t left_out_ = 0;
  WallTime at_;  // of the last line
  bool waiting_ = false;
};

bool Management::answer(const std::shared_ptr<http::Exchange>& exchange) {
  if (!exchange->head().path().starts_with(kPrefix)) return false;
  if (aws::comes_from_here(exchange->head(), services_.listening_host)) {
    answer_own(exchange);
  } else {
    exchange->respond(refusal(403, "this is not for other sites"));
  }
  return true;
}

void Management::answer_own(const std::shared_ptr<http::Exchange>& exchange) {
  const std::string_view what = exchange->head().path().substr(kPrefix.size());
  const bool get = exchange->head().method == "GET";
  const std::string_view name = what.substr(0, what.find('/'));
  if (const auto topic = topics_.find(name); topic != topics_.end()) {
    return topic->second(
        {exchange, what.substr(name.size()), parameters_of(exchange->head().query())});
  }
  if (what == "status" && get) {
    exchange->respond(json_response(200, services_.status()));
  } else if (what == "logs" && get) {
    send_logs(exchange);
  } else if (what == "stop" && exchange->head().method == "POST") {
    exchange->respond(json_response(202, "{}"));
    services_.stop();
  } else if (what == "status" || what == "logs" || what == "stop") {
    exchange->respond(refusal(405, "wrong method"));
  } else {
    exchange->respond(refusal(404, "there is no /_brume/" + std::string(what)));
  }
}

void Management::send_logs(const std::shared_ptr<http::Exchange>& exchange) {
  auto parameters = parameters_of(exchange->head().query());
  const auto follower = std::make_shared<LogFollower>(
      services_.log, exchange,
      Filter{parameters["function"], parameters["filter"], parameters["calls"] == "1"});
  exchange->begin({200, {{"Content-Type", "application/x-ndjson"}}});
  follower->send_kept();
  if (parameters["tail"] != "1") return follower->end();
  follower->follow();
  std::erase_if(followers_, [](const auto& gone) { return gone.expired(); });
  followers_.push_back(follower);
}

void Management::end_streams() {
  for (const auto& follower : followers_) {
    if (const auto open = follower.lock()) open->end();
  }
}

}  // namespace brume::emulator::app
