#include <algorithm>
#include <utility>

#include "emulator/crypto/digest.h"
#include "emulator/services/s3/objects/checksum.h"
#include "emulator/services/s3/objects/copy_bytes.h"
#include "emulator/services/s3/objects/storage.h"
#include "emulator/services/s3/objects/storage_state.h"
#include "emulator/services/s3/objects/upload_table.h"
#include "emulator/text/base64.h"
#include "emulator/text/hex.h"

namespace brume::emulator::storage {
namespace {

constexpr std::uint64_t kMinPartBytes = 5 * 1024 * 1024;  // S3, but for the last
constexpr int kUploadIdWords = 12;                        // 128 characters

Error no_such_upload(const std::string& id) {
  return Error{Error::Code::kNotFound,
               "The specified upload does not exist. The upload ID may be invalid, or the upload "
               "may have been aborted or completed: " +
                   id,
               "NoSuchUpload"};
}

Error refused(const char* reason, const std::string& message) {
  return Error{Error::Code::kInvalidArgument, message, reason};
}

// An upload that something is done to.
struct OpenUpload {
  OpenBucket bucket;
  std::string key, id;

  Result<UploadRow> find(Database& database) const {
    auto row = find_upload(database, bucket.id, key, id);
    if (!row) return std::move(row).error();
    if (!row.value()) return no_such_upload(id);
    return std::move(*row.value());
  }
};

// Bytes that are to be a part.
struct PartPut {
  OpenUpload upload;
  int number = 0;
  ExpectedDigest expected;
  std::shared_ptr<Content> content;
  WallTime at{};

  Result<Part> run(Database& database, ObjectWriter& object_writer) const {
    auto row = upload.find(database);
    if (!row) return std::move(row).error();
    Status good = content->finish();
    if (good) good = check_content(expected, *content);
    if (good) good = content->store();
    if (!good) return std::move(good).error();
    StoredPart stored{
        {number, content->size(), hex(content->digests().md5()), at, content->digests().checksum()},
        content->file()};
    const auto same = [this](const StoredPart& part) { return part.part.number == number; };
    const auto before = std::find_if(row->parts.begin(), row->parts.end(), same);
    if (before != row->parts.end()) {
      object_writer.moves().remove(upload.bucket.folder, upload.key, before->file);
    }
    object_writer.moves().add(upload.bucket.folder, upload.key, stored.file);
    Status put = put_stored_part(database, row->number, stored);
    if (!put) return std::move(put).error();
    return std::move(stored.part);
  }
};

void submit_part(StorageState& state, const std::shared_ptr<PartPut>& putting,
                 Callback<void(Result<Part>)> done) {
  putting->at = state.clock.wall();
  state.change<Part>(
      [putting](Database& database, ObjectWriter& object_writer) {
        return putting->run(database, object_writer);
      },
      [putting, done = std::move(done)](Result<Part> put) mutable {
        if (put) putting->content->keep();
        done(std::move(put));
      });
}

// Parts that are to be an object: found, checked, joined, committed.
struct CompleteUpload {
  OpenUpload upload;
  std::vector<CompletedPart> wanted;
  PutOptions options;
  UploadRow row;
  std::vector<StoredPart> parts;  // the wanted ones
  std::vector<Span> spans;
  std::shared_ptr<Content> content;
  Object object;
  ChangeNote note;

  // --- the reading thread ---
  Result<Done> prepare(Database& database) {
    auto found = upload.find(database);
    if (!found) return std::move(found).error();
    row = std::move(*found);
    Status good = pick();
    for (const StoredPart& part : parts) {
      if (!good) break;
      UniqueFd file = upload.bucket.folder->open_file(upload.key, part.file);
      if (!file) good = refused("InvalidPart", "the file of a part is gone");
      spans.push_back({std::make_shared<const UniqueFd>(std::move(file)), part.file.identity, 0,
                       part.part.size});
    }
    if (good) good = describe();
    return good;
  }

  Status pick() {
    for (const CompletedPart& one : wanted) {
      if (!parts.empty() && one.number <= parts.back().part.number) {
        return refused("InvalidPartOrder",
                       "The list of parts was not in ascending order. The parts list must be "
                       "specified in order by part number.");
      }
      const auto same = [&one](const StoredPart& part) { return part.part.number == one.number; };
      const auto found = std::find_if(row.parts.begin(), row.parts.end(), same);
      const bool fits = found != row.parts.end() && found->part.etag == one.etag &&
                        (!one.checksum || (found->part.checksum &&
                                           found->part.checksum->value == one.checksum->value));
      if (!fits) {
        return refused("InvalidPart",
                       "One or more of the specified parts could not be found. The part may not "
                       "have been uploaded, or the specified entity tag may not match the part's "
                       "entity tag: part " +
                           std::to_string(one.number));
      }
      if (!parts.empty() && parts.back().part.size < kMinPartBytes) {
        return refused("EntityTooSmall",
                       "Your proposed upload is smaller than the minimum allowed object size: "
                       "part " +
                           std::to_string(parts.back().part.number));
      }
      parts.push_back(*found);
    }
    return parts.empty() ? Status(refused("InvalidPart", "an upload has at least one part"))
                         : Status(Done{});
  }

