// The readers that read_buckets() is made of. For storage/ only. Loading only; any thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "emulator/services/s3/model/bucket.h"
#include "emulator/template/model/application.h"
#include "emulator/template/model/property_reader.h"

namespace brume::emulator::storage {

// NotificationConfiguration, its path and reporter. `ids` begin the names of configurations, which
// CloudFormation leaves to S3. Reports targets that are not emulated or not there.
NotificationConfig read_notifications(const PropertyReader& configuration,
                                      const Application& application, const std::string& ids);

// LifecycleConfiguration.
std::vector<LifecycleRule> read_lifecycle(const PropertyReader& configuration, const Value& owner);

// [{Key, Value}], at `name`.
std::vector<std::pair<std::string, std::string>> read_tags(const PropertyReader& properties,
                                                           std::string_view name);

// Calls `each` with a reader of every item of the list at `name`, and with the item.
template <typename Each>
void for_each_item(const PropertyReader& properties, std::string_view name, const Each& each) {
  const Value* list = properties.list(name);
  if (list == nullptr) return;
  const Path path = properties.path() / name;
  for (std::size_t i = 0; i < list->items().size(); ++i) {
    const Path item_path = path[i];
    each(PropertyReader(list->items()[i], item_path, properties.reporter()), list->items()[i]);
  }
}

// Calls `with` with a reader of the map at `name`, and with the map.
template <typename With>
void within(const PropertyReader& properties, std::string_view name, const With& with) {
  const Value* map = properties.map(name);
  if (map == nullptr) return;
  const Path path = properties.path() / name;
  with(PropertyReader(*map, path, properties.reporter()), *map);
}

}  // namespace brume::emulator::storage
