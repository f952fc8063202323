// The floor of every call: a round trip of 100 bytes between two processes over a Unix socket,
// wherever the system puts them. Prints the median in microseconds.
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace {

constexpr int kRounds = 40'000;
constexpr std::size_t kBytes = 100;

void echo(int socket) {
  char bytes[kBytes];
  while (read(socket, bytes, sizeof bytes) > 0) {
    if (write(socket, bytes, sizeof bytes) < 0) break;
  }
}

}  // namespace

int main() {
  using Clock = std::chrono::steady_clock;
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return EXIT_FAILURE;
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    echo(ends[1]);
    _exit(0);
  }
  close(ends[1]);
  std::vector<double> us;
  char bytes[kBytes] = {};
  for (int i = 0; i < kRounds; ++i) {
    const auto from = Clock::now();
    if (write(ends[0], bytes, sizeof bytes) < 0 || read(ends[0], bytes, sizeof bytes) <= 0) {
      return EXIT_FAILURE;
    }
    us.push_back(std::chrono::duration<double, std::micro>(Clock::now() - from).count());
  }
  close(ends[0]);
  waitpid(child, nullptr, 0);
  std::nth_element(us.begin(), us.begin() + kRounds / 2, us.end());
  std::printf("%.1f\n", us[kRounds / 2]);
}
