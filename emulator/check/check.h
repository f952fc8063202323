// All that can be found wrong with a template before it runs: what loading it finds, what the
// readers of APIs, schedules and buckets find, and what only validation looks for, because running
// the application can do without.
//
// Reads files; changes none. Any thread.
#pragma once

#include <cstddef>
#include <filesystem>

#include "emulator/template/load/load.h"

namespace brume::emulator::check {

struct CheckOptions {
  // Where `brume build` puts libraries; empty: `.brume/build` beside the template.
  std::filesystem::path build_dir = {};
};

struct CheckResult {
  Loaded loaded;        // the application is kept though checks have found errors in it
  TemplateTrees trees;  // what was judged
  std::size_t routes = 0;
  std::size_t schedules = 0;
  std::size_t buckets = 0;
};

CheckResult check_template(const LoadOptions& load, const CheckOptions& options = {});

}  // namespace brume::emulator::check
