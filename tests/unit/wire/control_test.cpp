#include "runtime/wire/control.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "runtime/wire/limits.h"

using namespace brume::wire;

namespace {

struct Pair {
  Pair() {
    int ends[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0);
    emulator = UniqueFd(ends[0]);
    zygote = UniqueFd(ends[1]);
  }
  UniqueFd emulator, zygote;
};

struct Pipe {
  Pipe() {
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0);
    read = UniqueFd(ends[0]);
    write = UniqueFd(ends[1]);
  }
  UniqueFd read, write;
};

// The lowest free number: the same before and after means that nothing was left open below it.
int next_descriptor() {
  const UniqueFd probe(::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0));
  return probe.get();
}

struct Pipes {
  Pipe requests, answers, log;
};

SpawnMessage sample_spawn(const Pipes& pipes) {
  SpawnMessage spawn;
  spawn.worker_id = 1ull << 60;
  spawn.library = "/x/hello.so";
  spawn.symbol = "handler";
  spawn.environment = {"A=1", "B=", "C=x=y"};
  spawn.function_name = "f";
  spawn.function_version = "$LATEST";
  spawn.log_group = "g";
  spawn.log_stream = "s";
  spawn.task_root = "/x";
  spawn.tmp_dir = "/tmp/b/1";
  spawn.tmp_limit_bytes = 512ull << 20;
  spawn.memory_mb = 10240;
  spawn.wait_for_debugger = true;
  spawn.requests = UniqueFd(::dup(pipes.requests.read.get()));
  spawn.answers = UniqueFd(::dup(pipes.answers.write.get()));
  spawn.log = UniqueFd(::dup(pipes.log.write.get()));
  return spawn;
}

// Sends raw bytes with descriptors, as a program of another build might.
void send_raw(int socket, const std::string& bytes, const std::vector<int>& descriptors) {
  iovec data{const_cast<char*>(bytes.data()), bytes.size()};
  msghdr header{};
  header.msg_iov = &data;
  header.msg_iovlen = 1;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(8 * sizeof(int))> room{};
  if (!descriptors.empty()) {
    header.msg_control = room.data();
    header.msg_controllen = CMSG_SPACE(descriptors.size() * sizeof(int));
    cmsghdr* const rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(descriptors.size() * sizeof(int));
    std::memcpy(CMSG_DATA(rights), descriptors.data(), descriptors.size() * sizeof(int));
  }
  REQUIRE(::sendmsg(socket, &header, MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()));
}

// The bytes of a message, without its descriptors.
std::string packet_of(const EmulatorToZygote& message) {
  Pair pair;
  REQUIRE(send_message(pair.emulator.get(), message) == 0);
  std::array<char, kMaxControlBytes> buffer;
  const ssize_t size = ::recv(pair.zygote.get(), buffer.data(), buffer.size(), 0);
  REQUIRE(size > 0);
  return {buffer.data(), static_cast<std::size_t>(size)};
}

}  // namespace

TEST_CASE("a spawn arrives with every field and with working descriptors") {
  Pair pair;
  Pipes pipes;
  REQUIRE(send_message(pair.emulator.get(), sample_spawn(pipes)) == 0);
  EmulatorToZygote message;
  REQUIRE(receive_message(pair.zygote.get(), message) == Received::kMessage);
  auto& spawn = std::get<SpawnMessage>(message);
  CHECK(spawn.worker_id == 1ull << 60);
  CHECK(spawn.library == "/x/hello.so");
  CHECK(spawn.symbol == "handler");
  CHECK(spawn.environment == std::vector<std::string>{"A=1", "B=", "C=x=y"});
  CHECK(spawn.function_name == "f");
  CHECK(spawn.function_version == "$LATEST");
  CHECK(spawn.log_group == "g");
  CHECK(spawn.log_stream == "s");
  CHECK(spawn.task_root == "/x");
  CHECK(spawn.tmp_dir == "/tmp/b/1");
  CHECK(spawn.tmp_limit_bytes == 512ull << 20);
  CHECK(spawn.memory_mb == 10240);
  CHECK(spawn.wait_for_debugger);
  REQUIRE(spawn.requests);
  REQUIRE(spawn.answers);
  REQUIRE(spawn.log);
  CHECK((::fcntl(spawn.log.get(), F_GETFD) & FD_CLOEXEC) != 0);
  // Each is the pipe it was sent as.
  CHECK(::write(pipes.requests.write.get(), "r", 1) == 1);
  CHECK(::write(spawn.answers.get(), "a", 1) == 1);
  CHECK(::write(spawn.log.get(), "l", 1) == 1);
  const auto arrives = [](const UniqueFd& end) {
    char byte = 0;
    return ::read(end.get(), &byte, 1) == 1 ? byte : '\0';
  };
  CHECK(arrives(spawn.requests) == 'r');
  CHECK(arrives(pipes.answers.read) == 'a');
  CHECK(arrives(pipes.log.read) == 'l');
}

