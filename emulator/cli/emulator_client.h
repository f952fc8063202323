// Talks to a running emulator of a template: finds it through the state folder. Blocking; main
// thread.
#pragma once

#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "emulator/app/state_folder.h"
#include "emulator/base/result.h"

namespace brume::emulator::cli {

// For a query's value: every byte as %XX.
std::string url_escaped(std::string_view text);
// For a path: the same, but for slashes.
std::string url_escaped_path(std::string_view text);

class EmulatorClient {
 public:
  explicit EmulatorClient(app::RunningEmulator running);

  // kNotFound: none runs; said where it was looked for.
  static Result<EmulatorClient> find(const std::filesystem::path& template_file);

  const app::RunningEmulator& running() const { return running_; }
  // The body of a 2xx answer. kUnavailable: it cannot be reached, or said something else;
  // kInvalidArgument: it said 400. The message is its own where it gave one.
  Result<std::string> get(const std::string& path) const;
  Result<std::string> post(const std::string& path, const std::string& body) const;
  // Sends the file's bytes as they are read, from where the file stands. REQUIRES:
  // running().aws_url
  Status put(const std::string& path, std::FILE* file, std::size_t size) const;
  Status erase(const std::string& path) const;
  // Hands the body on as it comes, until its end or until `on_data` returns false.
  Status stream(const std::string& path,
                const std::function<bool(std::string_view)>& on_data) const;
  // As that, for what begins with a POST.
  Status post_stream(const std::string& path, const std::string& body,
                     const std::function<bool(std::string_view)>& on_data) const;

 private:
  Status stream_of(const std::string& method, const std::string& path, const std::string& body,
                   const std::function<bool(std::string_view)>& on_data) const;
  // Of the management.
  const std::string& url() const;

  app::RunningEmulator running_;
};

}  // namespace brume::emulator::cli
