// What GenerateSecretString makes. Source: GetRandomPassword of Secrets Manager.
#include "emulator/template/sections/given_values.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace brume::emulator;

namespace {

std::string made(std::initializer_list<Value::Entry> options) {
  const auto secret = generated_secret(Value::map(options), "Secret");
  return secret ? secret.value() : "error: " + secret.error().message;
}

bool any(const std::string& text, std::string_view of) {
  return text.find_first_of(of) != std::string::npos;
}

constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kMarks = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

}  // namespace

TEST_CASE("a generated secret has 32 characters, some of each type, and stays the same") {
  const std::string text = made({});
  CHECK(text.size() == 32);
  for (const std::string_view type : {kLower, kUpper, kDigits, kMarks}) CHECK(any(text, type));
  CHECK(!any(text, " "));
  CHECK(made({}) == text);
  CHECK(generated_secret(Value::map(), "Other").value() != text);
}

TEST_CASE("options of a generated secret are honoured") {
  CHECK(made({{"PasswordLength", 20}}).size() == 20);
  CHECK(made({{"PasswordLength", "20"}}).size() == 20);
  CHECK(!any(made({{"ExcludePunctuation", true}}), kMarks));
  CHECK(!any(made({{"ExcludePunctuation", "true"}}), kMarks));
  CHECK(!any(made({{"ExcludeNumbers", true}}), kDigits));
  CHECK(!any(made({{"ExcludeUppercase", true}}), kUpper));
  CHECK(!any(made({{"ExcludeLowercase", true}}), kLower));
  CHECK(!any(made({{"ExcludeCharacters", "abc\"@/"}, {"PasswordLength", 4000}}), "abc\"@/"));
  CHECK(!any(made({{"ExcludeCharacters", 12}, {"PasswordLength", 4000}}), "12"));
  CHECK(any(made({{"IncludeSpace", true}}), " "));
  const std::string one = made({{"PasswordLength", 1}, {"RequireEachIncludedType", false}});
  CHECK(one.size() == 1);
}

TEST_CASE("a template receives the password under its key") {
  const std::string text = made({{"SecretStringTemplate", "{\"user\": \"me\"}"},
                                 {"GenerateStringKey", "password"},
                                 {"ExcludePunctuation", true},
                                 {"PasswordLength", 8}});
  CHECK(text.starts_with("{\"user\":\"me\",\"password\":\""));
  CHECK(text.size() == std::string("{\"user\":\"me\",\"password\":\"12345678\"}").size());
}

TEST_CASE("what Secrets Manager rejects is an error") {
  CHECK(made({{"PasswordLength", 0}}) == "error: `PasswordLength` must be 1 to 4096");
  CHECK(made({{"PasswordLength", 4097}}) == "error: `PasswordLength` must be 1 to 4096");
  CHECK(made({{"PasswordLength", 3}}) ==
        "error: a password of 3 characters has no room for each included type");
  CHECK(made({{"ExcludeLowercase", true},
              {"ExcludeUppercase", true},
              {"ExcludeNumbers", true},
              {"ExcludePunctuation", true}}) == "error: a password is left without any characters");
  CHECK(made({{"GenerateStringKey", "k"}}) ==
        "error: `GenerateStringKey` and `SecretStringTemplate` go together, as texts");
  CHECK(made({{"GenerateStringKey", "k"}, {"SecretStringTemplate", "[1]"}}) ==
        "error: `SecretStringTemplate` is no JSON object");
}
