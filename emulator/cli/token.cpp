// brume token: a signed test token that the local gateway's JWT authorizers accept.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <chrono>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "emulator/cli/command.h"
#include "emulator/cli/dev_signing_key.h"
#include "emulator/cli/emulator_client.h"
#include "emulator/cli/help.h"
#include "emulator/text/time_text.h"

namespace brume::emulator::cli {
namespace {

using nlohmann::json;

struct TokenOptions {
  std::string template_file;
  std::string issuer;
  std::string subject = "test-user";
  std::vector<std::string> audiences;
  std::vector<std::string> scopes;
  std::vector<std::string> claims;  // name=value
  std::int64_t expires_s = 3600;
  bool key_set = false;
};

std::filesystem::path template_folder(const TokenOptions& options) {
  return options.template_file.empty() ? std::filesystem::path(".")
                                       : std::filesystem::path(options.template_file).parent_path();
}

// The time of the emulator that runs for the template, which may have been moved; else ours.
std::int64_t now_s(const TokenOptions& options) {
  WallTime now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
  if (const auto client = EmulatorClient::find(template_folder(options) / "template.yaml")) {
    const auto answer = client.value().get("/_brume/clock");
    const json state = json::parse(answer ? answer.value() : "", nullptr, false);
    const auto told = state.is_object() ? parse_instant(state.value("now", "")) : now;
    if (told) now = told.value();
  }
  return std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
}

// Numbers, booleans, lists and objects are taken as such, everything else is a text.
json claim_value(const std::string& text) {
  json value = json::parse(text, nullptr, false);
  return value.is_discarded() ? json(text) : value;
}

// Error: a claim that is no name=value.
Result<std::string> claims_of(const TokenOptions& options) {
  const std::int64_t seconds = now_s(options);
  json claims = {{"sub", options.subject}, {"iat", seconds}, {"exp", seconds + options.expires_s}};
  if (!options.issuer.empty()) claims["iss"] = options.issuer;
  if (options.audiences.size() == 1) claims["aud"] = options.audiences.front();
  if (options.audiences.size() > 1) claims["aud"] = options.audiences;
  std::string scope;
  for (const std::string& one : options.scopes) scope += (scope.empty() ? "" : " ") + one;
  if (!scope.empty()) claims["scope"] = scope;
  for (const std::string& claim : options.claims) {
    const std::size_t equals = claim.find('=');
    if (equals == 0 || equals == std::string::npos) {
      return Error{Error::Code::kInvalidArgument,
                   "--claim must be NAME=VALUE, not `" + claim + "`"};
    }
    claims[claim.substr(0, equals)] = claim_value(claim.substr(equals + 1));
  }
  return claims.dump(-1, ' ', false, json::error_handler_t::replace);
}

int token(const TokenOptions& options) {
  const auto claims = claims_of(options);
  if (!claims) {
    std::fprintf(stderr, "brume token: %s\n", claims.error().message.c_str());
    return kExitUsage;
  }
  const auto key = open_signing_key(keys_folder(template_folder(options)));
  if (!key) {
    std::fprintf(stderr, "brume token: %s\n", key.error().message.c_str());
    return kExitFailed;
  }
  const std::string text =
      options.key_set ? key.value().key_set() : key.value().sign(claims.value());
  std::puts(text.c_str());
  return kExitOk;
}

}  // namespace

void add_token_command(CLI::App& root, int& exit_code) {
  CLI::App* command = root.add_subcommand(
      "token", "Print a signed test token that the local gateway's JWT authorizers accept");
  auto options = std::make_shared<TokenOptions>();
  command
      ->add_option("-t,--template,--template-file", options->template_file,
                   "the template; the key is in .brume/keys beside it")
      ->type_name("FILE");
  command->add_option("--issuer", options->issuer, "the authorizer's Issuer (iss)")
      ->type_name("URL");
  command->add_option("--audience", options->audiences, "one of the authorizer's audiences (aud)")
      ->type_name("TEXT");
  command->add_option("--scope", options->scopes, "what it permits (scope)")->type_name("TEXT");
  command->add_option("--subject", options->subject, "whom it speaks for (sub)")
      ->type_name("TEXT")
      ->capture_default_str();
  command->add_option("--claim", options->claims, "any other claim; JSON values are taken as such")
      ->type_name("NAME=VALUE");
  command
      ->add_option("--expires", options->expires_s,
                   "seconds from now; a negative number has expired already (exp)")
      ->type_name("SECONDS")
      ->capture_default_str();
  command->add_flag("--jwks", options->key_set, "print the key set (JWKS) instead of a token");
  command->footer(
      "The first call makes a key pair. While .brume/keys/jwks.json is there, the local gateway\n"
      "accepts its tokens from every issuer. Where `brume start` runs with a clock of its own, "
      "now\n"
      "is that clock's.\n\n" +
      examples({{"brume token --issuer https://auth.example.com --audience shop --scope orders"},
                {"brume token --claim 'cognito:groups=[\"admin\"]' --expires 60"},
                {"curl -H \"Authorization: Bearer $(brume token --issuer URL)\" localhost:3000/"},
                {"brume token --jwks > keys.json"}}));
  command->callback([options, &exit_code] { exit_code = token(*options); });
}

}  // namespace brume::emulator::cli
