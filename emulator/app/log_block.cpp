#include "emulator/app/log_block.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace brume::emulator::app {
namespace {

// Before each record's function, request id and text.
struct Head {
  LogRecord::Kind kind;
  WallTime at;
  std::uint32_t function_bytes;
  std::uint32_t request_id_bytes;
  std::uint32_t text_bytes;
};

}  // namespace

std::size_t block_bytes(const LogRecord& record) {
  return sizeof(Head) + record.function.size() + record.request_id.size() + record.text.size();
}

void append_record(std::string& block, const LogRecord& record) {
  const Head head{record.kind, record.at, static_cast<std::uint32_t>(record.function.size()),
                  static_cast<std::uint32_t>(record.request_id.size()),
                  static_cast<std::uint32_t>(record.text.size())};
  const std::size_t from = block.size();
  block.resize(from + block_bytes(record));
  char* to = block.data() + from;
  std::memcpy(to, &head, sizeof head);
  to += sizeof head;
  for (const std::string_view part : {record.function, record.request_id, record.text}) {
    to = std::copy(part.begin(), part.end(), to);  // a notice has no request id
  }
}

void read_records(const std::string& block, const std::function<void(const LogRecord&)>& reader) {
  std::string_view rest = block;
  const auto take = [&rest](std::size_t bytes) {
    const std::string_view taken = rest.substr(0, bytes);
    rest.remove_prefix(bytes);
    return taken;
  };
  while (!rest.empty()) {
    Head head{};
    std::memcpy(&head, take(sizeof head).data(), sizeof head);
    const std::string_view function = take(head.function_bytes);
    const std::string_view request_id = take(head.request_id_bytes);
    reader({head.kind, head.at, function, request_id, take(head.text_bytes)});
  }
}

}  // namespace brume::emulator::app
