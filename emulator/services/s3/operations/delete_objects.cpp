#include "emulator/aws/protocol/xml_writer.h"
#include "emulator/services/s3/operations/operations.h"
#include "emulator/services/s3/protocol/conditions.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/services/s3/protocol/xml_element.h"

namespace brume::emulator::aws::s3 {
namespace {

// Source: S3 API, DeleteObjects.
constexpr std::size_t kMaxDeletedKeys = 1000;

struct Victim {
  std::string key;
  std::string version_id;
  storage::Condition condition = {};
};

void answer_delete(const RequestPtr& request, const Result<storage::RemoveResult>& removed) {
  if (!removed && removed.error().reason == "PreconditionFailed") {
    return request->fail_with(removed.error(), {{"Condition", "If-Match"}});
  }
  if (failed(request, removed)) return;
  http::Headers headers;
  if (removed.value().delete_marker) headers.add("x-amz-delete-marker", "true");
  if (!removed.value().version_id.empty()) {
    headers.add("x-amz-version-id", removed.value().version_id);
  }
  request->answer(204, std::move(headers));
}

Result<std::vector<Victim>> read_victims(const XmlElement& root) {
  std::vector<Victim> victims;
  for (const XmlElement& element : root.children) {
    if (element.name != "Object") continue;
    const XmlElement* const key = element.child("Key");
    if (key == nullptr || victims.size() == kMaxDeletedKeys) return refuse("MalformedXML");
    Victim victim{key->text, std::string(element.text_of("VersionId"))};
    if (const XmlElement* const etag = element.child("ETag")) {
      const Result<storage::Condition> condition = write_condition({{"If-Match", etag->text}});
      victim.condition = condition.value();
    }
    victims.push_back(std::move(victim));
  }
  if (victims.empty()) return refuse("MalformedXML");
  return victims;
}

// All are removed at once, so that storage may take them together; the answer keeps their order.
class Removal {
 public:
  Removal(RequestPtr request, std::vector<Victim> victims, bool quiet)
      : request_(std::move(request)),
        victims_(std::move(victims)),
        quiet_(quiet),
        parts_(victims_.size()),
        left_(victims_.size()) {}

  static void start(const std::shared_ptr<Removal>& self) {
    for (std::size_t i = 0; i < self->victims_.size(); ++i) {
      const Victim& victim = self->victims_[i];
      self->request_->storage.remove(
          {self->request_->bucket, victim.key, victim.version_id}, victim.condition,
          self->request_->cause("Delete"),
          [self, i](Result<storage::RemoveResult> removed) { self->on_removed(i, removed); });
    }
  }

 private:
  void on_removed(std::size_t i, const Result<storage::RemoveResult>& removed) {
    parts_[i] = removed ? deleted(victims_[i], removed.value()) : refused(victims_[i], removed);
    if (--left_ > 0) return;
    XmlWriter xml("DeleteResult");
    for (const std::string& part : parts_) xml.raw(part);
    request_->answer_xml(xml.finish());
  }

  std::string deleted(const Victim& victim, const storage::RemoveResult& removed) const {
    if (quiet_) return {};
    std::string out = "<Deleted>" + element("Key", victim.key);
    if (!victim.version_id.empty()) out += element("VersionId", victim.version_id);
    if (removed.delete_marker) {
      out += element("DeleteMarker", "true") + element("DeleteMarkerVersionId", removed.version_id);
    }
    return out + "</Deleted>";
  }

  static std::string refused(const Victim& victim, const Result<storage::RemoveResult>& removed) {
    const Error& error = removed.error();
    const std::string code = error.reason.empty() ? "InternalError" : error.reason;
    const std::string_view fixed = fixed_message_of(code);
    std::string out = "<Error>" + element("Code", code) +
                      element("Message", fixed.empty() ? error.message : fixed) +
                      element("Key", victim.key);
    if (!victim.version_id.empty()) out += element("VersionId", victim.version_id);
    return out + "</Error>";
  }

  static std::string element(const std::string& name, std::string_view text) {
    return "<" + name + ">" + xml_escape(text) + "</" + name + ">";
  }

  const RequestPtr request_;
  const std::vector<Victim> victims_;
  const bool quiet_;
  std::vector<std::string> parts_;  // of the answer, in the order of the request
  std::size_t left_;
};

}  // namespace

void delete_object(const RequestPtr& request) {
  Result<storage::Condition> condition = write_condition(request->headers());
  if (failed(request, condition)) return;
  request->storage.remove(
      {request->bucket, request->key, request->query("versionId")}, std::move(*condition),
      request->cause("Delete"),
      [request](Result<storage::RemoveResult> removed) { answer_delete(request, removed); });
}

void delete_objects(const RequestPtr& request) {
  if (request->find_bucket() == nullptr) return request->fail(refuse("NoSuchBucket"));
  Result<XmlElement> root = parse_xml(request->document, "Delete");
  if (failed(request, root)) return;
  Result<std::vector<Victim>> victims = read_victims(*root);
  if (failed(request, victims)) return;
  const bool quiet = root->text_of("Quiet") == "true";
  Removal::start(std::make_shared<Removal>(request, std::move(*victims), quiet));
}

}  // namespace brume::emulator::aws::s3
