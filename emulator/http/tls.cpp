#include "emulator/http/tls.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

namespace brume::emulator::http {
namespace {

struct OpensslDelete {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* session) const { SSL_free(session); }
};
using ContextPointer = std::unique_ptr<SSL_CTX, OpensslDelete>;
using SessionPointer = std::unique_ptr<SSL, OpensslDelete>;

constexpr std::size_t kRecordBytes = std::size_t{16} * 1024;
constexpr std::size_t kPieceBytes = 4 * kRecordBytes;  // encrypted at a time

// Decrypts and encrypts in memory; the bytes travel on the stream below.
class TlsStream final : public Stream, private StreamEvents {
 public:
  TlsStream(std::shared_ptr<TlsContext> context, SSL_CTX* settings,
            std::unique_ptr<Stream> encrypted)
      : context_(std::move(context)), session_(SSL_new(settings)), below_(std::move(encrypted)) {
    from_peer_ = BIO_new(BIO_s_mem());
    to_peer_ = BIO_new(BIO_s_mem());
    SSL_set_bio(session_.get(), from_peer_, to_peer_);
    SSL_set_accept_state(session_.get());
  }
  ~TlsStream() override {
    if (destroyed_ != nullptr) *destroyed_ = true;
  }

  void start(StreamEvents& events) override {
    events_ = &events;
    below_->start(*this);
  }

  bool write(std::string_view bytes) override {
    // Before the handshake there is nobody who could read it.
    if (!SSL_is_init_finished(session_.get())) return true;
    while (!bytes.empty()) {
      const std::string_view piece = bytes.substr(0, kPieceBytes);
      bytes.remove_prefix(piece.size());
      // The memory behind it takes all of it.
      if (SSL_write(session_.get(), piece.data(), static_cast<int>(piece.size())) <= 0) {
        ERR_clear_error();
        return false;
      }
      if (!flush()) return false;
    }
    return true;
  }
  bool write(std::string_view head, std::string body) override {
    return write(head) && write(std::string_view(body));
  }

  std::size_t queued_bytes() const override { return below_->queued_bytes(); }
  void pause_reading() override { below_->pause_reading(); }
  void resume_reading() override { below_->resume_reading(); }

  void shut_down() override {
    if (SSL_is_init_finished(session_.get())) {
      SSL_shutdown(session_.get());
      ERR_clear_error();
      static_cast<void>(flush());
    }
    below_->shut_down();
  }
  void reset() override { below_->reset(); }

 private:
  void on_data(std::string_view data) override {
    BIO_write(from_peer_, data.data(), static_cast<int>(data.size()));
    bool destroyed = false;
    destroyed_ = &destroyed;
    deliver(destroyed);
    if (!destroyed) destroyed_ = nullptr;
  }

  void deliver(const bool& destroyed) {
    std::array<char, kRecordBytes> plain;
    for (;;) {
      const int got = SSL_read(session_.get(), plain.data(), static_cast<int>(plain.size()));
      const int why = got > 0 ? SSL_ERROR_NONE : SSL_get_error(session_.get(), got);
      ERR_clear_error();
      // The handshake's answers, or an alert that says what was wrong.
      const bool sent = flush();
      if (!sent ||
          (why != SSL_ERROR_NONE && why != SSL_ERROR_WANT_READ && why != SSL_ERROR_ZERO_RETURN)) {
        return events_->on_failed();
      }
      if (why == SSL_ERROR_ZERO_RETURN) return on_end();
      if (got <= 0) return;
      events_->on_data({plain.data(), static_cast<std::size_t>(got)});
      if (destroyed) return;
    }
  }

  void on_end() override {
    if (std::exchange(ended_, true)) return;
    events_->on_end();
  }
  void on_failed() override { events_->on_failed(); }
  void on_drained() override { events_->on_drained(); }

  // What OpenSSL wants sent.
  bool flush() {
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(to_peer_, &bytes);
    if (size <= 0) return true;
    const bool sent = below_->write({bytes, static_cast<std::size_t>(size)});
    BIO_reset(to_peer_);
    return sent;
  }

  const std::shared_ptr<TlsContext> context_;  // keeps the settings
  const SessionPointer session_;
  BIO* from_peer_ = nullptr;  // the session's
  BIO* to_peer_ = nullptr;    // the session's
  const std::unique_ptr<Stream> below_;
  StreamEvents* events_ = nullptr;
  bool* destroyed_ = nullptr;  // set while events run that may destroy this
  bool ended_ = false;
};

class OpensslContext final : public TlsContext,
                             public std::enable_shared_from_this<OpensslContext> {
 public:
  explicit OpensslContext(ContextPointer settings) : settings_(std::move(settings)) {}

  std::unique_ptr<Stream> wrap(std::unique_ptr<Stream> encrypted) override {
    return std::make_unique<TlsStream>(shared_from_this(), settings_.get(), std::move(encrypted));
  }

 private:
  const ContextPointer settings_;
};

Error cannot_load(const char* what, const std::string& file) {
  // The first in the queue is the cause: "No such file or directory", "no start line".
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  std::string reason = "unknown reason";
  if (ERR_SYSTEM_ERROR(code)) {
    reason = std::generic_category().message(ERR_GET_REASON(code));
  } else if (const char* const text = ERR_reason_error_string(code)) {
    reason = text;
  }
  return {Error::Code::kInvalidArgument,
          std::string("the TLS ") + what + " " + file + " does not load: " + reason};
}

int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* offered, unsigned offered_size, void*) {
  static constexpr unsigned char kOurs[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* chosen = nullptr;
  const int found =
      SSL_select_next_proto(&chosen, out_size, kOurs, sizeof kOurs, offered, offered_size);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

}  // namespace

Result<std::shared_ptr<TlsContext>> TlsContext::load(const std::string& certificate_file,
                                                     const std::string& key_file) {
  if (key_file.empty()) {
    return Error{Error::Code::kInvalidArgument, "no TLS key is given for " + certificate_file};
  }
  if (certificate_file.empty()) {
    return Error{Error::Code::kInvalidArgument, "no TLS certificate is given for " + key_file};
  }
  ERR_clear_error();
  ContextPointer settings(SSL_CTX_new(TLS_server_method()));
  SSL_CTX* const raw = settings.get();
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS);  // idle connections are many
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_alpn_select_cb(raw, choose_protocol, nullptr);
  if (SSL_CTX_use_certificate_chain_file(raw, certificate_file.c_str()) != 1) {
    return cannot_load("certificate", certificate_file);
  }
  if (SSL_CTX_use_PrivateKey_file(raw, key_file.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(raw) != 1) {
    return cannot_load("key", key_file);
  }
  return std::shared_ptr<TlsContext>(std::make_shared<OpensslContext>(std::move(settings)));
}

}  // namespace brume::emulator::http
