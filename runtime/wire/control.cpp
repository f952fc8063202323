#include "runtime/wire/control.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "runtime/wire/fields.h"
#include "runtime/wire/limits.h"

namespace brume::wire {
namespace {

enum class ControlKind : std::uint8_t { kSpawn = 1, kKill, kHello, kSpawned, kExited, kNotRun };
constexpr std::size_t kSpawnDescriptors = 3;    // of a library
constexpr std::size_t kProgramDescriptors = 1;  // the log; a second one is its socket

struct Packet {
  std::string bytes;
  std::vector<int> descriptors = {};  // borrowed when sending, owned when received
};

struct Encoder {
  std::string& out;
  FieldWriter fields{out};

  void begin(ControlKind kind) { fields.u8(static_cast<std::uint8_t>(kind)); }
  void operator()(const SpawnMessage& m) {
    begin(ControlKind::kSpawn);
    fields.u64(m.worker_id);
    fields.text(m.library);
    fields.text(m.symbol);
    fields.texts(m.command);
    fields.u32(static_cast<std::uint32_t>(m.mounts.size()));
    for (const MountStep& step : m.mounts) mount(step);
    fields.texts(m.environment);
    fields.text(m.function_name);
    fields.text(m.function_version);
    fields.text(m.log_group);
    fields.text(m.log_stream);
    fields.text(m.task_root);
    fields.text(m.tmp_dir);
    fields.u64(m.tmp_limit_bytes);
    fields.u32(m.memory_mb);
    fields.u8(m.wait_for_debugger ? 1 : 0);
  }
  void mount(const MountStep& step) {
    fields.u8(static_cast<std::uint8_t>(step.kind));
    fields.text(step.source);
    fields.text(step.target);
    fields.text(step.type);
    fields.text(step.data);
    fields.u64(step.flags);
  }
  void operator()(const KillMessage& m) {
    begin(ControlKind::kKill);
    fields.u64(m.worker_id);
  }
  void operator()(const HelloMessage& m) {
    begin(ControlKind::kHello);
    fields.u32(m.wire_version);
    fields.text(m.tmp_limit_missing);
  }
  void operator()(const SpawnedMessage& m) {
    begin(ControlKind::kSpawned);
    fields.u64(m.worker_id);
    fields.i32(m.pid);
  }
  void operator()(const ExitedMessage& m) {
    begin(ControlKind::kExited);
    fields.u64(m.worker_id);
    fields.i32(m.wait_status);
    fields.u64(m.max_rss_bytes);
    fields.text(m.not_started);
  }
  void operator()(const NotRunMessage& m) {
    begin(ControlKind::kNotRun);
    fields.u64(m.worker_id);
    fields.text(m.why);
  }
};

std::vector<MountStep> read_mounts(FieldReader& in) {
  std::vector<MountStep> steps;
  const std::uint32_t count = in.u32();
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
    MountStep& step = steps.emplace_back();
    step.kind = static_cast<MountStep::Kind>(in.u8());
    step.source = in.text();
    step.target = in.text();
    step.type = in.text();
    step.data = in.text();
    step.flags = in.u64();
  }
  return steps;
}

SpawnMessage read_spawn(FieldReader& in, Packet& packet) {
  SpawnMessage m;
  m.worker_id = in.u64();
  m.library = in.text();
  m.symbol = in.text();
  m.command = in.texts();
  m.mounts = read_mounts(in);
  m.environment = in.texts();
  m.function_name = in.text();
  m.function_version = in.text();
  m.log_group = in.text();
  m.log_stream = in.text();
  m.task_root = in.text();
  m.tmp_dir = in.text();
  m.tmp_limit_bytes = in.u64();
  m.memory_mb = in.u32();
  m.wait_for_debugger = in.u8() != 0;
  const std::size_t count = packet.descriptors.size();
  if (count == kProgramDescriptors || count == kProgramDescriptors + 1) {
    m.log = UniqueFd(std::exchange(packet.descriptors[0], -1));
    if (count > kProgramDescriptors) {
      m.requests = UniqueFd(std::exchange(packet.descriptors[1], -1));
    }
  } else if (packet.descriptors.size() == kSpawnDescriptors) {
    m.requests = UniqueFd(std::exchange(packet.descriptors[0], -1));
    m.answers = UniqueFd(std::exchange(packet.descriptors[1], -1));
    m.log = UniqueFd(std::exchange(packet.descriptors[2], -1));
  }
  return m;
}

bool decode(Packet& packet, EmulatorToZygote& message) {
  FieldReader in(packet.bytes);
  const auto kind = static_cast<ControlKind>(in.u8());
  if (kind == ControlKind::kSpawn) {
    SpawnMessage spawn = read_spawn(in, packet);
    const bool piped = spawn.requests && spawn.answers;
    const bool whole = spawn.log && (spawn.command.empty() ? piped : !spawn.answers);
    message = std::move(spawn);
    return in.complete() && whole;
  }
  if (kind == ControlKind::kKill) {
    message = KillMessage{in.u64()};
    return in.complete();
  }
  return false;
}

bool decode(Packet& packet, ZygoteToEmulator& message) {
  FieldReader in(packet.bytes);
  switch (static_cast<ControlKind>(in.u8())) {
    case ControlKind::kHello: {
      HelloMessage hello;
      hello.wire_version = in.u32();
      hello.tmp_limit_missing = in.text();
      message = std::move(hello);
      return in.complete();
    }
    case ControlKind::kSpawned: {
      SpawnedMessage spawned;
      spawned.worker_id = in.u64();
      spawned.pid = in.i32();
      message = spawned;
      return in.complete();
    }
    case ControlKind::kExited: {
      ExitedMessage exited;
      exited.worker_id = in.u64();
      exited.wait_status = in.i32();
      exited.max_rss_bytes = in.u64();
      exited.not_started = in.text();
      message = std::move(exited);
      return in.complete();
    }
    case ControlKind::kNotRun: {
      NotRunMessage not_run;
      not_run.worker_id = in.u64();
      not_run.why = in.text();
      message = std::move(not_run);
      return in.complete();
    }
    default:
      return false;
  }
}

// Room for the descriptors of one packet, aligned as the kernel wants it.
union DescriptorRoom {
  char bytes[CMSG_SPACE(kSpawnDescriptors * sizeof(int))];
  cmsghdr first;
};

int send_packet(int socket, const Packet& packet) {
  if (packet.bytes.size() > kMaxControlBytes) return EMSGSIZE;  // the receiver would cut it
  iovec data{const_cast<char*>(packet.bytes.data()), packet.bytes.size()};
  msghdr header{};
  header.msg_iov = &data;
  header.msg_iovlen = 1;
  DescriptorRoom room{};
  if (!packet.descriptors.empty()) {
    const std::size_t bytes = packet.descriptors.size() * sizeof(int);
    header.msg_control = room.bytes;
    header.msg_controllen = CMSG_SPACE(bytes);
    cmsghdr* const rights = &room.first;
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(bytes);
    std::memcpy(CMSG_DATA(rights), packet.descriptors.data(), bytes);
  }
  while (::sendmsg(socket, &header, MSG_NOSIGNAL) < 0) {
    if (errno != EINTR) return errno;
  }
  return 0;
}

void take_descriptors(msghdr& header, std::vector<int>& descriptors) {
  for (cmsghdr* part = CMSG_FIRSTHDR(&header); part != nullptr; part = CMSG_NXTHDR(&header, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    descriptors.resize(count);
    std::memcpy(descriptors.data(), CMSG_DATA(part), count * sizeof(int));
  }
}

Received receive_packet(int socket, Packet& packet) {
  static thread_local std::array<char, kMaxControlBytes> buffer;
  iovec data{buffer.data(), buffer.size()};
  DescriptorRoom room{};
  msghdr header{};
  header.msg_iov = &data;
  header.msg_iovlen = 1;
  header.msg_control = room.bytes;
  header.msg_controllen = sizeof room.bytes;
  ssize_t size = -1;
  do {
    size = ::recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
  } while (size < 0 && errno == EINTR);
  if (size < 0) return errno == EAGAIN ? Received::kNothingYet : Received::kClosed;
  take_descriptors(header, packet.descriptors);
  if (size == 0) return Received::kClosed;
  if ((header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) return Received::kBroken;
  packet.bytes.assign(buffer.data(), static_cast<std::size_t>(size));
  return Received::kMessage;
}

template <typename Message>
Received receive_any(int socket, Message& message) {
  Packet packet;
  Received received = receive_packet(socket, packet);
  if (received == Received::kMessage && !decode(packet, message)) received = Received::kBroken;
  for (const int left_over : packet.descriptors) UniqueFd closes(left_over);
  return received;
}

}  // namespace

int send_message(int socket, const EmulatorToZygote& message) {
  Packet packet;
  std::visit(Encoder{packet.bytes}, message);
  if (const auto* spawn = std::get_if<SpawnMessage>(&message)) {
    packet.descriptors = {spawn->log.get()};
    if (spawn->command.empty()) {
      packet.descriptors = {spawn->requests.get(), spawn->answers.get(), spawn->log.get()};
    } else if (spawn->requests) {
      packet.descriptors.push_back(spawn->requests.get());
    }
  }
  return send_packet(socket, packet);
}

int send_message(int socket, const ZygoteToEmulator& message) {
  Packet packet;
  std::visit(Encoder{packet.bytes}, message);
  return send_packet(socket, packet);
}

Received receive_message(int socket, EmulatorToZygote& message) {
  return receive_any(socket, message);
}

Received receive_message(int socket, ZygoteToEmulator& message) {
  return receive_any(socket, message);
}

}  // namespace brume::wire
