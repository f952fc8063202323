// PropertyReader: reads typed members out of a resolved map, the way CloudFormation coerces them
// ("10" is an integer where one is wanted), and reports what does not fit.
//
// Refers to the map, the path and the reporter; they outlive it.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "emulator/template/model/report.h"
#include "emulator/template/model/value.h"

namespace brume::emulator {

class PropertyReader {
 public:
  // `failed` names members that could not be resolved: reported already, and read as absent.
  PropertyReader(const Value& map, const Path& path, Reporter& reporter,
                 const std::set<std::string>* failed = nullptr)
      : map_(map), path_(path), reporter_(reporter), failed_(failed) {}

  // Reports each member that is not among the names. `owner`: "AWS::Lambda::Function".
  void check_names(std::span<const std::string_view> names, std::string_view owner) const;
  // Reports that a member is missing, at `owner`, the map or its key.
  bool require(std::string_view name, const Value& owner, std::string_view of_what) const;

  const Value* find(std::string_view name) const;
  std::optional<std::string> text(std::string_view name) const;
  std::optional<std::int64_t> integer(std::string_view name, std::int64_t min,
                                      std::int64_t max) const;
  std::optional<bool> boolean(std::string_view name) const;
  std::optional<std::string> choice(std::string_view name,
                                    std::span<const std::string_view> names) const;
  const Value* map(std::string_view name) const;
  const Value* list(std::string_view name) const;

  const Path& path() const { return path_; }
  Reporter& reporter() const { return reporter_; }

 private:
  void wrong(std::string_view name, const Value& value, std::string_view expected) const;

  const Value& map_;
  const Path& path_;
  Reporter& reporter_;
  const std::set<std::string>* failed_;
};

}  // namespace brume::emulator
