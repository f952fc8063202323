// Application -> the APIs it serves: AWS::ApiGateway::*, AWS::ApiGatewayV2::* and AWS::Lambda::Url
// resources, and the OpenAPI documents in them.
//
// Reads files that a definition lies in; touches nothing else. Loading only; any thread.
#pragma once

#include <vector>

#include "emulator/services/apigateway/model/api.h"
#include "emulator/template/model/application.h"
#include "emulator/template/model/diagnostic.h"

namespace brume::emulator::gateway {

struct ReadApis {
  // One for each stage of each API, in the template's order; function URLs last.
  std::vector<Api> apis;
  // Warnings and notes: routes that lead nowhere, what is not emulated, what AWS would refuse.
  Diagnostics diagnostics;
};

// Definitions in files of their own are added to `sources`.
ReadApis read_apis(const Application& application, SourceFiles& sources);

}  // namespace brume::emulator::gateway
