// Cuts a function's output into log lines. Lines longer than kMaxLogLineBytes become several.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace brume::emulator {

class LineSplitter {
 public:
  using OnLine = std::function<void(std::string_view line)>;  // without the line end

  void feed(std::string_view bytes, const OnLine& on_line);
  // Hands over what has no line end yet.
  void flush(const OnLine& on_line);

 private:
  std::string partial_;
};

}  // namespace brume::emulator