  // What the whole is, from what its parts are.
  Status describe() {
    object.key = upload.key;
    object.attributes = row.upload.attributes;
    std::string digests;
    for (const StoredPart& part : parts) {
      object.size += part.part.size;
      object.parts.push_back(part.part);
      digests += unhex(part.part.etag);
    }
    object.etag = hex(md5(digests)) + "-" + std::to_string(parts.size());
    object.checksum = whole_checksum();
    const auto& expected = options.expected.checksum;
    if (!expected) return Done{};
    const bool fits = object.checksum && object.checksum->algorithm == expected->algorithm &&
                      object.checksum->value == expected->value;
    return fits ? Status(Done{})
                : Status(refused("BadDigest", "The " + name_of(expected->algorithm) +
                                                  " you specified did not match what we "
                                                  "received."));
  }

  static std::string unhex(std::string_view text) {
    std::string bytes;
    for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
      bytes += static_cast<char>(std::stoi(std::string(text.substr(at, 2)), nullptr, 16));
    }
    return bytes;
  }

  std::optional<Checksum> whole_checksum() const {
    if (!row.upload.algorithm) return std::nullopt;
    const auto algorithm = *row.upload.algorithm;
    std::string joined;
    std::string combined;
    for (const StoredPart& part : parts) {
      if (!part.part.checksum || part.part.checksum->algorithm != algorithm) return std::nullopt;
      const std::string& value = part.part.checksum->value;
      joined += base64_decode(value).value_or("");
      combined = combined.empty() || !is_crc(algorithm)
                     ? value
                     : combined_crc(algorithm, combined, value, part.part.size);
    }
    if (!row.upload.composite && is_crc(algorithm)) return Checksum{algorithm, combined};
    return Checksum{algorithm, checksum_of(algorithm, joined) + "-" + std::to_string(parts.size()),
                    true};
  }

  // --- the store's thread ---
  Result<Object> run(Database& database, ObjectWriter& object_writer) {
    Status good = object_writer.check(upload.bucket, upload.key, options.condition);
    if (!good) return std::move(good).error();
    auto now = upload.find(database);
    if (!now) return std::move(now).error();
    for (const StoredPart& part : parts) {
      const auto same = [&part](const StoredPart& other) { return other.file.id == part.file.id; };
      if (std::none_of(now->parts.begin(), now->parts.end(), same)) {
        return refused("InvalidPart", "a part was replaced while the upload was completed");
      }
    }
    for (const StoredPart& part : now->parts) {
      object_writer.moves().remove(upload.bucket.folder, upload.key, part.file);
    }
    if (good = erase_upload(database, now->number); !good) return std::move(good).error();
    ObjectRow added;
    added.object = object;
    added.object.last_modified = note.at;
    added.file = content->file();
    auto row_added = object_writer.add(database, upload.bucket, std::move(added), note);
    if (!row_added) return std::move(row_added).error();
    return std::move(row_added->object);
  }
};

using Completed = Callback<void(Result<Object>)>;

void on_joined(StorageState& state, const std::shared_ptr<CompleteUpload>& completing,
               Status joined, Completed done) {
  if (!joined) return done(std::move(joined).error());
  completing->spans.clear();
  completing->note = state.note(completing->upload.bucket, completing->options.cause);
  state.change<Object>(
      [completing](Database& database, ObjectWriter& object_writer) {
        return completing->run(database, object_writer);
      },
      [completing, done = std::move(done)](Result<Object> added) mutable {
        if (added) completing->content->keep();
        done(std::move(added));
      });
}

void on_prepared(StorageState& state, const std::shared_ptr<CompleteUpload>& completing,
                 Status prepared, Completed done) {
  if (!prepared) return done(std::move(prepared).error());
  completing->content = state.new_content(completing->upload.bucket, std::nullopt);
  transfer(state.loop, std::move(completing->spans), completing->content, false,
           state.guarded<Status>(
               [completing, done = std::move(done)](StorageState& its, Status joined) mutable {
                 on_joined(its, completing, std::move(joined), std::move(done));
               }));
}

}  // namespace

void Storage::create_upload(const std::string& bucket, Upload upload,
                            Callback<void(Result<Upload>)> done) {
  auto found = state_->find(bucket, upload.key);
  if (!found) return done(std::move(found).error());
  upload.id = state_->random_id(kUploadIdWords);
  upload.initiated = state_->clock.wall();
  state_->change<Upload>(
      [bucket = std::move(*found), upload = std::move(upload)](
          Database& database, ObjectWriter& object_writer) -> Result<Upload> {
        if (Status there = object_writer.check(bucket, upload.key, {}); !there) {
          return std::move(there).error();
        }
        Status added = add_upload(database, bucket.id, {object_writer.next_sequence(), upload});
        if (!added) return std::move(added).error();
        return upload;
      },
      std::move(done));
}

