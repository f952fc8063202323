#include "runtime/wire/fields.h"

#include <doctest/doctest.h>

#include <limits>

using namespace brume::wire;

namespace {

std::string all_kinds() {
  std::string bytes;
  FieldWriter out(bytes);
  out.u8(200);
  out.u32(0xDEADBEEF);
  out.i32(std::numeric_limits<std::int32_t>::min());
  out.u64(0x0123456789ABCDEF);
  out.i64(-1);
  out.text(std::string_view("a\0b", 3));
  out.text("");
  out.texts({"x", "", "zz"});
  return bytes;
}

void read_all(FieldReader& in) {
  in.u8();
  in.u32();
  in.i32();
  in.u64();
  in.i64();
  in.text();
  in.text();
  in.texts();
}

}  // namespace

TEST_CASE("every kind of field comes back as it was written") {
  const std::string bytes = all_kinds();
  FieldReader in(bytes);
  CHECK(in.u8() == 200);
  CHECK(in.u32() == 0xDEADBEEF);
  CHECK(in.i32() == std::numeric_limits<std::int32_t>::min());
  CHECK(in.u64() == 0x0123456789ABCDEF);
  CHECK(in.i64() == -1);
  CHECK(in.text() == std::string_view("a\0b", 3));
  CHECK(in.text().empty());
  CHECK(in.texts() == std::vector<std::string>{"x", "", "zz"});
  CHECK(in.complete());
}

TEST_CASE("integers are little-endian, a text is its length and its bytes") {
  std::string bytes;
  FieldWriter out(bytes);
  out.u32(0x01020304);
  out.text("hi");
  CHECK(bytes == std::string("\x04\x03\x02\x01\x02\0\0\0hi", 10));
}

TEST_CASE("whatever is cut off, the reading fails and stays inside the bytes") {
  const std::string bytes = all_kinds();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const std::string cut = bytes.substr(0, size);  // its own allocation, for the sanitizer
    FieldReader in(cut);
    read_all(in);
    CHECK_FALSE(in.ok());
    CHECK_FALSE(in.complete());
  }
}

TEST_CASE("what is left over is seen by complete() and taken by rest()") {
  const std::string bytes = all_kinds() + "more";
  FieldReader in(bytes);
  read_all(in);
  CHECK(in.ok());
  CHECK_FALSE(in.complete());
  CHECK(in.rest() == "more");
  CHECK(in.complete());
}

TEST_CASE("a text longer than the bytes, and a list longer than anything, are refused") {
  std::string bytes;
  FieldWriter(bytes).u32(0xFFFFFFFF);
  FieldReader text(bytes);
  CHECK(text.text().empty());
  CHECK_FALSE(text.ok());
  FieldReader list(bytes);
  CHECK(list.texts().size() <= 1);
  CHECK_FALSE(list.ok());
}

TEST_CASE("after a failure nothing is read any more") {
  std::string bytes;
  FieldWriter out(bytes);
  out.u32(100);  // a text that is not there
  out.u64(7);
  FieldReader in(bytes);
  in.text();
  CHECK(in.u64() == 0);
  CHECK(in.rest().empty());
  CHECK_FALSE(in.ok());
}
