// An HTTP request's head and an answer, as plain data. Header names compare without regard to
// case and keep the spelling and order in which they came.
//
// Value types. No thread of their own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace brume::emulator::http {

struct Header {
  std::string name;
  std::string value;  // without surrounding white space
};

class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<Header> headers) : headers_(headers) {}

  // The first of that name; null when there is none.
  const std::string* find(std::string_view name) const;
  bool has(std::string_view name) const { return find(name) != nullptr; }
  // Every value of that name, in order.
  std::vector<std::string_view> all(std::string_view name) const;
  void add(std::string name, std::string value);
  // Replaces all of that name.
  void set(std::string_view name, std::string value);
  void erase(std::string_view name);
  // Keeps its memory.
  void clear() { headers_.clear(); }

  bool empty() const { return headers_.empty(); }
  std::size_t size() const { return headers_.size(); }
  auto begin() const { return headers_.begin(); }
  auto end() const { return headers_.end(); }

 private:
  std::vector<Header> headers_;
};

struct RequestHead {
  std::string method;     // as sent: "GET", "PROPFIND"
  std::string target;     // as sent, still encoded: "/a%20b?x=1"; always begins with "/"
  int version_minor = 1;  // HTTP/1.x
  Headers headers;
  std::string remote_address;  // "127.0.0.1", "::1"
  std::uint16_t local_port = 0;
  bool tls = false;
  Headers trailers = {};  // what followed a chunked body; known once it has ended

  // Both still encoded; the query is without its "?", and empty when there is none.
  std::string_view path() const;
  std::string_view query() const;
  // The Host header without its port; empty when there is none.
  std::string_view host() const;
};

// The head of an answer. The server adds Date, Connection and what frames the body; a
// Content-Length or Transfer-Encoding among the headers is ignored but for answers to HEAD.
struct ResponseHead {
  int status = 200;
  Headers headers;
};

struct Response {
  int status = 200;
  Headers headers;
  std::string body;
};

}  // namespace brume::emulator::http
