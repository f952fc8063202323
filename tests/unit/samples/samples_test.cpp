#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <vector>

#include "emulator/samples/sample.h"

using namespace brume::emulator;
using Json = nlohmann::ordered_json;
using Values = std::map<std::string, std::string>;

namespace {

std::vector<const Sample*> all_samples() {
  std::vector<const Sample*> all;
  for (const SampleService& service : sample_services()) {
    for (const Sample& sample : service.samples) all.push_back(&sample);
  }
  return all;
}

Json event_of(const Sample& sample, const Values& values = {}) {
  const Result<std::string> text = render_sample(sample, values);
  REQUIRE(text.ok());
  return Json::parse(text.value());
}

Json event_of(std::string_view service, std::string_view type, const Values& values = {}) {
  const Sample* sample = find_sample(service, type);
  REQUIRE(sample != nullptr);
  return event_of(*sample, values);
}

// The JSON pointers at which two events differ, also where only one has a member.
std::set<std::string> differences(const Json& before, const Json& after) {
  const Json left = before.flatten();
  const Json right = after.flatten();
  std::set<std::string> found;
  for (const auto& [at, value] : left.items()) {
    if (!right.contains(at) || right[at] != value) found.insert(at);
  }
  for (const auto& [at, value] : right.items()) {
    if (!left.contains(at)) found.insert(at);
  }
  return found;
}

// A value of the field's kind that is not its standard one.
std::string another_value(const SampleField& field) {
  switch (field.kind) {
    case SampleField::Kind::kNumber:
      return "77";
    case SampleField::Kind::kJson:
      return R"({"other":[1,2]})";
    case SampleField::Kind::kFlag:
      return "true";
    case SampleField::Kind::kText:
      break;
  }
  if (field.option == "resource") return "/{one}/{two}";
  if (field.option == "route") return "GET /{one}/{two}";
  return field.option == "path" ? "/other/place" : "other value";
}

// The sample's text as JSON: its places outside strings become strings.
std::string with_places_quoted(std::string_view text) {
  std::string out;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') in_string = !in_string;
    const bool bare = !in_string && text.substr(i, 2) == "{{";
    const std::size_t size = bare ? text.find("}}", i) + 2 - i : 1;
    const std::string piece(text.substr(i, size));
    out += bare ? "\"" + piece + "\"" : piece;
    i += size - 1;
  }
  return out;
}

// Where the sample's text itself puts the field.
std::set<std::string> places_of(const Sample& sample, std::string_view option) {
  const Json flat = Json::parse(with_places_quoted(sample.text)).flatten();
  const std::regex place("\\{\\{" + std::string(option) + "[|}]");
  std::set<std::string> found;
  for (const auto& [at, value] : flat.items()) {
    if (value.is_string() && std::regex_search(value.get<std::string>(), place)) found.insert(at);
  }
  return found;
}

bool below_one_of(const std::string& at, const std::set<std::string>& places) {
  for (const std::string& place : places) {
    if (at == place || at.starts_with(place + "/")) return true;
  }
  return false;
}

// Fields that other fields' filters read, too: the body of --base64, the parameters of --path.
std::set<std::string> filtered_by(std::string_view option) {
  if (option == "base64") return {"/body"};
  if (option == "path") return {"/pathParameters"};
  return {};
}

}  // namespace

TEST_CASE("every sample is JSON with its standard values") {
  CHECK(all_samples().size() >= 18);
  for (const Sample* sample : all_samples()) {
    CAPTURE(sample->service);
    CAPTURE(sample->type);
    const Json event = event_of(*sample);
    CHECK(event.is_object());
    CHECK(event.dump().find("{{") == std::string::npos);
    CHECK(find_sample(sample->service, sample->type) == sample);
  }
}

TEST_CASE("every option changes its own field and nothing else") {
  for (const Sample* sample : all_samples()) {
    const Json standard = event_of(*sample);
    for (const SampleField& field : sample->fields) {
      CAPTURE(sample->service);
      CAPTURE(sample->type);
      CAPTURE(field.option);
      const Json changed = event_of(*sample, {{std::string(field.option), another_value(field)}});
      const std::set<std::string> found = differences(standard, changed);
      std::set<std::string> places = places_of(*sample, field.option);
      CHECK_FALSE(places.empty());
      CHECK_FALSE(found.empty());
      places.merge(filtered_by(field.option));
      for (const std::string& at : found) {
        CAPTURE(at);
        CHECK(below_one_of(at, places));
      }
    }
  }
}

TEST_CASE("the account and the region are those of every local run") {
  CHECK(event_of("sqs", "receive-message")["Records"][0]["eventSourceARN"] ==
        "arn:aws:sqs:us-east-1:123456789012:orders");
}

TEST_CASE("an S3 key is url-encoded in the notification and as it is in EventBridge's form") {
  const Values key = {{"key", "a b/c@d+\xC3\xA9.png"}};
  CHECK(event_of("s3", "put", key)["Records"][0]["s3"]["object"]["key"] ==
        "a+b/c%40d%2B%C3%A9.png");
  CHECK(event_of("eventbridge", "s3-object-created", key)["detail"]["object"]["key"] ==
        "a b/c@d+\xC3\xA9.png");
}

TEST_CASE("a deleted object has neither size nor eTag") {
  const Json object = event_of("s3", "delete")["Records"][0]["s3"]["object"];
  CHECK_FALSE(object.contains("size"));
  CHECK_FALSE(object.contains("eTag"));
}

