// A browser's form: its fields are what a PUT says in headers, its file is the content.
#include <algorithm>

#include "emulator/aws/protocol/xml_writer.h"
#include "emulator/services/s3/model/key_path.h"
#include "emulator/services/s3/operations/operations.h"
#include "emulator/services/s3/protocol/checksums.h"
#include "emulator/services/s3/protocol/conditions.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/services/s3/protocol/form_decoder.h"
#include "emulator/services/s3/protocol/incoming_body.h"
#include "emulator/services/s3/protocol/object_headers.h"
#include "emulator/services/s3/protocol/post_policy.h"
#include "emulator/services/s3/protocol/tags.h"
#include "emulator/services/s3/protocol/write_response.h"
#include "emulator/text/percent.h"
#include "emulator/text/query_string.h"

namespace brume::emulator::aws::s3 {
namespace {

constexpr std::string_view kFileName = "${filename}";

std::string form_field(const FormFields& fields, std::string_view name) {
  const std::string* const value = find_parameter(fields, name);
  return value == nullptr ? std::string() : *value;
}

// The fields with the names of a PUT's headers.
http::Headers as_headers(const FormFields& fields) {
  http::Headers headers;
  for (const auto& [name, value] : fields) headers.add(name, value);
  headers.erase("tagging");
  return headers;
}

struct Form {
  std::string key = {};
  storage::PutOptions options = {};
  StatedChecksum stated = {};
  std::optional<std::pair<std::uint64_t, std::uint64_t>> size = {};
};

Status read_key(const FormDecoder& decoder, Form& into) {
  if (find_parameter(decoder.fields(), "key") == nullptr) {
    return refuse("InvalidArgument",
                  "Bucket POST must contain a field named 'key'.  If it is specified, please check "
                  "the order of the fields.");
  }
  into.key = form_field(decoder.fields(), "key");
  const std::size_t at = into.key.find(kFileName);
  if (at != std::string::npos) into.key.replace(at, kFileName.size(), decoder.file_name());
  if (into.key.empty()) {
    return refuse("InvalidArgument", "User key must have a length greater than 0.");
  }
  return into.key.size() > storage::kMaxKeyBytes ? Status(refuse("KeyTooLongError"))
                                                 : Status(Done{});
}

Status read_policy_of(const Request& request, const FormFields& fields, Form& into) {
  Status authentic = authenticate_form(fields, request.credentials);
  if (!authentic) return authentic;
  const std::string* const text = find_parameter(fields, "policy");
  if (text == nullptr) return Done{};
  const Result<PostPolicy> policy = read_policy(*text);
  if (!policy) return policy.error();
  into.size = policy.value().size;
  return check_policy(policy.value(), fields, request.bucket, request.credentials.now);
}

Result<Form> read_form(const Request& request, const FormDecoder& decoder) {
  Form form;
  Status read = read_policy_of(request, decoder.fields(), form);
  if (!read) return std::move(read).error();
  read = read_key(decoder, form);
  if (!read) return std::move(read).error();
  const http::Headers headers = as_headers(decoder.fields());
  Result<storage::Attributes> attributes = read_attributes(headers);
  if (!attributes) return std::move(attributes).error();
  const std::string tagging = form_field(decoder.fields(), "tagging");
  if (!tagging.empty()) {
    Result<Tags> tags = read_tagging(tagging, kMaxObjectTags);
    if (!tags) return std::move(tags).error();
    attributes->tags = std::move(*tags);
  }
  Result<StatedChecksum> stated = read_stated(headers);
  if (!stated) return std::move(stated).error();
  form.options.attributes = std::move(*attributes);
  form.options.expected = stated->expected;
  form.options.cause = request.cause("Post");
  form.stated = std::move(*stated);
  return form;
}

// Where the page goes on, with what it is told.
std::string redirection(const Request& request, const std::string& to, const std::string& etag) {
  return to + (to.find('?') == std::string::npos ? "?" : "&") +
         "bucket=" + percent_encode(request.bucket) + "&key=" + percent_encode(request.key) +
         "&etag=" + percent_encode(quoted(etag));
}

void answer_posted(const RequestPtr& request, const FormFields& fields,
                   const storage::Object& object) {
  http::Headers headers;
  add_written(headers, *request, object);
  std::string redirect = form_field(fields, "success_action_redirect");
  if (redirect.empty()) redirect = form_field(fields, "redirect");
  if (redirect.starts_with("http://") || redirect.starts_with("https://")) {
    headers.add("Location", redirection(*request, redirect, object.etag));
    return request->answer(303, std::move(headers));
  }
  headers.add("Location", request->location());
  const std::string status = form_field(fields, "success_action_status");
  if (status == "200") return request->answer(200, std::move(headers));
  if (status != "201") return request->answer(204, std::move(headers));
  XmlWriter xml("PostResponse");
  xml.text("Location", request->location()).text("Bucket", request->bucket);
  xml.text("Key", request->key).text("ETag", quoted(object.etag));
  headers.add("Content-Type", "application/xml");
  request->answer(201, std::move(headers), xml.finish());
}

class FormUpload final : public http::BodySink, public std::enable_shared_from_this<FormUpload> {
 public:
  FormUpload(RequestPtr request, const std::string& boundary)
      : request_(std::move(request)), decoder_(boundary) {}

