// One request to an AWS service on its way: what was asked, and how it is answered in the
// service's protocol.
//
// Loop thread. Shared by the steps that work on it; the answer goes out once.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/aws/protocol/protocol.h"
#include "emulator/http/exchange.h"
#include "emulator/text/query_string.h"

namespace brume::emulator::aws {

class Call {
 public:
  Call(std::shared_ptr<http::Exchange> exchange, std::string request_id)
      : exchange_(std::move(exchange)), query_(parse_query(exchange_->head().query())) {
    framing.request_id = std::move(request_id);
  }

  const http::RequestHead& head() const { return exchange_->head(); }
  const std::string& request_id() const { return framing.request_id; }
  // The first parameter of that name, empty when there is none.
  std::string query(std::string_view name) const {
    const std::string* const value = find_parameter(query_, name);
    return value == nullptr ? std::string() : *value;
  }
  // All of that name, in order.
  std::vector<std::string> queries(std::string_view name) const;
  // Likewise, of the headers.
  std::string header(std::string_view name) const {
    const std::string* const value = head().headers.find(name);
    return value == nullptr ? std::string() : *value;
  }

  void succeed(int status, std::string answer) {
    respond(success(framing, status, operation, std::move(answer)));
  }
  void fail(const AwsError& error) { respond(failure(framing, error)); }
  // An answer the protocol does not describe.
  void respond(http::Response response) {
    admit_page(response.headers);
    exchange_->respond(std::move(response));
  }
  // A streamed one: begin() it with headers that went through admit_page().
  http::Exchange& exchange() { return *exchange_; }
  // Lets the page that asked, one served from this machine, read the answer.
  void admit_page(http::Headers& headers) const;

  Framing framing;
  std::string operation;  // "GetCallerIdentity"; REST services find it themselves
  std::string body;       // whole; of services that stream, empty
  std::string region;     // of the credential scope, or empty

 private:
  std::shared_ptr<http::Exchange> exchange_;
  QueryParameters query_;
};

}  // namespace brume::emulator::aws