TEST_CASE("the md5 of a message follows its body") {
  const Json record = event_of("sqs", "receive-message", {{"body", "Message Body"}})["Records"][0];
  CHECK(record["body"] == "Message Body");
  CHECK(record["md5OfBody"] == "77a3cf88eba293be44f5fd5c61835a43");
}

TEST_CASE("a record's data is in base64") {
  const auto data = [](const std::string& text) {
    return event_of("kinesis", "get-records", {{"data", text}})["Records"][0]["kinesis"]["data"];
  };
  CHECK(data("Hello World") == "SGVsbG8gV29ybGQ=");
  CHECK(data("") == "");
  CHECK(data("\x01\xFF\xFE") == "Af/+");
}

TEST_CASE("REST events have the last value of a parameter, and null where nothing is") {
  const Json event = event_of("apigateway", "aws-proxy", {{"query", "a=1&a=x%20y&b"}});
  CHECK(event["queryStringParameters"] == Json{{"a", "x y"}, {"b", ""}});
  CHECK(event["multiValueQueryStringParameters"]["a"] == Json::array({"1", "x y"}));
  const Json empty = event_of("apigateway", "aws-proxy",
                              {{"query", ""}, {"body", ""}, {"resource", "/greetings/ada"}});
  CHECK(empty["queryStringParameters"].is_null());
  CHECK(empty["multiValueQueryStringParameters"].is_null());
  CHECK(empty["pathParameters"].is_null());
  CHECK(empty["body"].is_null());
}

TEST_CASE("HTTP API events join a parameter's values and have no null members") {
  const Json event = event_of("apigateway", "http-api-proxy", {{"query", "a=1&a=2&b=3"}});
  CHECK(event["queryStringParameters"] == Json{{"a", "1,2"}, {"b", "3"}});
  CHECK(event["rawQueryString"] == "a=1&a=2&b=3");
  CHECK_FALSE(event.contains("pathParameters"));
  const Json empty = event_of("apigateway", "http-api-proxy", {{"query", ""}, {"body", ""}});
  CHECK_FALSE(empty.contains("queryStringParameters"));
  CHECK_FALSE(empty.contains("body"));
  CHECK(empty["rawQueryString"] == "");
  CHECK(empty["isBase64Encoded"] == false);
}

TEST_CASE("path parameters come from the resource and the path") {
  const auto parameters = [](const std::string& resource, const std::string& path) {
    const Values values = {{"resource", resource}, {"path", path}};
    return event_of("apigateway", "aws-proxy", values)["pathParameters"];
  };
  CHECK(parameters("/users/{id}", "/users/7") == Json{{"id", "7"}});
  CHECK(parameters("/{proxy+}", "/a/b/") == Json{{"proxy", "a/b"}});
  CHECK(parameters("/u/{id}/f/{rest+}", "/u/7/f/x/y") == Json{{"id", "7"}, {"rest", "x/y"}});
  CHECK(parameters("/users/{id}", "/books/7").is_null());
  CHECK(parameters("/users/{id}", "/users/7/more").is_null());
  CHECK(parameters("/users/{id}", "/users").is_null());
  const Json routed = event_of("apigateway", "http-api-proxy",
                               {{"route", "GET /users/{id}"}, {"path", "/users/7"}});
  CHECK(routed["pathParameters"] == Json{{"id", "7"}});
}

TEST_CASE("a body can be sent in base64") {
  const Json event =
      event_of("apigateway", "aws-proxy", {{"body", "Hello World"}, {"base64", "true"}});
  CHECK(event["body"] == "SGVsbG8gV29ybGQ=");
  CHECK(event["isBase64Encoded"] == true);
}

TEST_CASE("members stand in the text's order") {
  const Json record = event_of("sqs", "receive-message")["Records"][0];
  std::vector<std::string> names;
  for (const auto& [name, value] : record.items()) names.push_back(name);
  CHECK(names == std::vector<std::string>{"messageId", "receiptHandle", "body", "attributes",
                                          "messageAttributes", "md5OfBody", "eventSource",
                                          "eventSourceARN", "awsRegion"});
}

TEST_CASE("text is escaped, whatever is in it") {
  const std::string odd = "\"}],{{body}} \\ \n \t \x01 \xC3\xA9";
  CHECK(event_of("sns", "notification", {{"message", odd}})["Records"][0]["Sns"]["Message"] == odd);
  const Json broken = event_of("sns", "notification", {{"message", "a\xFF z"}});
  CHECK(broken["Records"][0]["Sns"]["Message"] == "a\xEF\xBF\xBD z");
}

TEST_CASE("a value that does not fit its field is named") {
  const Result<std::string> size = render_sample(*find_sample("s3", "put"), {{"size", "big"}});
  REQUIRE_FALSE(size.ok());
  CHECK(size.error().code == Error::Code::kInvalidArgument);
  CHECK(size.error().message == "--size must be a number, not `big`");
  const Result<std::string> detail =
      render_sample(*find_sample("eventbridge", "custom-event"), {{"detail", "{oops"}});
  REQUIRE_FALSE(detail.ok());
  CHECK(detail.error().message == "--detail must be JSON, not `{oops`");
}

TEST_CASE("an unknown sample is not found") {
  CHECK(find_sample("sqs", "send-message") == nullptr);
  CHECK(find_sample("nothing", "at-all") == nullptr);
}
