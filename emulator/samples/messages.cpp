// Queues, topics and data streams.
#include <array>

#include "emulator/samples/catalogue.h"

namespace brume::emulator {
namespace {

constexpr std::array kSqsFields = {
    SampleField{"body", R"({"orderId":"order-1"})", "The message"},
    SampleField{"queue-name", "orders", "Queue"},
    SampleField{"message-id", "3f0c7d52-8a41-4e6b-b1d9-5c2e7f9a0b14", "The message's id"},
    SampleField{"receive-count", "1", "How often the message was received"},
    kRegionField,
    kAccountField,
};
// All attributes are strings, numbers too.
constexpr std::string_view kSqsText = R"json({
  "Records": [
    {
      "messageId": "{{message-id}}",
      "receiptHandle": "AQEBc2FtcGxlLXJlY2VpcHQtaGFuZGxlLW9mLWEtc2FtcGxlLW1lc3NhZ2U=",
      "body": "{{body}}",
      "attributes": {
        "ApproximateReceiveCount": "{{receive-count}}",
        "SentTimestamp": "1715934600123",
        "SenderId": "AIDAJ4EXAMPLE2USER3AB",
        "ApproximateFirstReceiveTimestamp": "1715934600130"
      },
      "messageAttributes": {},
      "md5OfBody": "{{body|md5}}",
      "eventSource": "aws:sqs",
      "eventSourceARN": "arn:aws:sqs:{{region}}:{{account-id}}:{{queue-name}}",
      "awsRegion": "{{region}}"
    }
  ]
})json";
constexpr std::array kSqsSamples = {
    Sample{"sqs", "receive-message", "A batch of one message", kSqsFields, kSqsText},
};

constexpr std::array kSnsFields = {
    SampleField{"message", R"({"orderId":"order-1"})", "The message"},
    SampleField{"subject", "A new order", "The message's subject"},
    SampleField{"topic", "order-events", "Topic"},
    SampleField{"message-id", "7d1b5e90-42c6-5f3a-9e08-0c4a6b8d2f17", "The message's id"},
    kRegionField,
    kAccountField,
};
constexpr std::string_view kSnsText = R"json({
  "Records": [
    {
      "EventSource": "aws:sns",
      "EventVersion": "1.0",
      "EventSubscriptionArn":
"arn:aws:sns:{{region}}:{{account-id}}:{{topic}}:9a3c1f7e-6b52-4d08-8e4f-2b7d0c5a1e96",
      "Sns": {
        "Type": "Notification",
        "MessageId": "{{message-id}}",
        "TopicArn": "arn:aws:sns:{{region}}:{{account-id}}:{{topic}}",
        "Subject": "{{subject}}",
        "Message": "{{message}}",
        "Timestamp": "2024-05-17T08:30:00.123Z",
        "SignatureVersion": "1",
        "Signature": "c2FtcGxlIHNpZ25hdHVyZSwgbm90IHRvIGJlIHZlcmlmaWVk",
        "SigningCertUrl":
          "https://sns.{{region}}.amazonaws.com/SimpleNotificationService-sample.pem",
        "UnsubscribeUrl": "https://sns.{{region}}.amazonaws.com/?Action=Unsubscribe",
        "MessageAttributes": {
          "kind": { "Type": "String", "Value": "order" }
        }
      }
    }
  ]
})json";
constexpr std::array kSnsSamples = {
    Sample{"sns", "notification", "A message published to a topic", kSnsFields, kSnsText},
};

constexpr std::array kKinesisFields = {
    SampleField{"data", R"({"temperature":21.5})", "The record as it was put; sent in base64"},
    SampleField{"partition-key", "sensor-1", "The record's partition key"},
    SampleField{"stream", "readings", "Stream"},
    SampleField{"sequence-number", "49650000000000000000000000000000000000000000000000000002",
                "The record's sequence number"},
    kRegionField,
    kAccountField,
};
constexpr std::string_view kKinesisText = R"json({
  "Records": [
    {
      "kinesis": {
        "kinesisSchemaVersion": "1.0",
        "partitionKey": "{{partition-key}}",
        "sequenceNumber": "{{sequence-number}}",
        "data": "{{data|base64}}",
        "approximateArrivalTimestamp": 1715934600.123
      },
      "eventSource": "aws:kinesis",
      "eventVersion": "1.0",
      "eventID": "shardId-000000000000:{{sequence-number}}",
      "eventName": "aws:kinesis:record",
      "invokeIdentityArn": "arn:aws:iam::{{account-id}}:role/function-role",
      "awsRegion": "{{region}}",
      "eventSourceARN": "arn:aws:kinesis:{{region}}:{{account-id}}:stream/{{stream}}"
    }
  ]
})json";
constexpr std::array kKinesisSamples = {
    Sample{"kinesis", "get-records", "A batch of one record", kKinesisFields, kKinesisText},
};

}  // namespace

std::span<const Sample> sqs_samples() {
  return kSqsSamples;
}

std::span<const Sample> sns_samples() {
  return kSnsSamples;
}

std::span<const Sample> kinesis_samples() {
  return kKinesisSamples;
}

}  // namespace brume::emulator
