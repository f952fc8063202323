// EventBridge: the envelope of every event on a bus, around a detail of the publisher's own.
// Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/aws-events.html
#pragma once

#include <string>
#include <vector>

#include <brume/fields.hpp>

namespace brume {

// `Detail`: json, or any type that nlohmann/json converts.
//
//   struct Shipped { std::string order_id; };
//   NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Shipped, order_id)
//   void on_shipped(const brume::EventBridgeEvent<Shipped>& event) { notify(event.detail.order_id);
//   } BRUME_HANDLER(handler, on_shipped)
template <typename Detail = json>
struct EventBridgeEvent {
  std::string version;
  std::string id;
  std::string detail_type;
  std::string source;  // "aws.s3", "com.example.shop"
  std::string account;
  std::string time;  // "2015-10-08T16:53:06Z"
  std::string region;
  std::vector<std::string> resources;
  Detail detail{};
  json extra;

  template <typename Self, typename Fields>
  static void fields(Self& self, Fields& each) {
    each("version", self.version);
    each("id", self.id);
    each("detail-type", self.detail_type);
    each("source", self.source);
    each("account", self.account);
    each("time", self.time);
    each("region", self.region);
    each("resources", self.resources);
    each("detail", self.detail);
  }
};

}  // namespace brume
