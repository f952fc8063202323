// PUT /orders/{id}: answers with the order's id and the table it would be kept in.
#include <brume/events/api_gateway_v2.hpp>
#include <cstdlib>
#include <string>

namespace {

brume::ApiGatewayV2Response place(const brume::ApiGatewayV2Request& request) {
  const char* const table = std::getenv("TABLE");
  if (table == nullptr) throw brume::Error("Orders.NoTable", "TABLE is not set");
  return brume::json_response(201, {{"id", request.path_parameters.at("id")}, {"table", table}});
}

}  // namespace

BRUME_HANDLER(place, place)
