#include "emulator/template/model/value_json.h"

#include <charconv>
#include <cmath>

#include "emulator/text/json_text.h"

namespace brume::emulator {
namespace {

class Writer {
 public:
  explicit Writer(int indent) : indent_(indent) {}
  void write(const Value& value);
  std::string take() { return std::move(text_); }

 private:
  void write_number(double number);
  void write_list(const Value::List& list);
  void write_map(const Value::Map& map);
  void new_line();

  int indent_;  // negative: all on one line
  int depth_ = 0;
  std::string text_;
};

void Writer::new_line() {
  if (indent_ < 0) return;
  text_ += '\n';
  text_.append(static_cast<std::size_t>(indent_ * depth_), ' ');
}

void Writer::write_number(double number) {
  if (!std::isfinite(number)) {
    text_ += "null";
    return;
  }
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number);
  const std::string_view digits(buffer, static_cast<std::size_t>(end.ptr - buffer));
  text_ += digits;
  if (digits.find_first_of(".e") == std::string_view::npos) text_ += ".0";
}

void Writer::write_list(const Value::List& list) {
  text_ += '[';
  ++depth_;
  bool first = true;
  for (const Value& item : list) {
    if (!first) text_ += ',';
    first = false;
    new_line();
    write(item);
  }
  --depth_;
  if (!first) new_line();
  text_ += ']';
}

void Writer::write_map(const Value::Map& map) {
  text_ += '{';
  ++depth_;
  bool first = true;
  for (const Value::Member& member : map) {
    if (!first) text_ += ',';
    first = false;
    new_line();
    append_json_string(text_, member.key);
    text_ += indent_ < 0 ? ":" : ": ";
    write(member.value);
  }
  --depth_;
  if (!first) new_line();
  text_ += '}';
}

void Writer::write(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kNull:
      text_ += "null";
      break;
    case Value::Kind::kBool:
      text_ += value.as_bool() ? "true" : "false";
      break;
    case Value::Kind::kInt:
      text_ += std::to_string(value.as_int());
      break;
    case Value::Kind::kFloat:
      write_number(value.as_float());
      break;
    case Value::Kind::kString:
      append_json_string(text_, value.as_string());
      break;
    case Value::Kind::kList:
      write_list(value.items());
      break;
    case Value::Kind::kMap:
      write_map(value.members());
      break;
  }
}

}  // namespace

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string to_json(const Value& value) {
  Writer writer(-1);
  writer.write(value);
  return writer.take();
}

std::string to_pretty_json(const Value& value, int indent) {
  Writer writer(indent);
  writer.write(value);
  return writer.take();
}

}  // namespace brume::emulator
