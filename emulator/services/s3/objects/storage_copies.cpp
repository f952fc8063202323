#include <utility>

#include "emulator/services/s3/objects/copy_bytes.h"
#include "emulator/services/s3/objects/storage.h"
#include "emulator/services/s3/objects/storage_state.h"
#include "emulator/text/hex.h"

namespace brume::emulator::storage {
namespace {

// A version's bytes on their way to become another object's.
struct CopyObject {
  OpenBucket bucket;
  std::string key;
  PutOptions options;
  std::optional<Checksum::Algorithm> algorithm;
  std::shared_ptr<Content> content;
  Object source;
  bool digested = false;  // the source's digests are not those of the copy
  ChangeNote note;

  void describe(const Object& found) {
    source = found;
    const bool multipart = found.etag.find('-') != std::string::npos;
    const bool has_checksum = found.checksum && !found.checksum->composite;
    if (!algorithm && found.checksum) algorithm = found.checksum->algorithm;
    digested =
        multipart || (algorithm && (!has_checksum || found.checksum->algorithm != *algorithm));
  }

  Result<Object> run(Database& database, ObjectWriter& object_writer) const {
    Status good = object_writer.check(bucket, key, options.condition);
    if (!good) return std::move(good).error();
    ObjectRow row;
    row.object.key = key;
    row.object.size = content->size();
    row.object.etag = digested ? hex(content->digests().md5()) : source.etag;
    row.object.checksum = digested ? content->digests().checksum() : source.checksum;
    row.object.last_modified = note.at;
    row.object.attributes = options.attributes;
    row.file = content->file();
    auto added = object_writer.add(database, bucket, std::move(row), note);
    if (!added) return std::move(added).error();
    return std::move(added->object);
  }
};

using Copied = Callback<void(Result<Object>)>;

void on_copied(StorageState& state, const std::shared_ptr<CopyObject>& copying, Status copied,
               Copied done) {
  if (!copied) return done(std::move(copied).error());
  copying->note = state.note(copying->bucket, copying->options.cause);
  state.change<Object>(
      [copying](Database& database, ObjectWriter& object_writer) {
        return copying->run(database, object_writer);
      },
      [copying, done = std::move(done)](Result<Object> added) mutable {
        if (added) copying->content->keep();
        done(std::move(added));
      });
}

void on_source(StorageState& state, const std::shared_ptr<CopyObject>& copying,
               Result<SourceFile> source, Copied done) {
  if (!source) return done(std::move(source).error());
  copying->describe(source->row.object);
  copying->content = state.new_content(copying->bucket, copying->algorithm);
  auto copied = state.guarded<Status>(
      [copying, done = std::move(done)](StorageState& its, Status status) mutable {
        on_copied(its, copying, std::move(status), std::move(done));
      });
  transfer(state.loop, {{source->file, source->row.file.identity, 0, source->row.object.size}},
           copying->content, copying->digested, std::move(copied));
}

}  // namespace

void Storage::copy(const ObjectSource& source, const ObjectRef& to, PutOptions options,
                   Callback<void(Result<Object>)> done) {
  auto found = state_->find(to.bucket, to.key);
  if (!found) return done(std::move(found).error());
  auto copying = std::make_shared<CopyObject>();
  copying->bucket = std::move(*found);
  copying->key = to.key;
  copying->options = std::move(options);
  copying->algorithm = source.algorithm;
  state_->find_source(
      source, [&state = *state_, copying, done = std::move(done)](Result<SourceFile> file) mutable {
        on_source(state, copying, std::move(file), std::move(done));
      });
}

void Storage::set_tags(const ObjectRef& ref, std::vector<std::pair<std::string, std::string>> tags,
                       Cause cause, Callback<void(Result<Object>)> done) {
  auto found = state_->find(ref.bucket, ref.key);
  if (!found) return done(std::move(found).error());
  if (cause.event.empty()) cause.event = tags.empty() ? "Delete" : "Put";
  ChangeNote note = state_->note(*found, std::move(cause));
  state_->change<Object>(
      [bucket = std::move(*found), key = ref.key, version = ref.version_id, tags = std::move(tags),
       note = std::move(note)](Database& database, ObjectWriter& object_writer) -> Result<Object> {
        ObjectTable& objects = object_writer.objects();
        auto row = version.empty() ? objects.latest(bucket.id, key)
                                   : objects.version(bucket.id, key, version);
        if (!row) return std::move(row).error();
        if (!row.value()) return version.empty() ? no_such_key(key) : no_such_version(key, version);
        if (row.value()->object.delete_marker) {
          return Error{Error::Code::kInvalidArgument,
                       "The specified method is not allowed against a delete marker: " + key,
                       "MethodNotAllowed"};
        }
        ObjectRow& tagged = *row.value();
        tagged.object.attributes.tags = tags;
        Status set = objects.set_attributes(tagged.sequence, tagged.object.attributes);
        if (set) {
          set = object_writer.tell(database, bucket, tagged, "ObjectTagging:" + note.cause.event,
                                   note);
        }
        if (!set) return std::move(set).error();
        return std::move(tagged.object);
      },
      std::move(done));
}

}  // namespace brume::emulator::storage
