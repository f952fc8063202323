#include "emulator/cli/dev_signing_key.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace brume::emulator::cli {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kOwnerOnly = 0600;
constexpr mode_t kReadable = 0644;

Error unavailable(const fs::path& file, const std::string& what) {
  return {Error::Code::kUnavailable,
          "cannot " + what + " " + file.string() + ": " + std::strerror(errno)};
}

std::string read_key_file(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

// Whole or not at all: beside it first, then renamed into place.
Status write_text(const fs::path& file, const std::string& text, mode_t mode) {
  const fs::path beside = file.string() + "." + std::to_string(::getpid());
  const int fd = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (fd < 0) return unavailable(beside, "write");
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (::close(fd) != 0 || !written) return unavailable(beside, "write");
  if (::rename(beside.c_str(), file.c_str()) != 0) return unavailable(file, "write");
  return Done{};
}

}  // namespace

fs::path keys_folder(const fs::path& template_folder) {
  return template_folder / ".brume" / "keys";
}

Result<SigningKey> open_signing_key(const fs::path& folder) {
  const fs::path private_key = folder / "signing.pem";
  const fs::path public_keys = folder / "jwks.json";
  std::error_code error;
  if (fs::exists(private_key, error)) {
    auto key = SigningKey::from_pem(read_key_file(private_key));
    if (!key) {
      return Error{Error::Code::kInvalidArgument, private_key.string() + " " + key.error().message};
    }
    if (read_key_file(public_keys) != key.value().key_set() + "\n") {
      auto written = write_text(public_keys, key.value().key_set() + "\n", kReadable);
      if (!written) return std::move(written).error();
    }
    return key;
  }
  fs::create_directories(folder, error);
  auto key = SigningKey::generate();
  if (!key) return key;
  auto written = write_text(private_key, key.value().pem(), kOwnerOnly);
  if (written) written = write_text(public_keys, key.value().key_set() + "\n", kReadable);
  if (!written) return std::move(written).error();
  return key;
}

std::string read_trusted_keys(const fs::path& folder) {
  return read_key_file(folder / "jwks.json");
}

}  // namespace brume::emulator::cli
