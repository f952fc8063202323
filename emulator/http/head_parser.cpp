#include "emulator/http/head_parser.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <optional>
#include <string>

#include "emulator/base/check.h"
#include "emulator/http/request_validation.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::http {
namespace {

namespace beast = boost::beast;
using beast::http::field;

constexpr int kBadRequest = 400;
constexpr int kTargetTooLong = 414;
constexpr int kExpectationFailed = 417;
constexpr int kHeadTooLarge = 431;
// A request line that has not ended is told from a large header by what is not its target.
constexpr std::size_t kLineWithoutTargetBytes = 64;

std::string_view view(beast::string_view text) {
  return {text.data(), text.size()};
}

// Beast joins folded lines; RFC 9112 (5.2) lets a server refuse them, and so does this one. Then
// the value lies outside the input, or a line's end lies between it and its name.
bool is_folded(std::string_view input, std::string_view name, std::string_view value) {
  const auto place = [](const char* at) { return reinterpret_cast<std::uintptr_t>(at); };
  const char* const colon = name.data() + name.size();
  if (place(value.data()) < place(colon) ||
      place(value.data()) > place(input.data() + input.size())) {
    return true;
  }
  const auto gap = static_cast<std::size_t>(value.data() - colon);
  return std::string_view(colon, gap).find('\r') != std::string_view::npos;
}

// Beast's parser, writing into a RequestHead. Only the head is its business: it is told to skip
// the body, which is framed by our own, stricter reading.
class BeastHead final : public beast::http::basic_parser<true> {
 public:
  BeastHead(RequestHead& head, const Limits& limits) : head_(head), limits_(limits) {
    skip(true);
    header_limit(static_cast<std::uint32_t>(limits.head_bytes));
  }

  std::string_view input;  // what put() was given
  int refusal = 0;
  bool has_request_line = false;
  bool expects_continue = false;
  bool expects_other = false;
  FramingHeaders met;

 protected:
  using Text = beast::string_view;
  using Code = beast::error_code;

  void on_request_impl(beast::http::verb, Text method, Text target, int version,
                       Code& ec) override {
    has_request_line = true;
    if (target.size() > limits_.target_bytes) return refuse(kTargetTooLong, ec);
    head_.method.assign(method.data(), method.size());
    head_.target.assign(target.data(), target.size());
    head_.version_minor = version % 10;
  }

  void on_field_impl(field known, Text raw_name, Text raw_value, Code& ec) override {
    const std::string_view name = view(raw_name);
    const std::string_view value = view(raw_value);
    if (is_folded(input, name, value)) return refuse(kBadRequest, ec);
    if (head_.headers.size() >= limits_.header_count) return refuse(kHeadTooLarge, ec);
    head_.headers.add(std::string(name), std::string(value));
    note(known);
  }

  void on_header_impl(Code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Code&) override {}
  std::size_t on_body_impl(Text body, Code&) override { return body.size(); }
  void on_chunk_header_impl(std::uint64_t, Text, Code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text body, Code&) override { return body.size(); }
  void on_finish_impl(Code&) override {}
  void on_response_impl(int, Text, int, Code&) override {}

 private:
  void refuse(int status, Code& ec) {
    refusal = status;
    ec = beast::http::error::bad_value;
  }

  void note(field known) {
    switch (known) {
      case field::host:
        ++met.hosts;
        break;
      case field::content_length:
        ++met.lengths;
        break;
      case field::transfer_encoding:
        ++met.encodings;
        break;
      case field::expect: {
        const bool known_expectation =
            equal_ignoring_case((head_.headers.end() - 1)->value, "100-continue");
        (known_expectation ? expects_continue : expects_other) = true;
        break;
      }
      default:
        break;
    }
  }

  RequestHead& head_;
  const Limits& limits_;
};

}  // namespace

class HeadParser::Machine {
 public:
  void begin(RequestHead& head, const Limits& limits) {
    head.method.clear();
    head.target.clear();
    head.headers.clear();
    head.trailers.clear();
    head_ = &head;
    limits_ = &limits;
    beast_.emplace(head, limits);
    framing = {};
    refusal = 0;
    consumed_ = 0;
  }

  Parsed parse(std::string_view data) {
    beast::error_code ec;
    std::size_t taken = 0;
    // Beast stops after the request line's and the head's end.
    while (!ec && !beast_->is_header_done()) {
      const std::string_view rest = data.substr(taken);
      beast_->input = rest;
      taken += beast_->put(boost::asio::const_buffer(rest.data(), rest.size()), ec);
    }
    consumed_ += taken;
    if (ec == beast::http::error::need_more) return more(data.size() - taken, taken);
    if (ec) return refuse(status_of(ec), taken);
    if (consumed_ > limits_->head_bytes) return refuse(kHeadTooLarge, taken);
    const int status = judge();
    return status == 0 ? Parsed{Outcome::kDone, taken} : refuse(status, taken);
  }

  Framing framing;
  int refusal = 0;

 private:
  Parsed more(std::size_t waiting, std::size_t taken) {
    if (!beast_->has_request_line && waiting > limits_->target_bytes + kLineWithoutTargetBytes) {
      return refuse(kTargetTooLong, taken);
    }
    if (consumed_ + waiting > limits_->head_bytes) return refuse(kHeadTooLarge, taken);
    return {Outcome::kMore, taken};
  }

  Parsed refuse(int status, std::size_t taken) {
    refusal = status;
    return {Outcome::kRefused, taken};
  }

  int status_of(const beast::error_code& ec) const {
    if (beast_->refusal != 0) return beast_->refusal;
    if (ec != beast::http::error::header_limit) return kBadRequest;
    return beast_->has_request_line ? kHeadTooLarge : kTargetTooLong;
  }

  int judge() {
    FramingHeaders& met = beast_->met;
    if (met.lengths > 0) met.length = *head_->headers.find("Content-Length");
    if (met.encodings > 0) met.encoding = *head_->headers.find("Transfer-Encoding");
    if (const int status = judge_host(met, *head_)) return status;
    if (const int status = judge_framing(met, head_->version_minor, framing)) return status;
    if (const int status = judge_target(*head_, framing)) return status;
    if (beast_->expects_other) return kExpectationFailed;
    framing.keep_alive = beast_->keep_alive();
    framing.expects_continue = beast_->expects_continue && head_->version_minor > 0;
    return 0;
  }

  std::optional<BeastHead> beast_;
  RequestHead* head_ = nullptr;
  const Limits* limits_ = nullptr;
  std::size_t consumed_ = 0;
};

HeadParser::HeadParser() : machine_(std::make_unique<Machine>()) {}
HeadParser::~HeadParser() = default;

void HeadParser::begin(RequestHead& head, const Limits& limits) {
  machine_->begin(head, limits);
}
HeadParser::Parsed HeadParser::parse(std::string_view data) {
  return machine_->parse(data);
}
const Framing& HeadParser::framing() const {
  return machine_->framing;
}
int HeadParser::refusal() const {
  return machine_->refusal;
}

}  // namespace brume::emulator::http
