#include "emulator/aws/origin_guard.h"

#include <arpa/inet.h>

#include <string>

#include "emulator/text/ascii.h"

namespace brume::emulator::aws {
namespace {

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() > end.size() &&
         equal_ignoring_case(text.substr(text.size() - end.size()), end);
}

std::string_view without_port(std::string_view authority) {
  const std::size_t bracket = authority.rfind(']');
  return authority.substr(0, authority.find(':', bracket == authority.npos ? 0 : bracket));
}

bool is_loopback(const std::string& host) {
  in_addr v4{};
  if (::inet_pton(AF_INET, host.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24 == 127;
  in6_addr v6{};
  if (host.size() < 2 || host.front() != '[' || host.back() != ']') return false;
  if (::inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &v6) != 1) return false;
  return IN6_IS_ADDR_LOOPBACK(&v6) || (IN6_IS_ADDR_V4MAPPED(&v6) && v6.s6_addr[12] == 127);
}

}  // namespace

bool is_local_host(std::string_view host, std::string_view listening_host) {
  if (!host.empty() && host.back() == '.') host.remove_suffix(1);
  return equal_ignoring_case(host, "localhost") || ends_with(host, ".localhost") ||
         is_loopback(std::string(host)) ||
         (!listening_host.empty() && equal_ignoring_case(host, listening_host));
}

bool is_local_origin(std::string_view origin, std::string_view listening_host) {
  const std::size_t scheme = origin.find("://");
  if (scheme == std::string_view::npos) return false;
  return is_local_host(without_port(origin.substr(scheme + 3)), listening_host);
}

bool comes_from_here(const http::RequestHead& head, std::string_view listening_host) {
  // Simple GETs of other sites' pages – images, scripts, links – carry no Origin.
  for (const std::string_view site : head.headers.all("Sec-Fetch-Site")) {
    if (equal_ignoring_case(site, "cross-site") && !head.headers.has("Origin")) return false;
  }
  for (const std::string_view origin : head.headers.all("Origin")) {
    if (!is_local_origin(origin, listening_host)) return false;
  }
  const std::string_view host = head.host();
  return host.empty() || is_local_host(host, listening_host) || ends_with(host, ".amazonaws.com") ||
         ends_with(host, ".on.aws");
}

}  // namespace brume::emulator::aws
