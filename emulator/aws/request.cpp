#include "emulator/aws/request.h"

namespace brume::emulator::aws {
namespace {

// Query's parameters may stand behind the "?", in the body, or in both.
std::string form_of(const Call& call) {
  std::string form(call.head().query());
  if (!form.empty() && !call.body.empty()) form += '&';
  return form + call.body;
}

}  // namespace

std::shared_ptr<Request> Request::read(const std::shared_ptr<Call>& call, QueryShapes shapes) {
  Result<Value> input = call->framing.protocol == Protocol::kQuery
                            ? read_form(form_of(*call), shapes)
                            : read_json(call->body);
  if (!input) {
    call->fail(input_error(input.error()));
    return nullptr;
  }
  return std::shared_ptr<Request>(new Request(call, std::move(*input), shapes));
}

Request::Request(std::shared_ptr<Call> call, Value input, QueryShapes shapes)
    : call_(std::move(call)),
      input_(std::move(input)),
      errors_(call_->framing.protocol),
      shapes_(shapes) {}

Request::~Request() {
  if (!answered_) fail({500, "InternalFailure", call_->operation + " ended without an answer"});
}

bool Request::fail_if_invalid() {
  const Status verdict = errors_.verdict();
  if (!verdict) fail(input_error(verdict.error()));
  return !verdict;
}

void Request::succeed(const Value* output) {
  BRUME_CHECK(!answered_);
  answered_ = true;
  if (call_->framing.protocol != Protocol::kQuery) {
    return call_->succeed(200, output == nullptr ? "{}" : write_json(*output));
  }
  const std::string element = call_->operation + "Result";
  call_->succeed(200, output == nullptr ? std::string() : write_xml(element, *output, shapes_));
}

void Request::fail(const AwsError& error) {
  BRUME_CHECK(!answered_);
  answered_ = true;
  call_->fail(error);
}

void refuse_large_body(Call& call) {
  const bool is_query = call.framing.protocol == Protocol::kQuery;
  call.fail({413, is_query ? "RequestEntityTooLarge" : "RequestEntityTooLargeException",
             "The request is too large."});
}

}  // namespace brume::emulator::aws
