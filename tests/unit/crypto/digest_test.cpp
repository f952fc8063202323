#include "emulator/crypto/digest.h"

#include <doctest/doctest.h>

#include "emulator/crypto/crc.h"
#include "emulator/text/hex.h"

using namespace brume::emulator;

TEST_CASE("digests are those of the standards' own examples") {
  CHECK(hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hex(sha1("abc")) == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(hex(md5("abc")) == "900150983cd24fb0d6963f7d28e17f72");
  // RFC 4231, test case 2.
  CHECK(hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  // RFC 2202, test case 2.
  CHECK(hex(hmac_sha1("Jefe", "what do ya want for nothing?")) ==
        "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  CHECK(crc32(0, "123456789") == 0xCBF43926);
}

TEST_CASE("a digest of pieces is that of the whole") {
  MessageDigest digest(MessageDigest::Algorithm::kSha256);
  digest.update("ab");
  digest.update("");
  digest.update("c");
  CHECK(digest.finish() == sha256("abc"));
}

TEST_CASE("secrets are equal or not, whatever the time") {
  CHECK(equal_in_constant_time("abc", "abc"));
  CHECK_FALSE(equal_in_constant_time("abc", "abd"));
  CHECK_FALSE(equal_in_constant_time("abc", "abcd"));
  CHECK(equal_in_constant_time("", ""));
}
