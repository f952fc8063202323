// Dynamic references: `{{resolve:ssm:name}}`, `{{resolve:ssm-secure:name}}` and
// `{{resolve:secretsmanager:id:SecretString:key}}` in resolved values. They are answered from what
// a person gives (GivenValues), else from the AWS::SSM::Parameter and AWS::SecretsManager::Secret
// of the template and of the stacks around it. One without an answer is warned of and stays as it
// is.
//
// Refers to the Resolver and to all it is given. One thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "emulator/template/model/report.h"
#include "emulator/template/model/value.h"
#include "emulator/template/resolve/resolve.h"
#include "emulator/template/sections/given_values.h"

namespace brume::emulator {

class DynamicReferences {
 public:
  // `outer`: those of the stack around this one; may be null.
  DynamicReferences(Resolver& resolver, const GivenValues& given, DynamicReferences* outer,
                    Reporter& reporter)
      : resolver_(resolver), given_(given), outer_(outer), reporter_(reporter) {}

  // Puts the values in place, in all texts of the tree.
  void fill(Value& value, const Path& path);

 private:
  struct Reference {
    bool secret = false;  // else a parameter
    std::string id;
    std::string key;  // of a secret that is a JSON object; may be empty
  };
  static std::optional<Reference> parse(std::string_view text);
  void fill_text(Value& value, const Path& path);
  std::optional<std::string> answer(const Reference& reference, const Value& site,
                                    const Path& path);
  std::optional<std::string> whole(const Reference& reference, const Path& path);
  std::optional<std::string> made(const Reference& reference, const Path& path);
  std::optional<std::string> value_of(std::string_view id, bool secret, const Path& path);

  Resolver& resolver_;
  const GivenValues& given_;
  DynamicReferences* outer_;
  Reporter& reporter_;
  std::map<std::string, std::optional<std::string>> known_;  // by logical id
  std::set<std::string> asked_;                              // logical ids being answered
};

}  // namespace brume::emulator
