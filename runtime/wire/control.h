// What the emulator and the zygote say to each other on the control socket (SOCK_SEQPACKET: one
// message a packet, descriptors ride along).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "runtime/wire/fd.h"

namespace brume::wire {

// The number under which brume-host finds its end of the control socket.
inline constexpr int kControlFd = 3;
// Changes with every change of this file or of messages.h: both programs must be of one build.
inline constexpr std::uint32_t kWireVersion = 5;

// --- emulator -> zygote ---

// One step of making the file system that a program sees, in a mount namespace of its own.
struct MountStep {
  enum class Kind : std::uint8_t {
    kFolder,  // makes the folder `target`
    kLink,    // makes `target` a link to `source`
    kMount,   // mount(2)
  };
  Kind kind = Kind::kFolder;
  std::string source, target, type, data;
  std::uint64_t flags = 0;
};

struct SpawnMessage {
  std::uint64_t worker_id = 0;
  std::string library;  // absolute path
  std::string symbol;   // of the handler
  // argv of a program that is run instead; library and symbol are then empty.
  std::vector<std::string> command;
  std::vector<MountStep> mounts;         // before it is run; empty: it sees what we see
  std::vector<std::string> environment;  // "NAME=value", complete
  std::string function_name, function_version, log_group, log_stream;
  std::string task_root;  // working directory
  std::string tmp_dir;    // made by the worker, removed by the zygote
  std::uint64_t tmp_limit_bytes = 0;
  std::uint32_t memory_mb = 0;
  bool wait_for_debugger = false;
  // Ride along: the worker's ends of its pipes. It reads the first and writes the others. A
  // program has only the log; a fork server, in `requests`, a socket of packets as well.
  UniqueFd requests, answers, log;
};

struct KillMessage {  // SIGKILL to the worker's process group and whatever escaped from it
  std::uint64_t worker_id = 0;
};

using EmulatorToZygote = std::variant<SpawnMessage, KillMessage>;

// --- zygote -> emulator ---

struct HelloMessage {  // first of all
  std::uint32_t wire_version = kWireVersion;
  std::string tmp_limit_missing;  // why TMPDIR cannot be limited on this system; empty: it can
};

struct SpawnedMessage {
  std::uint64_t worker_id = 0;
  std::int32_t pid = 0;
};

struct ExitedMessage {  // exactly once for each SpawnMessage
  std::uint64_t worker_id = 0;
  std::int32_t wait_status = 0;  // as waitpid() says it
  std::uint64_t max_rss_bytes = 0;
  std::string not_started = {};  // why there never was a process; empty: there was
};

// From the new process itself: its program could not be run. Its exit follows.
struct NotRunMessage {
  std::uint64_t worker_id = 0;
  std::string why;  // "fork/exec /var/task/bootstrap: exec format error"
};

using ZygoteToEmulator = std::variant<HelloMessage, SpawnedMessage, ExitedMessage, NotRunMessage>;

// --- the socket ---

enum class Received { kMessage, kNothingYet, kClosed, kBroken };

// Each send is one packet. 0, or an errno value: EAGAIN when the socket is full, EMSGSIZE above
// kMaxControlBytes.
int send_message(int socket, const EmulatorToZygote& message);
int send_message(int socket, const ZygoteToEmulator& message);
Received receive_message(int socket, EmulatorToZygote& message);
Received receive_message(int socket, ZygoteToEmulator& message);

}  // namespace brume::wire
