// SQS: the batch that a queue's event source mapping delivers, and which of it failed.
// Source: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html,
//         https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
#pragma once

#include <map>
#include <string>
#include <vector>

#include <brume/fields.hpp>

namespace brume {

struct SqsMessageAttribute {
  std::string data_type;     // "String", "Number", "Binary", or one with a suffix of your own
  std::string string_value;  // also of numbers
  std::string binary_value;  // base64
  std::vector<std::string> string_list_values;
  std::vector<std::string> binary_list_values;
  json extra;
  template <typename Self, typename Fields>
  static void fields(Self& self, Fields& each) {
    each("dataType", self.data_type);
    each("stringValue", self.string_value);
    each("binaryValue", self.binary_value);
    each("stringListValues", self.string_list_values);
    each("binaryListValues", self.binary_list_values);
  }
};

struct SqsMessage {
  std::string message_id;
  std::string receipt_handle;
  std::string body;
  std::map<std::string, std::string> attributes;  // "SentTimestamp", "ApproximateReceiveCount", …
  std::map<std::string, SqsMessageAttribute> message_attributes;
  std::string md5_of_body;
  std::string md5_of_message_attributes;
  std::string event_source;
  std::string event_source_arn;
  std::string aws_region;
  json extra;

  // Throws what nlohmann/json throws for a body that is not such a T.
  template <typename T = json>
  T json_body() const {
    return json::parse(body).template get<T>();
  }

  template <typename Self, typename Fields>
  static void fields(Self& self, Fields& each) {
    each("messageId", self.message_id);
    each("receiptHandle", self.receipt_handle);
    each("body", self.body);
    each("attributes", self.attributes);
    each("messageAttributes", self.message_attributes);
    each("md5OfBody", self.md5_of_body);
    each("md5OfMessageAttributes", self.md5_of_message_attributes);
    each("eventSource", self.event_source);
    each("eventSourceARN", self.event_source_arn);
    each("awsRegion", self.aws_region);
  }
};

struct SqsEvent {
  std::vector<SqsMessage> records;
  json extra;
  template <typename Self, typename Fields>
  static void fields(Self& self, Fields& each) {
    each("Records", self.records);
  }
};

// The messages to deliver again; all others are done. Takes effect when the mapping says
// FunctionResponseTypes: [ReportBatchItemFailures].
struct SqsBatchResponse {
  struct Failure {
    std::string item_identifier;
    json extra;
    template <typename Self, typename Fields>
    static void fields(Self& self, Fields& each) {
      each("itemIdentifier", self.item_identifier);
    }
  };
  std::vector<Failure> batch_item_failures;
  json extra;

  void fail(const SqsMessage& message) {
    batch_item_failures.push_back(Failure{message.message_id, {}});
  }
  template <typename Self, typename Fields>
  static void fields(Self& self, Fields& each) {
    each.always("batchItemFailures", self.batch_item_failures);
  }
};

// Runs `work(message)` for each message; those that threw are the failures of the answer.
//
//   brume::SqsBatchResponse on_orders(const brume::SqsEvent& event) {
//     return brume::each_message(event, [](const auto& message) { place(message.json_body()); });
//   }
//   BRUME_HANDLER(handler, on_orders)
template <typename Work>
SqsBatchResponse each_message(const SqsEvent& event, Work&& work) {
  SqsBatchResponse response;
  for (const SqsMessage& message : event.records) {
    try {
      work(message);
    } catch (const std::exception&) {
      response.fail(message);
    }
  }
  return response;
}

}  // namespace brume
