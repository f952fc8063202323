#include "emulator/services/s3/protocol/incoming_body.h"

#include <charconv>

#include "emulator/crypto/digest.h"
#include "emulator/services/s3/objects/checksum.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/text/base64.h"
#include "emulator/text/hex.h"

namespace brume::emulator::aws::s3 {
namespace {

constexpr const char* kNotDecodable =
    "A header you provided implies functionality that is not implemented";

std::optional<std::uint64_t> read_length(const std::string* text) {
  std::uint64_t length = 0;
  if (text == nullptr) return std::nullopt;
  const auto [end, failed] = std::from_chars(text->data(), text->data() + text->size(), length);
  if (failed != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return length;
}

// How long the content will be.
Result<std::uint64_t> content_length(const Request& request) {
  const http::Headers& headers = request.headers();
  const bool chunked = request.coding.chunked;
  const auto length =
      read_length(headers.find(chunked ? "x-amz-decoded-content-length" : "Content-Length"));
  if (!length && !chunked && headers.has("Transfer-Encoding")) {
    return refuse("NotImplemented", kNotDecodable);
  }
  if (!length) return refuse("MissingContentLength");
  if (*length > kMaxContentBytes) return refuse("EntityTooLarge");
  return *length;
}

// The checksum that the trailer was to bring.
Status take_trailer(const AwsChunkedDecoder::Trailers& trailers, StatedChecksum& stated) {
  if (!stated.in_trailer) return Done{};
  const std::string wanted = header_of(*stated.algorithm);
  for (const auto& [name, value] : trailers) {
    if (name != wanted) continue;
    if (!is_value_of(*stated.algorithm, value)) {
      return refuse("InvalidRequest", "Value for " + wanted + " trailing header is invalid.");
    }
    stated.expected.checksum = storage::Checksum{.algorithm = *stated.algorithm, .value = value};
    return Done{};
  }
  return refuse("MalformedTrailerError",
                "The request contained trailing data that was not well-formed or did not conform "
                "to our published schema.");
}

class Content final : public http::BodySink, public std::enable_shared_from_this<Content> {
 public:
  Content(RequestPtr request, StatedChecksum stated, std::uint64_t length,
          Callback<void(Result<Received>)> done)
      : request_(std::move(request)),
        stated_(std::move(stated)),
        length_(length),
        done_(std::move(done)) {
    const BodyCoding& coding = request_->coding;
    if (coding.chunked) decoder_.emplace(coding.signing, coding.trailers);
    if (!coding.sha256.empty())
      sha256_ = std::make_unique<MessageDigest>(MessageDigest::Algorithm::kSha256);
    body_ = request_->storage.new_body(request_->bucket,
                                       stated_.algorithm.value_or(Algorithm::kCrc64Nvme), length_);
  }

  void start() {
    body_->on_drained([exchange = &request_->exchange()] { exchange->resume_body(); });
    request_->exchange().read_stream(shared_from_this());
  }

  void on_data(std::string_view data) override {
    if (!decoder_) return take(data);
    while (!data.empty() && body_ != nullptr) {
      const AwsChunkedDecoder::Decoded decoded = decoder_->decode(data);
      data.remove_prefix(decoded.consumed);
      if (decoded.outcome == AwsChunkedDecoder::Outcome::kBroken) return end(decoder_->error());
      if (!decoded.data.empty()) take(decoded.data);
      if (decoded.outcome == AwsChunkedDecoder::Outcome::kEnd) return;
    }
  }

  void on_end() override {
    if (body_ == nullptr) return;
    Status whole = check_whole();
    if (!whole) return end(std::move(whole).error());
    body_->on_drained([] {});
    done_(Received{std::move(body_), std::move(stated_.expected)});
  }

  // The client has gone: nobody is to be told.
  void on_broken(Error) override { body_.reset(); }

 private:
  void take(std::string_view data) {
    if (body_ == nullptr) return;
    if (sha256_) sha256_->update(data);
    if (body_->size() + data.size() > length_) return end(refuse("IncompleteBody"));
    if (!body_->append(data)) request_->exchange().pause_body();
  }

  Status check_whole() {
    if (decoder_ && !decoder_->ended()) return refuse("IncompleteBody");
    if (body_->size() != length_) return refuse("IncompleteBody");
    if (sha256_ && hex(sha256_->finish()) != request_->coding.sha256) {
      return refuse("XAmzContentSHA256Mismatch");
    }
    if (!decoder_) return Done{};
    return take_trailer(decoder_->trailers(), stated_);
  }

  void end(Error error) {
    body_.reset();
    done_(std::move(error));
    request_->exchange().resume_body();
  }

  const RequestPtr request_;
  StatedChecksum stated_;
  const std::uint64_t length_;
  Callback<void(Result<Received>)> done_;
  std::optional<AwsChunkedDecoder> decoder_;
  std::unique_ptr<MessageDigest> sha256_;
  std::unique_ptr<storage::Body> body_;  // null once it has ended
};

// A document's content, out of aws-chunked coding.
Result<std::string> decoded(const Request& request, std::string body, StatedChecksum& stated) {
  if (!request.coding.chunked) return body;
  AwsChunkedDecoder decoder(request.coding.signing, request.coding.trailers);
  std::string content;
  std::string_view rest = body;
  while (!rest.empty() && !decoder.ended()) {
    const AwsChunkedDecoder::Decoded piece = decoder.decode(rest);
    if (piece.outcome == AwsChunkedDecoder::Outcome::kBroken) return decoder.error();
    content.append(piece.data);
    rest.remove_prefix(piece.consumed);
  }
  if (!decoder.ended()) return refuse("IncompleteBody");
  Status trailer = take_trailer(decoder.trailers(), stated);
  if (!trailer) return std::move(trailer).error();
  return content;
}

Status check_document(const Request& request, const std::string& content,
                      const StatedChecksum& stated) {
  const std::string& sha256_hex = request.coding.sha256;
  if (!sha256_hex.empty() && hex(sha256(content)) != sha256_hex) {
    return refuse("XAmzContentSHA256Mismatch");
  }
  const storage::ExpectedDigest& expected = stated.expected;
  if (!expected.md5.empty() && base64_encode(md5(content)) != expected.md5) {
    return refuse("BadDigest");
  }
  const auto& checksum = expected.checksum;
  if (checksum && storage::checksum_of(checksum->algorithm, content) != checksum->value) {
    return refuse("BadDigest", bad_digest_message(checksum->algorithm));
  }
  return Done{};
}

void take_document(const RequestPtr& request, Result<std::string> body,
                   void (*then)(const RequestPtr&)) {
  if (!body && body.error().code != Error::Code::kPayloadTooLarge) return;  // the client has gone
  if (!body) return request->fail(refuse("MaxMessageLengthExceeded"));
  Result<StatedChecksum> stated = read_checksum(*request);
  if (failed(request, stated)) return;
  Result<std::string> content = decoded(*request, std::move(*body), *stated);
  if (failed(request, content)) return;
  if (failed(request, check_document(*request, *content, *stated))) return;
  request->document = std::move(*content);
  then(request);
}

}  // namespace

Result<StatedChecksum> read_checksum(const Request& request) {
  Result<StatedChecksum> stated = read_stated(request.headers());
  if (!stated || !stated->in_trailer || request.coding.trailers) return stated;
  return refuse("InvalidRequest",
                "The value specified in the x-amz-trailer header is not supported");
}

void receive_content(const RequestPtr& request, StatedChecksum stated,
                     Callback<void(Result<Received>)> done) {
  const Result<std::uint64_t> length = content_length(*request);
  if (!length) return done(length.error());
  std::make_shared<Content>(request, std::move(stated), length.value(), std::move(done))->start();
}

void receive_document(const RequestPtr& request, void (*then)(const RequestPtr&)) {
  request->exchange().read_body(kMaxDocumentBytes, [request, then](Result<std::string> body) {
    take_document(request, std::move(body), then);
  });
}

}  // namespace brume::emulator::aws::s3