  void on_data(std::string_view data) override {
    if (ended_) return;
    Result<std::string> file = decoder_.feed(data);
    if (!file) return end(file.error());
    if (decoder_.in_file() && body_ == nullptr && !begin()) return;
    if (body_ == nullptr || file->empty()) return;
    if (body_->size() + file->size() > most()) return end(refuse("EntityTooLarge"));
    if (!body_->append(*file)) request_->exchange().pause_body();
  }

  void on_end() override {
    if (ended_) return;
    if (!decoder_.ended()) return end(refuse("MalformedPOSTRequest"));
    if (form_.size && body_->size() < form_.size->first) return end(refuse("EntityTooSmall"));
    ended_ = true;
    body_->on_drained([] {});
    request_->key = form_.key;
    request_->storage.put(
        {request_->bucket, form_.key}, std::move(body_), std::move(form_.options),
        [request = request_, fields = decoder_.fields()](Result<storage::Object> object) {
          if (!object) return fail_write(request, object.error());
          answer_posted(request, fields, *object);
        });
  }

  void on_broken(Error) override {
    ended_ = true;
    body_.reset();
  }

 private:
  std::uint64_t most() const {
    return form_.size ? std::min(form_.size->second, kMaxContentBytes) : kMaxContentBytes;
  }

  // All fields are there. False when they have been refused.
  bool begin() {
    Result<Form> form = read_form(*request_, decoder_);
    if (!form) {
      end(form.error());
      return false;
    }
    form_ = std::move(*form);
    body_ = request_->storage.new_body(request_->bucket,
                                       form_.stated.algorithm.value_or(Algorithm::kCrc64Nvme), {});
    body_->on_drained([exchange = &request_->exchange()] { exchange->resume_body(); });
    return true;
  }

  void end(const Error& error) {
    ended_ = true;
    body_.reset();
    request_->fail(error);
    request_->exchange().resume_body();
  }

  const RequestPtr request_;
  FormDecoder decoder_;
  Form form_;
  bool ended_ = false;
  std::unique_ptr<storage::Body> body_;  // once the file begins
};

}  // namespace

void post_object(const RequestPtr& request) {
  if (request->find_bucket() == nullptr) return request->fail(refuse("NoSuchBucket"));
  const std::optional<std::string> boundary = form_boundary(request->header("Content-Type"));
  if (!boundary) {
    return request->fail(refuse("PreconditionFailed"));
  }
  request->exchange().read_stream(std::make_shared<FormUpload>(request, *boundary));
}

}  // namespace brume::emulator::aws::s3
