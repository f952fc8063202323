#include "runtime/wire/messages.h"

#include <algorithm>

#include "runtime/wire/fields.h"

namespace brume::wire {
namespace {

void write_frames(FieldWriter& out, const std::vector<StackFrame>& frames) {
  const std::size_t count = std::min(frames.size(), kMaxStackFrames);
  out.u32(static_cast<std::uint32_t>(count));
  for (std::size_t i = 0; i < count; ++i) {
    out.text(frames[i].module);
    out.u64(frames[i].offset);
    out.text(frames[i].symbol);
  }
}

bool read_frames(FieldReader& in, std::vector<StackFrame>& frames) {
  const std::uint32_t count = in.u32();
  if (count > kMaxStackFrames) return false;
  frames.resize(count);
  for (StackFrame& frame : frames) {
    frame.module = in.text();
    frame.offset = in.u64();
    frame.symbol = in.text();
  }
  return in.ok();
}

// Completes the header at `begun_at` for a content that ends with `payload`, not yet in `out`.
void end_head(std::string& out, std::size_t begun_at, std::string_view payload) {
  const std::size_t content = out.size() - begun_at - kFrameHeaderBytes + payload.size();
  std::string header;
  append_frame_header(header, static_cast<FrameKind>(out[begun_at + 4]), content);
  out.replace(begun_at, kFrameHeaderBytes, header);
}

std::string_view cut(std::string_view text) {
  return text.substr(0, kMaxErrorTextBytes);
}

}  // namespace

void InvokeMessage::append_head(std::string& out) const {
  const std::size_t begun_at = begin_frame(out, FrameKind::kInvoke);
  FieldWriter fields(out);
  fields.text(request_id);
  fields.text(trace_id);
  fields.text(client_context);
  fields.text(cognito_identity);
  fields.text(function_arn);
  fields.i64(timeout_us);
  fields.i64(wall_us);
  fields.u8(alone ? 1 : 0);
  end_head(out, begun_at, payload);
}

bool InvokeMessage::read(std::string_view content) {
  FieldReader fields(content);
  request_id = fields.text();
  trace_id = fields.text();
  client_context = fields.text();
  cognito_identity = fields.text();
  function_arn = fields.text();
  timeout_us = fields.i64();
  wall_us = fields.i64();
  const std::uint8_t alone_byte = fields.u8();
  alone = alone_byte == 1;
  const bool ok = fields.ok() && alone_byte <= 1;
  payload = fields.rest();
  return ok;
}

void ErrorMessage::append(std::string& out, FrameKind kind) const {
  const std::size_t begun_at = begin_frame(out, kind);
  FieldWriter fields(out);
  fields.text(cut(type));
  fields.text(cut(message));
  fields.text(cut(stack));
  write_frames(fields, frames);
  fields.u64(max_rss_bytes);
  fields.text(request_id);
  end_frame(out, begun_at);
}

bool ErrorMessage::read(std::string_view content) {
  FieldReader fields(content);
  type = fields.text();
  message = fields.text();
  stack = fields.text();
  if (!read_frames(fields, frames)) return false;
  max_rss_bytes = fields.u64();
  request_id = fields.text();
  return fields.complete();
}

void ReplyMessage::append_head(std::string& out) const {
  const std::size_t begun_at = begin_frame(out, FrameKind::kReply);
  FieldWriter fields(out);
  fields.text(request_id);
  fields.u64(max_rss_bytes);
  fields.u8(output_waits ? 1 : 0);
  end_head(out, begun_at, payload);
}

bool ReplyMessage::read(std::string_view content) {
  FieldReader fields(content);
  request_id = fields.text();
  max_rss_bytes = fields.u64();
  const std::uint8_t output_byte = fields.u8();
  output_waits = output_byte == 1;
  const bool ok = fields.ok() && output_byte <= 1;
  payload = fields.rest();
  return ok && payload.size() <= kMaxPayloadBytes;
}

void StreamMessage::append(std::string& out, FrameKind kind) const {
  const std::size_t begun_at = begin_frame(out, kind);
  FieldWriter fields(out);
  fields.text(request_id);
  fields.u64(max_rss_bytes);
  out.append(data);
  end_frame(out, begun_at);
}

bool StreamMessage::read(std::string_view content) {
  FieldReader fields(content);
  request_id = fields.text();
  max_rss_bytes = fields.u64();
  const bool ok = fields.ok();
  data = fields.rest();
  return ok;
}

bool CrashMessage::read(std::string_view content) {
  FieldReader fields(content);
  signal = fields.i32();
  fault_address = fields.u64();
  return read_frames(fields, frames) && fields.complete();
}

}  // namespace brume::wire
