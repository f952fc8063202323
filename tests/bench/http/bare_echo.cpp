// The floor under an HTTP server on libuv: Beast's parser on what is read, a fixed answer of 100
// bytes written back, and nothing else - no exchange, no limits, no time. Prints its port.
//   http_bare_echo
#include <arpa/inet.h>
#include <uv.h>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <cstdio>
#include <optional>
#include <string>

namespace {

namespace beast = boost::beast;
using Parser = beast::http::request_parser<beast::http::empty_body>;

char shared_buffer[64 * 1024];

const std::string& answer() {
  static const std::string kAnswer =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\n" +
      std::string(100, 'x');
  return kAnswer;
}

struct Client {
  uv_tcp_t handle;
  std::optional<Parser> parser;
};

void close_client(Client* client) {
  uv_close(reinterpret_cast<uv_handle_t*>(&client->handle),
           [](uv_handle_t* handle) { delete static_cast<Client*>(handle->data); });
}

// wrk's requests come whole: what is left over is another request.
void on_read(uv_stream_t* stream, ssize_t size, const uv_buf_t* buffer) {
  auto* const client = static_cast<Client*>(stream->data);
  if (size < 0) return close_client(client);
  std::string answers;
  const char* at = buffer->base;
  auto left = static_cast<std::size_t>(size);
  while (left > 0) {
    if (!client->parser) client->parser.emplace();
    beast::error_code ec;
    client->parser->eager(true);
    const std::size_t taken = client->parser->put(boost::asio::const_buffer(at, left), ec);
    if (ec || taken == 0) return close_client(client);
    at += taken;
    left -= taken;
    if (!client->parser->is_done()) continue;
    client->parser.reset();
    answers += answer();
  }
  const uv_buf_t out = uv_buf_init(answers.data(), static_cast<unsigned>(answers.size()));
  if (uv_try_write(stream, &out, 1) != static_cast<int>(answers.size())) close_client(client);
}

void on_connection(uv_stream_t* server, int status) {
  if (status != 0) return;
  auto* const client = new Client;
  uv_tcp_init(server->loop, &client->handle);
  client->handle.data = client;
  auto* const stream = reinterpret_cast<uv_stream_t*>(&client->handle);
  if (uv_accept(server, stream) != 0) return close_client(client);
  uv_tcp_nodelay(&client->handle, 1);
  uv_read_start(
      stream,
      [](uv_handle_t*, std::size_t, uv_buf_t* out) {
        *out = uv_buf_init(shared_buffer, sizeof shared_buffer);
      },
      on_read);
}

}  // namespace

int main() {
  uv_loop_t* const loop = uv_default_loop();
  uv_tcp_t server;
  uv_tcp_init(loop, &server);
  sockaddr_in address;
  uv_ip4_addr("127.0.0.1", 0, &address);
  uv_tcp_bind(&server, reinterpret_cast<const sockaddr*>(&address), 0);
  if (uv_listen(reinterpret_cast<uv_stream_t*>(&server), 1024, on_connection) != 0) return 1;
  int length = sizeof address;
  uv_tcp_getsockname(&server, reinterpret_cast<sockaddr*>(&address), &length);
  std::printf("%d\n", ntohs(address.sin_port));
  std::fflush(stdout);
  return uv_run(loop, UV_RUN_DEFAULT);
}
