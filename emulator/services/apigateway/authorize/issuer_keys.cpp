#include "emulator/services/apigateway/authorize/issuer_keys.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace brume::emulator::gateway {
namespace {

std::string configuration_url(std::string issuer) {
  while (issuer.ends_with('/')) issuer.pop_back();
  return issuer + "/.well-known/openid-configuration";
}

Error unavailable_keys(std::string why) {
  return {Error::Code::kUnavailable, std::move(why)};
}

}  // namespace

void IssuerKeys::find(const std::string& issuer, const std::string& key_id,
                      Callback<void(Result<Keys>)> found) {
  if (fetcher_ == nullptr) return found(unavailable_keys("no keys are fetched here"));
  Issuer& known = issuers_[issuer];
  const Duration age = clock_.wall() - known.fetched_at;
  if (known.keys && age < kKeysKept && (known.keys->has(key_id) || age < kRefetchAtMost)) {
    return found(known.keys);
  }
  known.waiting.push_back(std::move(found));
  if (std::exchange(known.fetching, true)) return;
  fetcher_->get(configuration_url(issuer), [this, issuer](Result<std::string> text) {
    on_configuration(issuer, std::move(text));
  });
}

void IssuerKeys::on_configuration(const std::string& issuer, Result<std::string> text) {
  if (!text) return finish(issuer, std::move(text).error());
  const auto configuration = nlohmann::json::parse(text.value(), nullptr, false);
  const auto uri = configuration.is_object() ? configuration.find("jwks_uri") : configuration.end();
  if (!configuration.is_object() || uri == configuration.end() || !uri->is_string()) {
    return finish(issuer, unavailable_keys(configuration_url(issuer) + " names no jwks_uri"));
  }
  const std::string url = uri->get<std::string>();
  fetcher_->get(url, [this, issuer, url](Result<std::string> keys) {
    on_keys(issuer, url, std::move(keys));
  });
}

void IssuerKeys::on_keys(const std::string& issuer, const std::string& url,
                         Result<std::string> text) {
  if (!text) return finish(issuer, std::move(text).error());
  auto keys = KeySet::read(text.value());
  if (!keys) return finish(issuer, unavailable_keys(url + " " + keys.error().message));
  finish(issuer, std::make_shared<const KeySet>(std::move(keys).value()));
}

void IssuerKeys::finish(const std::string& issuer, Result<Keys> keys) {
  Issuer& known = issuers_[issuer];
  known.fetching = false;
  if (keys) {
    known.keys = keys.value();
    known.fetched_at = clock_.wall();
  }
  auto waiting = std::move(known.waiting);
  known.waiting.clear();
  for (auto& found : waiting) {
    if (keys) {
      found(keys.value());
    } else {
      found(keys.error());
    }
  }
}

}  // namespace brume::emulator::gateway
