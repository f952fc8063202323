// Before anything is expanded: APIs without a definition get an empty one that SAM fills, and the
// events of functions and state machines that name no API get ServerlessRestApi or
// ServerlessHttpApi, made here.
#pragma once

#include "emulator/template/sam/core/context.h"

namespace brume::emulator::sam {

inline constexpr std::string_view kImplicitRestApi = "ServerlessRestApi";
inline constexpr std::string_view kImplicitHttpApi = "ServerlessHttpApi";

// False: SAM stops here.
bool add_implicit_apis(Context& context);

}  // namespace brume::emulator::sam
