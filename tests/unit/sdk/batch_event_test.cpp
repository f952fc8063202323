// Events that come in records: S3, SQS, SNS, DynamoDB; and EventBridge's envelope.
#include <doctest/doctest.h>
#include <brume/events/dynamodb.hpp>
#include <brume/events/s3.hpp>
#include <brume/events/scheduled.hpp>
#include <brume/events/sns.hpp>
#include <brume/events/sqs.hpp>

#include <stdexcept>
#include <string>

#include "tests/unit/sdk/fake_call.h"

using brume::json;
using brume::test::FakeCall;

namespace {

struct Shipped {
  std::string order;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Shipped, order)

brume::SqsBatchResponse take(const brume::SqsEvent& event) {
  return brume::each_message(event, [](const brume::SqsMessage& message) {
    if (message.json_body<Shipped>().order == "bad") throw std::runtime_error("refused");
  });
}

}  // namespace

BRUME_HANDLER(take_handler, take)

TEST_CASE("the messages whose work failed are delivered again, the others are done") {
  const FakeCall call = FakeCall().run(
      take_handler,
      R"({"Records":[{"messageId":"m1","body":"{\"order\":\"a\"}"},)"
      R"({"messageId":"m2","body":"{\"order\":\"bad\"}"},{"messageId":"m3","body":"no json"}]})");
  CHECK(json::parse(call.answer) ==
        json::parse(R"({"batchItemFailures":[{"itemIdentifier":"m2"},{"itemIdentifier":"m3"}]})"));
}

TEST_CASE("a batch without failures says so") {
  CHECK(FakeCall().run(take_handler, R"({"Records":[]})").answer == R"({"batchItemFailures":[]})");
}

TEST_CASE("an S3 record tells its key as it was put, and what happened") {
  const auto event = json::parse(R"({"Records":[
      {"eventName":"ObjectCreated:Put","s3":{"object":{"key":"a+b%2Fc","size":0}}},
      {"eventName":"ObjectRemoved:Delete","s3":{"object":{"key":"a"}}}]})")
                         .get<brume::S3Event>();
  CHECK(event.records[0].s3.object.decoded_key() == "a b/c");
  CHECK(event.records[0].is_created());
  CHECK_FALSE(event.records[0].is_removed());
  CHECK(event.records[0].s3.object.size == 0);
  CHECK(event.records[1].is_removed());
  CHECK_FALSE(event.records[1].s3.object.size.has_value());
}

TEST_CASE("S3's test event, which has no records, is no error") {
  const char* text = R"({"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"b"})";
  const auto event = json::parse(text).get<brume::S3Event>();
  CHECK(event.records.empty());
  CHECK(json(event) == json::parse(text));
}

TEST_CASE("an SNS message without a subject keeps its null") {
  const char* text = R"({"Records":[{"EventSource":"aws:sns",
      "Sns":{"Subject":null,"Message":"{\"order\":\"a\"}"}}]})";
  const auto event = json::parse(text).get<brume::SnsEvent>();
  CHECK(event.records[0].sns.subject == "");
  CHECK(event.records[0].sns.json_message<Shipped>().order == "a");
  CHECK(json(event) == json::parse(text));
}

TEST_CASE("an EventBridge event carries a detail of the author's own type") {
  const char* text = R"({"detail-type":"Shipped","source":"shop","detail":{"order":"a"}})";
  const auto event = json::parse(text).get<brume::EventBridgeEvent<Shipped>>();
  CHECK(event.detail_type == "Shipped");
  CHECK(event.detail.order == "a");
  CHECK(json(event) == json::parse(text));
  CHECK_THROWS_AS(json::parse(R"({"detail":{}})").get<brume::EventBridgeEvent<Shipped>>(),
                  brume::Error);
}

TEST_CASE("a scheduled event names its rule") {
  const auto event =
      json::parse(R"({"resources":["arn:aws:events:us-east-1:123456789012:rule/hourly"]})")
          .get<brume::ScheduledEvent>();
  CHECK(brume::rule_name(event) == "hourly");
  CHECK(brume::rule_name({}) == "");
}

TEST_CASE("a DynamoDB record knows its time, and whether the item expired") {
  const auto event = json::parse(R"({"Records":[{"eventName":"REMOVE",
      "userIdentity":{"type":"Service","principalId":"dynamodb.amazonaws.com"},
      "dynamodb":{"ApproximateCreationDateTime":1480642020.25,"SizeBytes":54}}]})")
                         .get<brume::DynamoDbEvent>();
  CHECK(event.records[0].is_expiry());
  CHECK(event.records[0].dynamodb.created_at().time_since_epoch() ==
        std::chrono::milliseconds(1480642020250));
  CHECK(event.records[0].dynamodb.size_bytes == 54);
}
