// TextBuffer: a text under construction that is short most of the time: two kilobytes of it lie in
// the object itself, more on the heap. For texts that are built on every call: an append is a
// bounds check and a copy.
//
// Not for sharing between threads; neither copied nor moved.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

namespace brume::emulator {

class TextBuffer {
 public:
  TextBuffer() = default;
  TextBuffer(const TextBuffer&) = delete;
  TextBuffer& operator=(const TextBuffer&) = delete;

  std::string_view view() const { return {data_, size_}; }
  std::string str() const { return std::string(view()); }
  std::size_t size() const { return size_; }
  char* data() { return data_; }

  void add(char c) {
    *room(1) = c;
    ++size_;
  }
  void add(std::string_view text) {
    std::memcpy(room(text.size()), text.data(), text.size());
    size_ += text.size();
  }
  void add_number(long long number);
  // Quoted and escaped, as append_json_string() does it.
  void add_json(std::string_view text);

  // Where at least so many bytes may be written; took() then says how many were.
  char* room(std::size_t bytes) {
    if (capacity_ - size_ < bytes) grow(bytes);
    return data_ + size_;
  }
  void took(std::size_t bytes) { size_ += bytes; }

 private:
  void grow(std::size_t bytes);

  static constexpr std::size_t kOwnBytes = 2048;
  char own_[kOwnBytes];
  std::unique_ptr<char[]> heap_;
  char* data_ = own_;
  std::size_t size_ = 0;
  std::size_t capacity_ = kOwnBytes;
};

}  // namespace brume::emulator
