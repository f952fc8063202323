#include "emulator/invoke/worker/fork_server.h"

#include <sys/socket.h>

#include <array>
#include <charconv>
#include <csignal>
#include <cstring>
#include <map>
#include <utility>

#include "emulator/text/json_reader.h"
#include "emulator/text/json_text.h"

namespace brume::emulator {
namespace {

constexpr std::size_t kPacketBytes = 64 * 1024;
constexpr std::size_t kLastWordsBytes = 2000;

std::string environment_json(const std::vector<std::string>& entries) {
  JsonObject object;
  for (const std::string& entry : entries) {
    const std::size_t equals = entry.find('=');
    object.text(entry.substr(0, equals), std::string_view(entry).substr(equals + 1));
  }
  return object.finish();
}

std::string mounts_json(const std::vector<wire::MountStep>& steps) {
  std::string list = "[";
  for (const wire::MountStep& step : steps) {
    list += list.size() > 1 ? ",[" : "[";
    list += std::to_string(static_cast<int>(step.kind));
    for (const std::string* text : {&step.source, &step.target, &step.type, &step.data}) {
      list += ',';
      append_json_string(list, *text);
    }
    list += ',' + std::to_string(step.flags) + ']';
  }
  return list + ']';
}

std::string request_json(const wire::SpawnMessage& message) {
  return JsonObject()
      .number("start", static_cast<long long>(message.worker_id))
      .raw("environment", environment_json(message.environment))
      .text("folder", message.task_root)
      .text("staging", message.tmp_dir)
      .raw("mounts", mounts_json(message.mounts))
      .finish();
}

bool send_with(int socket, std::string_view packet, int descriptor) {
  union {
    char bytes[CMSG_SPACE(sizeof(int))];
    cmsghdr first;
  } room{};
  iovec data{const_cast<char*>(packet.data()), packet.size()};
  msghdr header{};
  header.msg_iov = &data;
  header.msg_iovlen = 1;
  header.msg_control = room.bytes;
  header.msg_controllen = sizeof room.bytes;
  room.first.cmsg_level = SOL_SOCKET;
  room.first.cmsg_type = SCM_RIGHTS;
  room.first.cmsg_len = CMSG_LEN(sizeof(int));
  std::memcpy(CMSG_DATA(&room.first), &descriptor, sizeof descriptor);
  return ::sendmsg(socket, &header, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0;
}

}  // namespace

ForkServer::ForkServer(Loop& loop, Client& client, wire::UniqueFd socket)
    : client_(client), socket_(std::move(socket)) {
  watch_ = loop.watch(socket_.get(), FdWatch::kReadable, [this](unsigned) { on_readable(); });
}

bool ForkServer::start(const wire::SpawnMessage& message) {
  if (!ready_ || !send_with(socket_.get(), request_json(message), message.log.get())) return false;
  functions_.insert(message.worker_id);
  return true;
}

void ForkServer::on_readable() {
  std::array<char, kPacketBytes> packet;
  while (true) {
    const ssize_t size = ::recv(socket_.get(), packet.data(), packet.size(), MSG_DONTWAIT);
    if (size < 0) return;
    if (size == 0 || !on_message({packet.data(), static_cast<std::size_t>(size)})) {
      // Its end follows.
      watch_.reset();
      ready_ = false;
      process_->kill();
      return;
    }
  }
}

bool ForkServer::on_message(std::string_view packet) {
  JsonReader reader(packet);
  std::map<std::string, std::uint64_t> numbers;
  std::string why;
  std::string name;
  if (!reader.enter_object()) return false;
  while (reader.more_members(name)) {
    std::string_view digits;
    if (name == "why") {
      if (!reader.string(why)) return false;
    } else if (reader.number(digits)) {
      std::from_chars(digits.data(), digits.data() + digits.size(), numbers[name]);
    } else {
      return false;
    }
  }
  if (reader.failed()) return false;
  if (numbers.contains("ready")) {
    ready_ = true;
  } else if (numbers.contains("started")) {
    client_.on_forked(numbers["started"], static_cast<int>(numbers["pid"]));
  } else if (numbers.contains("exited") && functions_.erase(numbers["exited"]) > 0) {
    client_.on_forked_exit(numbers["exited"],
                           {static_cast<int>(numbers["status"]), numbers["rss"]});
  } else if (numbers.contains("refused") && functions_.erase(numbers["refused"]) > 0) {
    client_.on_forked_exit(numbers["refused"], {SIGKILL, 0, why});
  }
  return true;
}

void ForkServer::on_output(std::string_view bytes) {
  last_words_ += bytes;
  if (last_words_.size() > kLastWordsBytes) {
    last_words_.erase(0, last_words_.size() - kLastWordsBytes);
  }
}

void ForkServer::on_process_exit(const WorkerExit&) {
  process_->drain_output();
  ready_ = false;
  watch_.reset();
  const auto functions = std::exchange(functions_, {});
  for (const std::uint64_t id : functions) client_.on_forked_exit(id, {SIGKILL, 0, {}});
  client_.on_fork_server_end(*this, last_words_);
}

}  // namespace brume::emulator
