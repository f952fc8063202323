#include "emulator/services/s3/protocol/address.h"

#include <algorithm>

#include "emulator/text/ascii.h"
#include "emulator/text/percent.h"

namespace brume::emulator::aws::s3 {
namespace {

constexpr std::string_view kLocal = ".localhost";
constexpr std::string_view kAmazon = ".amazonaws.com";

// Of what stands in front of ".localhost" or ".amazonaws.com".
HostName read_labels(std::string_view labels, bool local) {
  if (labels == "s3") return {HostKind::kService};
  std::size_t label = std::max(labels.rfind(".s3.") + 1, labels.rfind(".s3-") + 1);
  if (labels.ends_with(".s3")) label = labels.size() - 2;
  if (label > 0) return {HostKind::kBucket, std::string(labels.substr(0, label - 1))};
  if (labels.starts_with("s3.") || labels.starts_with("s3-")) return {HostKind::kService};
  if (!local) return {};
  return {HostKind::kPerhapsBucket, std::string(labels)};
}

bool host_names_bucket(const HostName& host, const http::RequestHead& head, const Exists& exists) {
  if (host.kind == HostKind::kBucket) return true;
  if (host.kind != HostKind::kPerhapsBucket) return false;
  return exists(host.bucket) || (head.path() == "/" && head.method != "GET");
}

}  // namespace

HostName read_host(std::string_view host) {
  // Most are an address or "localhost" itself.
  if (host.size() <= kLocal.size()) return {};
  const std::string lower = lower_case(host);
  std::string_view name(lower);
  if (name.back() == '.') name.remove_suffix(1);
  if (name.ends_with(kLocal)) {
    return read_labels(name.substr(0, name.size() - kLocal.size()), true);
  }
  if (name.ends_with(kAmazon)) {
    return read_labels(name.substr(0, name.size() - kAmazon.size()), false);
  }
  return {};
}

Address address_of(const http::RequestHead& head, const Exists& exists) {
  std::string_view path = head.path();
  if (!path.empty()) path.remove_prefix(1);
  HostName host = read_host(head.host());
  if (host_names_bucket(host, head, exists)) {
    return {std::move(host.bucket), percent_decode(path)};
  }
  const std::size_t slash = path.find('/');
  Address address{percent_decode(path.substr(0, slash)), {}};
  if (slash != std::string_view::npos) address.key = percent_decode(path.substr(slash + 1));
  return address;
}

}  // namespace brume::emulator::aws::s3
