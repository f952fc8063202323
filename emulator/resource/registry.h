// Registry: the resources there are, whoever declared them: a template or an API call. Services
// keep it current; others look up here what they may refer to.
//
// Loop thread. Outlives the services.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace brume::emulator {

struct RegisteredResource {
  enum class Origin { kTemplate, kApi };

  std::string arn;   // the key
  std::string type;  // "AWS::S3::Bucket"
  std::string name;  // what Ref gives
  Origin origin = Origin::kTemplate;
  // Properties that other services may ask for, in CloudFormation's names; lists and maps as JSON.
  std::map<std::string, std::string> properties = {};

  friend bool operator==(const RegisteredResource&, const RegisteredResource&) = default;
};

class Registry {
 public:
  using Listener = std::function<void(std::string_view type)>;

  // Replaces all resources of a type. Listeners run only when something is different. REQUIRES:
  // each resource has that type and an ARN of its own
  void declare(const std::string& type, std::vector<RegisteredResource> resources);

  // Null when there is none. Valid until the next declare().
  const RegisteredResource* find(const std::string& arn) const;
  std::vector<const RegisteredResource*> of_type(std::string_view type) const;  // by ARN

  // Runs from inside declare(), after the change, for every type. Listeners stay.
  void on_changed(Listener listener) { listeners_.push_back(std::move(listener)); }

 private:
  std::map<std::string, RegisteredResource> resources_;  // by ARN
  std::vector<Listener> listeners_;
};

}  // namespace brume::emulator
