// The pieces that events for functions and events for authorizers have in common, appended to a
// text that is under construction. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/text_buffer.h"
#include "emulator/gateway/http_event.h"
#include "emulator/gateway/url_text.h"

namespace brume::emulator::gateway {

// What stands for a map that has no entry.
enum class EmptyMap { kNull, kObject, kAbsent };

class EventText {
 public:
  // A member's name. What stands in the source needs no escape, and nobody looks for one: an event
  // has forty of them.
  struct Name {
    consteval Name(const char* written)  // NOLINT(google-explicit-constructor)
        : text(written), literal(true) {}
    Name(std::string_view any) : text(any), literal(false) {}      // NOLINT
    Name(const std::string& any) : Name(std::string_view(any)) {}  // NOLINT

    std::string_view text;
    bool literal;
  };

  // REQUIRES: the facts outlive it
  explicit EventText(const RequestFacts& facts);

  EventText& text(Name name, std::string_view value);
  EventText& raw(Name name, std::string_view value);
  EventText& number(Name name, long long value);
  EventText& null(Name name) { return raw(name, "null"); }
  EventText& begin(Name name);  // a nested object
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

  void name(Name name);
  void lower_name(std::string_view any);
  void empty_map(Name name, EmptyMap empty);
  void identity_v1();
  void gather_headers();

  const RequestFacts& facts_;
  TextBuffer out_;
  bool first_ = true;  // no member yet in the innermost object
  std::vector<Field> headers_;
  std::vector<QueryParameter> query_;
  std::string forwarded_for_, forwarded_port_;
};

}  // namespace brume::emulator::gateway
