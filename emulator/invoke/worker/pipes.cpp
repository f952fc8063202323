#include "emulator/invoke/worker/pipes.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace brume::emulator {

Error system_error(const char* what) {
  return {Error::Code::kUnavailable, std::string(what) + ": " + std::strerror(errno)};
}

bool set_non_blocking(const wire::UniqueFd& fd) {
  return ::fcntl(fd.get(), F_SETFL, O_NONBLOCK) == 0;
}

bool packet_socket(wire::UniqueFd& ours, wire::UniqueFd& theirs) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return false;
  ours = wire::UniqueFd(ends[0]);
  theirs = wire::UniqueFd(ends[1]);
  return set_non_blocking(ours);
}

// Pipes, not a socket: who sleeps in recv() is woken, for nothing, by the other side's reading,
// too.
bool pipe_of(wire::UniqueFd& read_end, wire::UniqueFd& write_end) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return false;
  read_end = wire::UniqueFd(ends[0]);
  write_end = wire::UniqueFd(ends[1]);
  return true;
}

}  // namespace brume::emulator
