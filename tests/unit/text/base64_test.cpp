#include <doctest/doctest.h>

#include "emulator/text/base64.h"

using namespace brume::emulator;

namespace {

std::string encoded(std::string_view bytes) {
  std::string out;
  append_base64(out, bytes);
  return out;
}

}  // namespace

TEST_CASE("Base64 has the vectors of RFC 4648") {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, text] : vectors) {
    CHECK(encoded(plain) == text);
    CHECK(base64_decode(text) == plain);
  }
}

TEST_CASE("every byte survives Base64, in both alphabets") {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    bytes += static_cast<char>(i);
    CHECK(base64_decode(encoded(bytes)) == bytes);
    CHECK(base64url_decode(base64url_encode(bytes)) == bytes);
  }
  CHECK(base64url_encode("\xFB\xFF\xFE") == "-__-");
}

TEST_CASE("what is no Base64 decodes to nothing") {
  for (const char* text :
       {"Z", "Zg=", "Z===", "Zm9v=", "Zm 9v", "Zm9v\n", "Zm-_", "=", "Zg==Zg=="}) {
    CAPTURE(text);
    CHECK_FALSE(base64_decode(text));
  }
  CHECK(base64_decode("Zg") == "f");
  CHECK_FALSE(base64url_decode("+/"));
}

TEST_CASE("where padding is asked for, text without it is none") {
  for (const std::string text : {"", "f", "fo", "foo", "foob"}) {
    CHECK(base64_decode_padded(base64_encode(text)) == text);
    CHECK(base64_encode(text).size() == base64_size(text.size()));
  }
  CHECK(base64_decode_padded("Zm9vYg==") == "foob");
  CHECK_FALSE(base64_decode_padded("Zm9vYg"));
  CHECK_FALSE(base64_decode_padded("Zm9v!g=="));
}
