// The pieces that events for functions and events for authorizers have in common, appended to a
// text that is under construction. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/gateway/http_event.h"
#include "emulator/gateway/url_text.h"

namespace brume::emulator::gateway {

// What stands for a map that has no entry.
enum class EmptyMap { kNull, kObject, kAbsent };

class EventText {
 public:
  // REQUIRES: the facts outlive it. `body_bytes`: how large the text will at least become.
  EventText(const RequestFacts& facts, std::size_t body_bytes);

  EventText& text(std::string_view name, std::string_view value);
  EventText& raw(std::string_view name, std::string_view value);
  EventText& number(std::string_view name, long long value);
  EventText& null(std::string_view name) { return raw(name, "null"); }
  EventText& begin(std::string_view name);  // a nested object
  EventText& end();

  // Payload 1.0: the last value, and all values, of each name as it was sent.
  EventText& headers_v1(bool with_multi_values);
  EventText& query_v1(EmptyMap empty, bool with_multi_values);
  // Payload 2.0: names in lower case, values joined with commas, cookies in a list of their own.
  EventText& cookies_v2();
  EventText& headers_v2();
  EventText& query_v2();
  EventText& path_parameters(EmptyMap empty);
  EventText& stage_variables(EmptyMap empty);

  // The members of requestContext, which the caller begins and ends.
  EventText& context_v1();
  EventText& context_v2();
  EventText& body(std::string_view body, EmptyMap empty);

  std::string finish();

 private:
  struct Field {
    std::string_view name, value;
  };

  void name(std::string_view name);
  void empty_map(std::string_view name, EmptyMap empty);
  void identity_v1();
  void gather_headers();
  void forward_header(std::string_view name, std::string_view value, const char* title);

  const RequestFacts& facts_;
  std::string out_ = "{";
  bool first_ = true;  // no member yet in the innermost object
  std::vector<Field> headers_;
  std::vector<QueryParameter> query_;
  std::string forwarded_for_, forwarded_port_, content_length_;
};

}  // namespace brume::emulator::gateway
