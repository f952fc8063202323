// The pieces that events for functions and events for authorizers have in common, appended to a
// text that is under construction. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/services/apigateway/event/request_facts.h"
#include "emulator/text/query_string.h"
#include "emulator/text/text_buffer.h"

namespace brume::emulator::gateway {

// What stands for a map that has no entry.
enum class EmptyMap { kNull, kObject, kAbsent };

class EventText {
 public:
  // A member's name as it stands in the source: made into `,"name":` by the compiler, and of a
  // fixed room so that it is copied by a few moves: an event has forty of them.
  class Name {
   public:
    consteval Name(const char* name) {  // NOLINT(google-explicit-constructor)
      put(',');
      put('"');
      while (*name != '\0') put(*name++);
      put('"');
      put(':');
    }

   private:
    friend class EventText;
    static constexpr std::size_t kRoom = 40;
    constexpr void put(char c) { text_[size_++] = c; }

    char text_[kRoom] = {};
    std::size_t size_ = 0;
  };

  // REQUIRES: the facts outlive it
  explicit EventText(const RequestFacts& facts);

  EventText& text(const Name& name, std::string_view value);
  EventText& raw(const Name& name, std::string_view value);
  EventText& number(const Name& name, long long value);
  EventText& null(const Name& name) { return raw(name, "null"); }
  EventText& begin(const Name& name);  // a nested object
  EventText& end();

  // Takes over what the integration's requestParameters map: headers and query parameters, in the
  // place of those of the same name. REST.
  EventText& map_parameters();

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

  void name(const Name& name);
  // A name that came with the request.
  void any_name(std::string_view name);
  void lower_name(std::string_view name);
  EventText& entry(std::string_view name, std::string_view value);
  void empty_map(const Name& name, EmptyMap empty);
  void identity_v1();
  void gather_headers();

  const RequestFacts& facts_;
  TextBuffer out_;
  bool first_ = true;  // no member yet in the innermost object
  std::vector<Field> headers_;
  QueryParameters query_;
  std::string forwarded_for_, forwarded_port_;
  std::map<std::string, std::string> mapped_headers_;  // which headers_ refers to
};

}  // namespace brume::emulator::gateway
