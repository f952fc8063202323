// SNS: a published message, one record an invocation. Mind the capital letters: AWS's own.
// Source: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
#pragma once

#include <map>
#include <string>
#include <vector>

#include <brume/fields.hpp>

namespace brume {

struct SnsMessageAttribute {
  std::string type;   // "String", "Binary", …
  std::string value;  // base64 when binary
  json extra;
  template <typename Self, typename Fields>
  static void fields(Self& self, Fields& each) {
    each("Type", self.type);
    each("Value", self.value);
  }
};

struct SnsMessage {
  std::string message_id;
  std::string type;  // "Notification"
  std::string topic_arn;
  std::string subject;  // empty when none was given
  std::string message;
  std::string timestamp;
  std::map<std::string, SnsMessageAttribute> message_attributes;
  std::string signature_version;
  std::string signature;
  std::string signing_cert_url;
  std::string unsubscribe_url;
  json extra;

  // Throws what nlohmann/json throws for a message that is not such a T.
  template <typename T = json>
  T json_message() const {
    return json::parse(message).template get<T>();
  }

  template <typename Self, typename Fields>
  static void fields(Self& self, Fields& each) {
    each("MessageId", self.message_id);
    each("Type", self.type);
    each("TopicArn", self.topic_arn);
    each("Subject", self.subject);
    each("Message", self.message);
    each("Timestamp", self.timestamp);
    each("MessageAttributes", self.message_attributes);
    each("SignatureVersion", self.signature_version);
    each("Signature", self.signature);
    each("SigningCertUrl", self.signing_cert_url);
    each("UnsubscribeUrl", self.unsubscribe_url);
  }
};

struct SnsRecord {
  std::string event_version;
  std::string event_subscription_arn;
  std::string event_source;
  SnsMessage sns;
  json extra;
  template <typename Self, typename Fields>
  static void fields(Self& self, Fields& each) {
    each("EventVersion", self.event_version);
    each("EventSubscriptionArn", self.event_subscription_arn);
    each("EventSource", self.event_source);
    each("Sns", self.sns);
  }
};

//   void on_notice(const brume::SnsEvent& event) {
//     for (const brume::SnsRecord& record : event.records) forward(record.sns.message);
//   }
//   BRUME_HANDLER(handler, on_notice)
struct SnsEvent {
  std::vector<SnsRecord> records;
  json extra;
  template <typename Self, typename Fields>
  static void fields(Self& self, Fields& each) {
    each("Records", self.records);
  }
};

}  // namespace brume
