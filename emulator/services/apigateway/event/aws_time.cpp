#include "emulator/services/apigateway/event/aws_time.h"

#include <algorithm>
#include <string_view>

namespace brume::emulator::gateway {
namespace {

constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
constexpr std::string_view kDays = "SunMonTueWedThuFriSat";
// The year 9999: what a claim may say at most.
constexpr long long kMaxEpochSeconds = 253402300799;

struct Fields {
  std::chrono::year_month_day date;
  std::chrono::hh_mm_ss<std::chrono::seconds> time;
  unsigned weekday;
};

Fields fields_of(std::chrono::sys_seconds at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  return {std::chrono::year_month_day(day), std::chrono::hh_mm_ss<std::chrono::seconds>(at - day),
          std::chrono::weekday(day).c_encoding()};
}

void append_two(std::string& out, long long number) {
  out += static_cast<char>('0' + number / 10 % 10);
  out += static_cast<char>('0' + number % 10);
}

void append_day(std::string& out, const Fields& fields) {
  append_two(out, static_cast<unsigned>(fields.date.day()));
}

std::string_view month_name(const Fields& fields) {
  return kMonths.substr((static_cast<unsigned>(fields.date.month()) - 1) * 3, 3);
}

void append_clock(std::string& out, const Fields& fields) {
  append_two(out, fields.time.hours().count());
  out += ':';
  append_two(out, fields.time.minutes().count());
  out += ':';
  append_two(out, fields.time.seconds().count());
}

}  // namespace

std::array<char, 26> request_time(WallTime at) {
  const Fields fields = fields_of(std::chrono::floor<std::chrono::seconds>(at));
  const auto put = [](char* to, long long number, int digits) {
    for (; digits > 0; number /= 10) to[--digits] = static_cast<char>('0' + number % 10);
  };
  std::array<char, 26> out;  // each event has one: nothing is allocated
  constexpr std::string_view kBlank = "00/Mon/0000:00:00:00 +0000";
  static_assert(kBlank.size() == std::tuple_size_v<decltype(out)>);
  kBlank.copy(out.data(), out.size());
  put(&out[0], static_cast<unsigned>(fields.date.day()), 2);
  month_name(fields).copy(&out[3], 3);
  put(&out[7], static_cast<int>(fields.date.year()), 4);
  put(&out[12], fields.time.hours().count(), 2);
  put(&out[15], fields.time.minutes().count(), 2);
  put(&out[18], fields.time.seconds().count(), 2);
  return out;
}

std::string claim_time(long long epoch_seconds) {
  const long long bounded = std::clamp(epoch_seconds, 0LL, kMaxEpochSeconds);
  const Fields fields = fields_of(std::chrono::sys_seconds(std::chrono::seconds(bounded)));
  std::string out(kDays.substr(fields.weekday * 3, 3));
  out += ' ';
  out += month_name(fields);
  out += ' ';
  append_day(out, fields);
  out += ' ';
  append_clock(out, fields);
  out += " UTC ";
  out += std::to_string(static_cast<int>(fields.date.year()));
  return out;
}

long long epoch_ms(WallTime at) {
  return std::chrono::floor<std::chrono::milliseconds>(at).time_since_epoch().count();
}

long long epoch_s(WallTime at) {
  return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
}

}  // namespace brume::emulator::gateway
