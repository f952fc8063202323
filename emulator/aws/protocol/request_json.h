// Reads the JSON body of a control-plane request, and gathers what is wrong with its members in
// the words of AWS's validation: "2 validation errors detected: Value … at … failed to satisfy
// constraint: Member must …; Value …".
//
// A value type; no thread of its own.
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/aws/protocol/validation_errors.h"
#include "emulator/base/result.h"

namespace brume::emulator::aws::lambda {

class RequestJson {
 public:
  // SerializationException when it is not a JSON object; an empty body is an empty object.
  static Result<RequestJson> parse(std::string_view body);
  RequestJson(RequestJson&&) noexcept;
  RequestJson& operator=(RequestJson&&) noexcept;
  ~RequestJson();

  const nlohmann::json& json() const { return *json_; }
  // Null where there is none, or JSON's null.
  const nlohmann::json* find(std::string_view member) const;
  bool has(std::string_view member) const { return find(member) != nullptr; }

  // Each: nullopt when absent; what has the wrong type is noted as such.
  std::optional<std::string> text(std::string_view member, std::size_t length_max = 0);
  std::optional<int> number(std::string_view member, int least, int most);
  std::optional<bool> truth(std::string_view member);
  std::optional<std::string> choice(std::string_view member,
                                    const std::vector<std::string_view>& values);
  // Of a member of a structure: ("SnapStart", "ApplyOn").
  std::optional<std::string> text_in(std::string_view structure, std::string_view member);
  // A list of strings.
  std::optional<std::vector<std::string>> list(std::string_view member);
  std::optional<std::map<std::string, std::string>> texts(std::string_view member);
  // The member as JSON text.
  std::optional<std::string> raw(std::string_view member) const;

  void require(std::string_view member);
  // `value` as it stands in the message, quoted or not.
  void refuse(std::string_view value, std::string_view member, std::string_view constraint);
  ValidationErrors& errors() { return errors_; }
  // All that was refused so far, or success.
  Status verdict() const { return errors_.verdict(); }

 private:
  RequestJson();

  std::unique_ptr<nlohmann::json> json_;
  ValidationErrors errors_{Protocol::kRestJson};
};

}  // namespace brume::emulator::aws::lambda
