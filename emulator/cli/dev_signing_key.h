// The key of `brume token`, kept in .brume/keys beside the template: signing.pem for its owner
// alone, and jwks.json, which the gateway trusts when it is there. Blocking file access.
#pragma once

#include <filesystem>
#include <string>

#include "emulator/base/result.h"
#include "emulator/crypto/signing_key.h"

namespace brume::emulator::cli {

// `template_folder`/.brume/keys.
std::filesystem::path keys_folder(const std::filesystem::path& template_folder);

// The key that is there, or a new one, whole or not at all. kUnavailable, naming the file, when it
// cannot be read or written.
Result<SigningKey> open_signing_key(const std::filesystem::path& folder);

// The text of jwks.json for GatewayOptions::trusted_keys; empty when there is none.
std::string read_trusted_keys(const std::filesystem::path& folder);

}  // namespace brume::emulator::cli
