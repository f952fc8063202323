// Called when something is uploaded: goes on the tour, a Python program with AWS's SDK, as a C++
// service may call any program of its package.
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <brume/events/s3.hpp>
#include <brume/function.hpp>
#include <cstdlib>
#include <string>

namespace {

void handler(const brume::S3Event& event) {
  const char* const root = std::getenv("LAMBDA_TASK_ROOT");
  std::string tour = (root == nullptr ? "." : root) + std::string("/tour.py");
  for (const brume::S3Record& record : event.records) {
    std::string bucket = record.s3.bucket.name, key = record.s3.object.decoded_key();
    char* const arguments[] = {tour.data(), bucket.data(), key.data(), nullptr};
    pid_t child = 0;
    if (::posix_spawn(&child, tour.c_str(), nullptr, nullptr, arguments, environ) != 0) {
      throw brume::Error("Tour.NotThere", tour);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (status != 0) throw brume::Error("Tour.Failed", key);
  }
}

}  // namespace

BRUME_HANDLER(handler, handler)
