#include <doctest/doctest.h>

#include "emulator/services/s3/protocol/form_decoder.h"
#include "emulator/services/s3/protocol/post_policy.h"
#include "emulator/text/base64.h"

using namespace brume::emulator;
using namespace brume::emulator::aws::s3;

namespace {

const std::string kForm =
    "--XX\r\nContent-Disposition: form-data; name=\"Key\"\r\n\r\nuser/${filename}\r\n"
    "--XX\r\nContent-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n"
    "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a b.txt\"\r\n"
    "Content-Type: text/plain\r\n\r\nline\r\n--X almost\r\n--XX\r\n"
    "Content-Disposition: form-data; name=\"submit\"\r\n\r\nUpload\r\n--XX--\r\n";

std::string policy_of(const std::string& conditions) {
  return base64_encode("{\"expiration\": \"2026-11-21T00:00:00.000Z\", \"conditions\": [" +
                       conditions + "]}");
}

const WallTime kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20);

std::string verdict(const std::string& conditions, const FormFields& fields, WallTime now = kNow) {
  const Result<PostPolicy> policy = read_policy(policy_of(conditions));
  if (!policy) return policy.error().reason;
  const Status checked = check_policy(policy.value(), fields, "uploads", now);
  return checked ? "" : checked.error().message;
}

}  // namespace

TEST_CASE("a form is its fields and its file, however it is cut") {
  for (const std::size_t piece : {1u, 2u, 5u, 1000u}) {
    CAPTURE(piece);
    FormDecoder decoder("XX");
    std::string file;
    for (std::size_t at = 0; at < kForm.size(); at += piece) {
      file += *decoder.feed(std::string_view(kForm).substr(at, piece));
    }
    CHECK(file == "line\r\n--X almost");
    CHECK(decoder.fields() == FormFields{{"key", "user/${filename}"}, {"empty", ""}});
    CHECK(decoder.file_name() == "a b.txt");
    CHECK(decoder.ended());
  }
}

TEST_CASE("an empty file is one") {
  FormDecoder decoder("XX");
  CHECK(decoder.feed("--XX\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n\r\n--XX--\r\n")
            .ok());
  CHECK(decoder.ended());
}

TEST_CASE("what is no form is refused") {
  const auto reason = [](const std::string& body) {
    FormDecoder decoder("XX");
    const Result<std::string> fed = decoder.feed(body);
    return fed ? "" : fed.error().reason;
  };
  CHECK(reason("--XX\r\nX: y\r\n\r\nvalue\r\n--XX--") == "MalformedPOSTRequest");
  CHECK(reason("--XX--\r\n") == "InvalidArgument");
  CHECK(reason("--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n" +
               std::string(30'000, 'x')) == "MaxPostPreDataLengthExceeded");
  CHECK(form_boundary("multipart/form-data; boundary=abc") == "abc");
  CHECK(form_boundary("Multipart/Form-Data; charset=utf-8; boundary=\"a b\"") == "a b");
  CHECK_FALSE(form_boundary("application/json"));
  CHECK_FALSE(form_boundary("multipart/form-data"));
}

TEST_CASE("a form must be as its policy says") {
  const FormFields fields{{"key", "user/a.txt"},
                          {"acl", "public-read"},
                          {"x-ignore-me", "1"},
                          {"policy", "…"},
                          {"x-amz-signature", "…"}};
  const std::string good =
      R"({"bucket": "uploads"}, ["starts-with", "$key", "user/"], ["eq", "$ACL", "public-read"])";
  CHECK(verdict(good, fields).empty());
  CHECK(verdict(good, fields, kNow + std::chrono::hours(25)) ==
        "Invalid according to Policy: Policy expired.");
  CHECK(verdict(R"({"bucket": "other"}, ["starts-with", "$key", ""], {"acl": "public-read"})",
                fields) ==
        "Invalid according to Policy: Policy Condition failed: [\"eq\", \"$bucket\", \"other\"]");
  CHECK(verdict(R"(["starts-with", "$key", "user/"])", fields) ==
        "Invalid according to Policy: Extra input fields: acl");
  CHECK_FALSE(verdict(good + R"(, {"x-amz-meta-a": "1"})", fields).empty());
  CHECK(verdict(good + R"(, ["starts-with", "$Content-Type", ""])", fields).empty());
  const Result<PostPolicy> sized = read_policy(policy_of(R"(["content-length-range", 1, "10"])"));
  CHECK(sized.value().size == std::pair<std::uint64_t, std::uint64_t>(1, 10));
}

TEST_CASE("what is no policy is refused") {
  for (const char* conditions :
       {R"(["like", "$key", "a"])", R"(["eq", "key", "a"])", R"(["eq", "$key"])", "1",
        R"({"key": 1})", R"(["content-length-range", "a", 2])"}) {
    CAPTURE(conditions);
    CHECK(verdict(conditions, {}) == "InvalidPolicyDocument");
  }
  for (const char* text : {"", "[]", "{}", "{\"expiration\": \"soon\", \"conditions\": []}",
                           "{\"expiration\": \"2026-11-21T00:00:00Z\"}"}) {
    CHECK(read_policy(base64_encode(text)).error().reason == "InvalidPolicyDocument");
  }
  CHECK_FALSE(read_policy("%%%").ok());
}
