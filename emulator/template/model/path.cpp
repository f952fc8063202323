#include "emulator/template/model/path.h"

namespace brume::emulator {

std::string Path::text() const {
  std::string text = parent_ == nullptr ? std::string() : parent_->text();
  if (number_ > 0) return text + "[" + std::to_string(number_ - 1) + "]";
  if (!text.empty()) text += ".";
  return text.append(key_);
}

}  // namespace brume::emulator
