#include <brume/json.hpp>
#include <brume/log.hpp>

struct Person {
  std::string name;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Person, name)

brume::json greet(const Person& person) {
  if (person.name.empty()) brume::log::warn("nobody to greet");
  return {{"greeting", person.name + " from outside"}};
}
BRUME_HANDLER(handler, greet)
