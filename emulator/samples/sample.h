// Sample events, as AWS services send them to functions: one text a sample, one row a field.
//
// The text is JSON with places for fields: {{queue-name}} inside a string puts the field's value
// there, {{body|md5}} what a filter (filters.h) makes of it, {{size}} outside a string a number or
// other JSON. Plain data; any thread.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "emulator/base/result.h"

namespace brume::emulator {

struct SampleField {
  enum class Kind {
    kText,
    kNumber,  // of JSON
    kJson,    // any JSON value
    kFlag,    // "true" or "false"
  };

  std::string_view option;    // the option's name without "--", and the name in the text
  std::string_view standard;  // the value when the option is not given
  std::string_view help;
  Kind kind = Kind::kText;
};

struct Sample {
  std::string_view service;  // "sqs"
  std::string_view type;     // "receive-message"
  std::string_view summary;
  std::span<const SampleField> fields;
  std::string_view text;
};

struct SampleService {
  std::string_view name;
  std::string_view summary;
  std::span<const Sample> samples;
};

// All of them, in the order in which people are shown them.
std::span<const SampleService> sample_services();

// nullptr when there is none.
const Sample* find_sample(std::string_view service, std::string_view type);

// The event as indented JSON, its members in the text's order, without a final line end.
// `values` are keyed by option; kInvalidArgument names the option whose value does not fit.
// REQUIRES: each key of `values` is an option of the sample
Result<std::string> render_sample(const Sample& sample,
                                  const std::map<std::string, std::string>& values);

}  // namespace brume::emulator
