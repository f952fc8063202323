// Copies bytes of files into a Content on worker threads, step by step, so that a large copy leaves
// them to others in between. Constant memory.
//
// Loop thread. The loop outlives it.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "emulator/base/callback.h"
#include "emulator/base/result.h"
#include "emulator/loop/loop.h"
#include "emulator/services/s3/objects/bucket_folder.h"
#include "emulator/services/s3/objects/upload_buffer.h"

namespace brume::emulator::storage {

struct Span {
  std::shared_ptr<const UniqueFd> file;
  FileIdentity identity;  // of the file; changes meanwhile fail the copy
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

// `digested`: the content gets its digests and is finish()ed; else it is store()d.
void transfer(Loop& loop, std::vector<Span> spans, std::shared_ptr<Content> content, bool digested,
              Callback<void(Status)> done);
// The digests alone: nothing is written.
void digest(Loop& loop, Span span, std::shared_ptr<Digests> digests, Callback<void(Status)> done);

}  // namespace brume::emulator::storage
