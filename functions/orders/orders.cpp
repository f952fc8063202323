// A small shop, three handlers in one library: orders over HTTP, a report on a timer, and imports
// from files that arrive in a bucket. Orders live as long as the execution environment.
#include <brume/events/api_gateway_v2.hpp>
#include <brume/events/s3.hpp>
#include <brume/events/scheduled.hpp>
#include <brume/log.hpp>
#include <cstdlib>
#include <map>
#include <string>

namespace {

struct Order {
  std::string item;
  int quantity = 1;
  double price = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Order, item, quantity, price)

struct Shop {
  std::string currency = "USD";
  std::map<std::string, Order> orders;
};
Shop shop;

void open_shop() {
  if (const char* currency = std::getenv("CURRENCY")) shop.currency = currency;
  brume::log::info("the shop is open", {{"currency", shop.currency}});
}

brume::json receipt(const std::string& id) {
  const Order& order = shop.orders.at(id);
  return {{"id", id},
          {"order", order},
          {"total", order.quantity * order.price},
          {"currency", shop.currency}};
}

brume::ApiGatewayV2Response place(const brume::ApiGatewayV2Request& request) {
  Order order;
  try {
    order = request.json_body<Order>();
  } catch (const brume::Error& error) {
    return brume::json_response(400, {{"message", error.what()}});
  }
  if (order.item.empty() || order.quantity < 1) {
    return brume::json_response(400, {{"message", "an order has an item and a quantity"}});
  }
  const std::string id = std::to_string(shop.orders.size() + 1);
  shop.orders[id] = order;
  brume::log::info("order placed", {{"orderId", id}, {"total", order.quantity * order.price}});
  return brume::json_response(201, receipt(id));
}

brume::ApiGatewayV2Response show(const brume::ApiGatewayV2Request& request) {
  const std::string id = request.path_parameter("id");
  if (shop.orders.count(id) == 0) {
    return brume::json_response(404, {{"message", "there is no order " + id}});
  }
  return brume::json_response(200, receipt(id));
}

brume::ApiGatewayV2Response serve(const brume::ApiGatewayV2Request& request) {
  return request.method() == "POST" ? place(request) : show(request);
}

brume::json make_report(const brume::ScheduledEvent& event) {
  brume::log::info("time for a report", {{"rule", brume::rule_name(event)}, {"at", event.time}});
  return {{"rule", brume::rule_name(event)}, {"at", event.time}};
}

brume::json import_orders(const brume::S3Event& event) {
  brume::json keys = brume::json::array();
  for (const brume::S3Record& record : event.records) {
    if (!record.is_created()) continue;
    const std::string key = record.s3.object.decoded_key();
    brume::log::info("file arrived", {{"bucket", record.s3.bucket.name},
                                      {"key", key},
                                      {"bytes", record.s3.object.size.value_or(0)}});
    keys.push_back(key);
  }
  return {{"imported", keys}};
}

}  // namespace

BRUME_INIT(open_shop)
BRUME_HANDLER(handler, serve)
BRUME_HANDLER(report, make_report)
BRUME_HANDLER(import_file, import_orders)
