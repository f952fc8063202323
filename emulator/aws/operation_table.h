// A service that is a table of operations: what its requests are recognised by, a row for each
// operation, and the context that they all work on. JSON or Query, or both, as its traits say.
//
// Loop thread. Owned by the Endpoint.
#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include "emulator/aws/request.h"
#include "emulator/aws/service.h"

namespace brume::emulator::aws {

template <typename Context>
struct Operation {
  std::string_view name;  // "GetCallerIdentity"
  // Null: AWS knows it, and it is not emulated. It may keep the request and answer later.
  void (*run)(Context& context, const std::shared_ptr<Request>& request) = nullptr;
  QueryShapes shapes = {};  // of its input and output
};

template <typename Context>
class TableService : public Service {
 public:
  using Table = std::span<const Operation<Context>>;

  // REQUIRES: the table outlives the service
  TableService(ServiceTraits traits, Table table, Context context)
      : traits_(std::move(traits)), table_(table), context_(std::move(context)) {}

  const ServiceTraits& traits() const final { return traits_; }
  std::size_t body_limit(const http::RequestHead&) const final { return traits_.body_bytes_max; }
  void refuse_body(const std::shared_ptr<Call>& call) final { refuse_large_body(*call); }
  bool handle(const std::shared_ptr<Call>& call) final {
    if (call->operation.empty()) call->operation = call->query("Action");
    const auto row = std::find_if(table_.begin(), table_.end(), [&](const auto& operation) {
      return operation.name == call->operation;
    });
    if (row == table_.end() || row->run == nullptr) return false;
    if (const auto request = Request::read(call, row->shapes)) row->run(context_, request);
    return true;
  }

 private:
  const ServiceTraits traits_;
  const Table table_;
  Context context_;
};

}  // namespace brume::emulator::aws
