// brume-host: started by brume with a control socket; see zygote.h.
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "runtime/host/stack_trace.h"
#include "runtime/host/zygote.h"

int main(int argc, char** argv) {
  int type = 0;
  socklen_t size = sizeof type;
  if (argc != 2 || ::getsockopt(brume::wire::kControlFd, SOL_SOCKET, SO_TYPE, &type, &size) != 0) {
    std::fputs("brume-host is started by brume; try `brume invoke --help`\n", stderr);
    return 2;
  }
  ::setpgid(0, 0);  // a Ctrl-C at the terminal is for brume, which then closes the socket
  ::signal(SIGPIPE, SIG_IGN);
  brume::host::prepare_stack_traces();
  brume::host::Zygote zygote(brume::wire::UniqueFd(brume::wire::kControlFd), argv[1]);
  return zygote.run();
}
