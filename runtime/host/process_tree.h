// Which processes are children of which, as /proc says.
#pragma once

#include <sys/types.h>

#include <vector>

namespace brume::host {

std::vector<pid_t> children_of(pid_t parent);

}  // namespace brume::host