void Storage::upload_state(const UploadRef& ref, Callback<void(Result<UploadState>)> done) {
  auto found = state_->find(ref.bucket, ref.key);
  if (!found) return done(std::move(found).error());
  state_->read<UploadState>(
      [upload = OpenUpload{std::move(*found), ref.key, ref.upload_id}](
          ReadThread::Tables tables) -> Result<UploadState> {
        auto row = upload.find(tables.database);
        if (!row) return std::move(row).error();
        UploadState there{std::move(row->upload)};
        for (StoredPart& part : row->parts) there.parts.push_back(std::move(part.part));
        return there;
      },
      std::move(done));
}

void Storage::put_part(const UploadRef& ref, int number, std::unique_ptr<Body> body,
                       ExpectedDigest expected, Callback<void(Result<Part>)> done) {
  auto found = state_->find(ref.bucket, ref.key);
  if (!found) return done(std::move(found).error());
  auto putting = std::make_shared<PartPut>();
  putting->upload = {std::move(*found), ref.key, ref.upload_id};
  putting->number = number;
  putting->expected = std::move(expected);
  std::unique_ptr<StreamedBody> streamed(static_cast<StreamedBody*>(body.release()));
  StreamedBody::end(std::move(streamed), state_->guarded<Result<std::shared_ptr<Content>>>(
                                             [putting, done = std::move(done)](
                                                 StorageState& state, auto content) mutable {
                                               if (!content)
                                                 return done(std::move(content).error());
                                               putting->content = std::move(*content);
                                               submit_part(state, putting, std::move(done));
                                             }));
}

void Storage::copy_part(const ObjectSource& source, std::optional<ByteRange> range,
                        const UploadRef& to, int number, Callback<void(Result<Part>)> done) {
  auto found = state_->find(to.bucket, to.key);
  if (!found) return done(std::move(found).error());
  auto putting = std::make_shared<PartPut>();
  putting->content = state_->new_content(*found, source.algorithm);
  putting->upload = {std::move(*found), to.key, to.upload_id};
  putting->number = number;
  auto copied = state_->guarded<Status>(
      [putting, done = std::move(done)](StorageState& state, Status status) mutable {
        if (!status) return done(std::move(status).error());
        submit_part(state, putting, std::move(done));
      });
  state_->find_source(
      source, state_->guarded<Result<SourceFile>>([putting, range, copied = std::move(copied)](
                                                      StorageState& state, auto file) mutable {
        if (!file) return copied(std::move(file).error());
        const std::uint64_t size = file->row.object.size;
        const auto [first, last] = range.value_or(std::pair(std::uint64_t{0}, size - 1));
        if (range && (first > last || last >= size)) {
          return copied(refused("InvalidRange", "The requested range is not satisfiable"));
        }
        transfer(state.loop, {{file->file, file->row.file.identity, first, last + 1 - first}},
                 putting->content, true, std::move(copied));
      }));
}

void Storage::complete_upload(const UploadRef& ref, std::vector<CompletedPart> parts,
                              PutOptions options, Callback<void(Result<Object>)> done) {
  auto found = state_->find(ref.bucket, ref.key);
  if (!found) return done(std::move(found).error());
  auto completing = std::make_shared<CompleteUpload>();
  completing->upload = {std::move(*found), ref.key, ref.upload_id};
  completing->wanted = std::move(parts);
  completing->options = std::move(options);
  state_->read<Done>(
      [completing](ReadThread::Tables tables) { return completing->prepare(tables.database); },
      [&state = *state_, completing, done = std::move(done)](Status prepared) mutable {
        on_prepared(state, completing, std::move(prepared), std::move(done));
      });
}

void Storage::abort_upload(const UploadRef& ref, Callback<void(Status)> done) {
  auto found = state_->find(ref.bucket, ref.key);
  if (!found) return done(std::move(found).error());
  state_->change<Done>(
      [upload = OpenUpload{std::move(*found), ref.key, ref.upload_id}](
          Database& database, ObjectWriter& object_writer) -> Result<Done> {
        auto row = upload.find(database);
        if (!row) return std::move(row).error();
        for (const StoredPart& part : row->parts) {
          object_writer.moves().remove(upload.bucket.folder, upload.key, part.file);
        }
        return erase_upload(database, row->number);
      },
      std::move(done));
}

void Storage::list_uploads(const std::string& bucket,
                           Callback<void(Result<std::vector<Upload>>)> done) {
  const OpenBucket* const found = state_->find(bucket);
  if (found == nullptr) return done(no_such_bucket(bucket));
  state_->read<std::vector<Upload>>(
      [id = found->id](ReadThread::Tables tables) -> Result<std::vector<Upload>> {
        auto rows = read_uploads(tables.database, id);
        if (!rows) return std::move(rows).error();
        std::vector<Upload> uploads;
        for (UploadRow& row : rows.value()) uploads.push_back(std::move(row.upload));
        return uploads;
      },
      std::move(done));
}

}  // namespace brume::emulator::storage
