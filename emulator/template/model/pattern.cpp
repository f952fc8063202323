#include "emulator/template/model/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace brume::emulator {
namespace {

// Steps of the matcher; some 10 ms.
constexpr std::uint32_t kMatchLimit = 200'000;

struct Free {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
  void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};

PCRE2_SPTR bytes(std::string_view text) {
  return reinterpret_cast<PCRE2_SPTR>(text.data());
}

}  // namespace

struct Pattern::Code {
  std::unique_ptr<pcre2_code, Free> code;
  std::unique_ptr<pcre2_match_data, Free> data;
  std::unique_ptr<pcre2_match_context, Free> context;
};

Pattern::Pattern(std::unique_ptr<Code> code) : code_(std::move(code)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

Result<Pattern> Pattern::compile(const std::string& expression) {
  int error = 0;
  std::size_t at = 0;
  auto compiled = std::make_unique<Code>();
  compiled->code.reset(pcre2_compile(bytes(expression), expression.size(),
                                     PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C, &error, &at, nullptr));
  if (!compiled->code) {
    unsigned char words[256];
    pcre2_get_error_message(error, words, sizeof words);
    return Error{Error::Code::kInvalidArgument, "'" + expression + "' is no regular expression: " +
                                                    reinterpret_cast<const char*>(words) +
                                                    ", at character " + std::to_string(at + 1)};
  }
  compiled->data.reset(pcre2_match_data_create_from_pattern(compiled->code.get(), nullptr));
  compiled->context.reset(pcre2_match_context_create(nullptr));
  pcre2_set_match_limit(compiled->context.get(), kMatchLimit);
  return Pattern(std::move(compiled));
}

bool Pattern::match(std::string_view text, bool whole) const {
  const std::uint32_t anchors = whole ? PCRE2_ANCHORED | PCRE2_ENDANCHORED : 0u;
  return pcre2_match(code_->code.get(), bytes(text), text.size(), 0, anchors, code_->data.get(),
                     code_->context.get()) >= 0;
}

}  // namespace brume::emulator
