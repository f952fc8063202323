// An independent client: cpp-httplib, on threads of its own, over TCP and TLS.
#include <doctest/doctest.h>
#include <httplib.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/unit/http/test_server.h"

using namespace brume::emulator;
using namespace brume::emulator::testing;
using http::Exchange;

namespace {

// Answers with what it got, however large; /stream in three pieces.
void mirror(const std::shared_ptr<Exchange>& exchange) {
  if (exchange->head().path() == "/stream") {
    exchange->begin({200, {}});
    for (const char* const piece : {"one ", "two ", "three"}) exchange->write(piece);
    exchange->end();
    return;
  }
  exchange->read_body(100'000'000, [exchange](Result<std::string> body) {
    const http::RequestHead& head = exchange->head();
    exchange->respond({200,
                       {{"X-Method", head.method}, {"X-Tls", head.tls ? "yes" : "no"}},
                       std::move(body).value()});
  });
}

// Runs `work` on a thread, the loop on this one, until it is done.
void with_loop(Loop& loop, const std::function<void()>& work) {
  std::atomic<bool> done = false;
  std::thread thread([&] {
    work();
    done = true;
    loop.post([] {});
  });
  run_until(loop, [&] { return done.load(); });
  thread.join();
}

void use(httplib::Client& client, const char* tls) {
  client.set_keep_alive(true);
  client.set_tcp_nodelay(true);
  for (int round = 0; round < 3; ++round) {
    const auto got = client.Get("/x");
    REQUIRE(got);
    CHECK(got->status == 200);
    CHECK(got->get_header_value("X-Method") == "GET");
    CHECK(got->get_header_value("X-Tls") == tls);
  }
  const std::string large(5'000'000, 'y');
  const auto put = client.Put("/x", large, "text/plain");
  REQUIRE(put);
  CHECK(put->body == large);
  const auto chunked = client.Post(
      "/x",
      [](std::size_t, httplib::DataSink& sink) {
        for (int i = 0; i < 100; ++i) sink.write("0123456789", 10);
        sink.done();
        return true;
      },
      "text/plain");
  REQUIRE(chunked);
  CHECK(chunked->body.size() == 1000);
  const auto streamed = client.Get("/stream");
  REQUIRE(streamed);
  CHECK(streamed->body == "one two three");
  const auto head = client.Head("/x");
  REQUIRE(head);
  CHECK(head->get_header_value("Content-Length") == "0");
}

struct CertificateFiles {
  CertificateFiles() {
    std::string pattern = (std::filesystem::temp_directory_path() / "brume-tls-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    folder = pattern;
    EVP_PKEY* const key = EVP_EC_gen("P-256");
    X509* const certificate = X509_new();
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME* const name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    X509_EXTENSION* const names =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
    X509_add_ext(certificate, names, -1);
    X509_EXTENSION_free(names);
    REQUIRE(X509_sign(certificate, key, EVP_sha256()) > 0);
    std::FILE* file = std::fopen(this->certificate().c_str(), "w");
    PEM_write_X509(file, certificate);
    std::fclose(file);
    file = std::fopen(this->key().c_str(), "w");
    PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(file);
    X509_free(certificate);
    EVP_PKEY_free(key);
  }
  ~CertificateFiles() { std::filesystem::remove_all(folder); }

  std::string certificate() const { return (folder / "certificate.pem").string(); }
  std::string key() const { return (folder / "key.pem").string(); }
  std::filesystem::path folder;
};

}  // namespace

TEST_CASE("cpp-httplib gets what it sent") {
  TestServer test(mirror);
  with_loop(test.loop, [&] {
    httplib::Client client("127.0.0.1", test.port);
    use(client, "no");
  });
  CHECK(test.server->counters().accepted == 1);  // one connection, kept
}

TEST_CASE("cpp-httplib gets what it sent over TLS, the certificate verified") {
  const CertificateFiles files;
  TestServer test(echo);
  const auto port = test.server->listen(
      {.certificate_file = files.certificate(), .key_file = files.key()}, mirror);
  REQUIRE(port.ok());
  with_loop(test.loop, [&] {
    httplib::Client client("https://localhost:" + std::to_string(port.value()));
    client.set_ca_cert_path(files.certificate().c_str());
    client.enable_server_certificate_verification(true);
    use(client, "yes");
  });
  CHECK(test.server->counters().accepted == 1);
}

TEST_CASE("who speaks no TLS to a TLS port is cut off, and nobody else is") {
  const CertificateFiles files;
  TestServer test(echo);
  const auto port = test.server->listen(
      {.certificate_file = files.certificate(), .key_file = files.key()}, mirror);
  RawClient plain(test.loop, port.value());
  plain.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(plain.until_closed().find("HTTP") == std::string::npos);
  with_loop(test.loop, [&] {
    httplib::Client client("https://localhost:" + std::to_string(port.value()));
    client.enable_server_certificate_verification(false);
    CHECK(client.Get("/x"));
  });
}

TEST_CASE("a file of TLS that does not load is named, with the reason") {
  const CertificateFiles files;
  TestServer test(echo);
  const auto error = [&](const std::string& certificate, const std::string& key) {
    const auto listening =
        test.server->listen({.certificate_file = certificate, .key_file = key}, mirror);
    REQUIRE_FALSE(listening.ok());
    CHECK(listening.error().code == Error::Code::kInvalidArgument);
    return listening.error().message;
  };
  const std::string missing = (files.folder / "missing.pem").string();
  const std::string text = (files.folder / "text.pem").string();
  std::ofstream(text) << "not PEM\n";
  CHECK(error(missing, files.key()) ==
        "the TLS certificate " + missing + " does not load: No such file or directory");
  CHECK(error(text, files.key()) ==
        "the TLS certificate " + text + " does not load: no start line");
  CHECK(error(files.certificate(), missing) ==
        "the TLS key " + missing + " does not load: No such file or directory");
  CHECK(error(files.certificate(), "") == "no TLS key is given for " + files.certificate());
  CHECK(error("", files.key()) == "no TLS certificate is given for " + files.key());
  const CertificateFiles other;
  CHECK(error(files.certificate(), other.key()) ==
        "the TLS key " + other.key() + " does not load: key values mismatch");
}
