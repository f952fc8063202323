#include <optional>
#include <utility>

#include "emulator/aws/protocol/codec.h"
#include "emulator/aws/protocol/validation_errors.h"
#include "emulator/text/base64.h"
#include "emulator/text/json_reader.h"
#include "emulator/text/json_text.h"

namespace brume::emulator::aws {
namespace {

// Nothing when the text is not JSON, or nested too deep.
std::optional<Value> read_value(JsonReader& reader, int depth);

std::optional<Value> read_list(JsonReader& reader, int depth) {
  List list;
  if (!reader.enter_array()) return std::nullopt;
  while (reader.more_elements()) {
    std::optional<Value> element = read_value(reader, depth + 1);
    if (!element) return std::nullopt;
    list.push_back(std::move(*element));
  }
  if (reader.failed()) return std::nullopt;
  return list;
}

std::optional<Value> read_structure(JsonReader& reader, int depth) {
  Structure structure;
  if (!reader.enter_object()) return std::nullopt;
  for (std::string name; reader.more_members(name);) {
    std::optional<Value> value = read_value(reader, depth + 1);
    if (!value) return std::nullopt;
    structure.add(name, std::move(*value));
  }
  if (reader.failed()) return std::nullopt;
  return structure;
}

std::optional<Value> read_value(JsonReader& reader, int depth) {
  if (depth > kDepthMax) return std::nullopt;
  std::string text;
  std::string_view written;
  switch (reader.peek()) {
    case JsonReader::Kind::kString:
      if (reader.string(text)) return text;
      return std::nullopt;
    case JsonReader::Kind::kNumber:
      if (reader.number(written)) return Number{std::string(written)};
      return std::nullopt;
    case JsonReader::Kind::kBoolean:
      if (reader.literal(written)) return written == "true";
      return std::nullopt;
    case JsonReader::Kind::kNull:
      if (reader.literal(written)) return Value();
      return std::nullopt;
    case JsonReader::Kind::kArray:
      return read_list(reader, depth);
    case JsonReader::Kind::kObject:
      return read_structure(reader, depth);
    case JsonReader::Kind::kNone:
      return std::nullopt;
  }
  return std::nullopt;
}

// "1700000000", "1700000000.25"
std::string epoch_seconds(Timestamp timestamp) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(timestamp.at);
  const std::string fraction = std::to_string((timestamp.at - whole).count() + 1000).substr(1);
  std::string text = std::to_string(whole.time_since_epoch().count());
  if (fraction != "000") text += "." + fraction.substr(0, fraction.find_last_not_of('0') + 1);
  return text;
}

// Appends one value.
struct JsonWriter {
  std::string& out;

  void operator()(const Null&) const { out += "null"; }
  void operator()(const std::string& text) const { append_json_string(out, text); }
  void operator()(const Number& number) const { out += number.text; }
  void operator()(const bool& truth) const { out += truth ? "true" : "false"; }
  void operator()(const Blob& blob) const {
    out += '"';
    append_base64(out, blob.bytes);
    out += '"';
  }
  void operator()(const Timestamp& timestamp) const { out += epoch_seconds(timestamp); }
  void operator()(const List& list) const {
    const char* separator = "[";
    for (const Value& value : list) {
      out += std::exchange(separator, ",");
      std::visit(*this, value.variant());
    }
    out += list.empty() ? "[]" : "]";
  }
  void operator()(const Members& members) const {
    char separator = '{';
    for (const auto& [name, value] : members) {
      if (value.is_null()) continue;
      out += std::exchange(separator, ',');
      append_json_string(out, name);
      out += ':';
      std::visit(*this, value.variant());
    }
    out += separator == '{' ? "{}" : "}";
  }
};

}  // namespace

Result<Value> read_json(std::string_view body) {
  if (body.empty()) return Value(Structure());
  JsonReader reader(body);
  std::optional<Value> value = read_value(reader, 0);
  if (value && value->get<Structure>() != nullptr && reader.at_end()) return std::move(*value);
  return serialization_error(Protocol::kJson10,
                             "Could not parse request body into json: it is no JSON object");
}

std::string write_json(const Value& value) {
  std::string out;
  std::visit(JsonWriter{out}, value.variant());
  return out;
}

AwsError input_error(const Error& error) {
  // Source: the common errors of Query APIs.
  const int status = error.reason == "MalformedQueryString" ? 404 : 400;
  return {status, error.reason, error.message};
}

}  // namespace brume::emulator::aws
