// A gateway's routes as rows for people: method, path, target, remark. Pure.
#pragma once

#include <vector>

#include "emulator/service/description.h"
#include "emulator/services/apigateway/route/routing_table.h"

namespace brume::emulator::gateway {

std::vector<std::vector<Cell>> route_rows(const RoutingTable& table);

}  // namespace brume::emulator::gateway