TEST_CASE("the messages without descriptors come back") {
  Pair pair;
  REQUIRE(send_message(pair.emulator.get(), KillMessage{7}) == 0);
  EmulatorToZygote to_zygote;
  REQUIRE(receive_message(pair.zygote.get(), to_zygote) == Received::kMessage);
  CHECK(std::get<KillMessage>(to_zygote).worker_id == 7);

  ZygoteToEmulator message;
  REQUIRE(send_message(pair.zygote.get(), HelloMessage{9, "no tmpfs"}) == 0);
  REQUIRE(send_message(pair.zygote.get(), SpawnedMessage{1, 4711}) == 0);
  REQUIRE(send_message(pair.zygote.get(), ExitedMessage{2, 139, 1u << 30, "why"}) == 0);
  REQUIRE(receive_message(pair.emulator.get(), message) == Received::kMessage);
  CHECK(std::get<HelloMessage>(message).wire_version == 9);
  CHECK(std::get<HelloMessage>(message).tmp_limit_missing == "no tmpfs");
  REQUIRE(receive_message(pair.emulator.get(), message) == Received::kMessage);
  CHECK(std::get<SpawnedMessage>(message).pid == 4711);
  REQUIRE(receive_message(pair.emulator.get(), message) == Received::kMessage);
  CHECK(std::get<ExitedMessage>(message).wait_status == 139);
  CHECK(std::get<ExitedMessage>(message).max_rss_bytes == 1u << 30);
  CHECK(std::get<ExitedMessage>(message).not_started == "why");
}

TEST_CASE("an empty socket has nothing yet, a closed one is closed") {
  Pair pair;
  EmulatorToZygote message;
  CHECK(receive_message(pair.zygote.get(), message) == Received::kNothingYet);
  pair.emulator.reset();
  CHECK(receive_message(pair.zygote.get(), message) == Received::kClosed);
  CHECK(send_message(pair.zygote.get(), HelloMessage{}) == EPIPE);
}

TEST_CASE("a full socket says EAGAIN and keeps what it has") {
  Pair pair;
  int sent = 0;
  int error = 0;
  while ((error = send_message(pair.emulator.get(), KillMessage{1})) == 0) ++sent;
  CHECK(error == EAGAIN);
  EmulatorToZygote message;
  for (; sent > 0; --sent) {
    REQUIRE(receive_message(pair.zygote.get(), message) == Received::kMessage);
  }
  CHECK(receive_message(pair.zygote.get(), message) == Received::kNothingYet);
}

TEST_CASE("a message above kMaxControlBytes is refused by the sender, not torn by the receiver") {
  Pair pair;
  Pipes pipes;
  SpawnMessage spawn = sample_spawn(pipes);
  spawn.environment = {"A=" + std::string(kMaxControlBytes, 'x')};
  CHECK(send_message(pair.emulator.get(), std::move(spawn)) == EMSGSIZE);
  EmulatorToZygote message;
  CHECK(receive_message(pair.zygote.get(), message) == Received::kNothingYet);
}

TEST_CASE("a broken packet is told, and the descriptors that came with it are closed") {
  Pipes pipes;
  const std::string spawn = packet_of(sample_spawn(pipes));
  const std::string kill = packet_of(KillMessage{1});
  const int a = pipes.requests.read.get();
  const int b = pipes.answers.write.get();
  const int c = pipes.log.write.get();
  struct Case {
    std::string bytes;
    std::vector<int> descriptors;
  };
  std::vector<Case> cases = {
      {spawn, {}},                           // descriptors missing
      {spawn, {a, b}},                       // one missing
      {spawn, {a, b, c, a}},                 // one too many
      {spawn, {a, b, c, a, b, c}},           // more than there is room for
      {spawn + "x", {a, b, c}},              // something left over
      {std::string(1, '\0'), {a, b, c}},     // no such kind
      {std::string(1, '\x63'), {a}},         // no such kind
      {packet_of(KillMessage{1}) + "x", {}}  // left over
  };
  for (std::size_t size = 1; size < spawn.size(); size += 3) {
    cases.push_back({spawn.substr(0, size), {a, b, c}});
  }
  for (std::size_t size = 1; size < kill.size(); ++size)
    cases.push_back({kill.substr(0, size), {}});
  for (const Case& broken : cases) {
    Pair pair;
    send_raw(pair.emulator.get(), broken.bytes, broken.descriptors);
    const int before = next_descriptor();
    {
      EmulatorToZygote message;
      CHECK(receive_message(pair.zygote.get(), message) == Received::kBroken);
    }
    CHECK(next_descriptor() == before);
  }
}

TEST_CASE("descriptors that a message has no use for are closed") {
  Pair pair;
  Pipe pipe;
  send_raw(pair.emulator.get(), packet_of(KillMessage{5}), {pipe.write.get(), pipe.read.get()});
  const int before = next_descriptor();
  EmulatorToZygote message;
  CHECK(receive_message(pair.zygote.get(), message) == Received::kMessage);
  CHECK(next_descriptor() == before);
}

TEST_CASE("what the zygote says is refused when it comes from the emulator, and the reverse") {
  Pair pair;
  REQUIRE(send_message(pair.emulator.get(), KillMessage{1}) == 0);
  ZygoteToEmulator from_zygote;
  CHECK(receive_message(pair.zygote.get(), from_zygote) == Received::kBroken);
  REQUIRE(send_message(pair.zygote.get(), SpawnedMessage{1, 2}) == 0);
  EmulatorToZygote from_emulator;
  CHECK(receive_message(pair.emulator.get(), from_emulator) == Received::kBroken);
}

TEST_CASE("a UniqueFd closes once, moves and lets go") {
  Pipe pipe;
  const int raw = pipe.read.get();
  UniqueFd moved = std::move(pipe.read);
  CHECK_FALSE(pipe.read);  // NOLINT(bugprone-use-after-move): that is the point
  CHECK(moved.get() == raw);
  const int released = moved.release();
  CHECK_FALSE(moved);
  CHECK(::fcntl(released, F_GETFD) >= 0);
  moved = UniqueFd(released);
  moved = UniqueFd();
  CHECK(::fcntl(released, F_GETFD) < 0);
}
