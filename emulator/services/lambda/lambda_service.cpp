#include "emulator/services/lambda/lambda_service.h"

#include <utility>

#include "emulator/services/lambda/api/async_policies.h"
#include "emulator/services/lambda/api/lambda.h"
#include "emulator/services/lambda/function_url_id.h"
#include "emulator/services/lambda/manage_events.h"
#include "emulator/services/lambda/registered_functions.h"

namespace brume::emulator::aws::lambda {
namespace {

#if defined(__aarch64__)
constexpr const char* kArchitecture = "arm64";
#else
constexpr const char* kArchitecture = "x86_64";
#endif

class LambdaService final : public emulator::Service {
 public:
  explicit LambdaService(const Kernel& kernel)
      : kernel_(kernel),
        functions_({kernel.account.region, kernel.account.id}, kernel.invoker),
        changes_(functions_, kernel.loop, kernel.ids),
        layers_(documents_, kernel.state.folder / "lambda" / "layers") {
    functions_.on_changed([this] { declare(); });
    kernel_.async.set_policies([this](const std::string& function, const std::string& qualifier) {
      return async_policy(functions_, function, qualifier);
    });
  }

  std::string_view name() const override { return "lambda"; }

  void add_apis(Endpoint& endpoint) override {
    auto api = std::make_unique<Lambda>(
        Context{.functions = functions_,
                .invoker = kernel_.invoker,
                .async = kernel_.async,
                .clock = kernel_.clock,
                .ids = kernel_.ids,
                .changes = changes_,
                .documents = documents_,
                .layers = layers_,
                .run_blocking =
                    [&loop = kernel_.loop](Callback<void()> work, Callback<void()> done) {
                      loop.run_blocking(std::move(work), std::move(done));
                    },
                .state_folder = kernel_.state.folder / "lambda",
                .architecture = kArchitecture,
                .function_url = [this](const FunctionName& name) { return url_of(name); },
                .notice = [this](const std::string& text) { kernel_.notice(text); }});
    api_ = api.get();
    endpoint.add(std::move(api));
  }

  Status open() override {
    if (kernel_.state.kept) {
      Status opened = documents_.open(kernel_.loop, kernel_.state.database("lambda"));
      if (!opened) return opened;
    }
    layers_.load();
    return Done{};
  }

  void on_application_changed(const ServedApplication& served) override {
    BRUME_CHECK(api_ != nullptr);
    template_url_ids_ = template_url_ids(served.application, functions_.home());
    taking_ = true;
    api_->take_template(served.application, served.config_of);
    taking_ = false;
    declare();
    kernel_.async.on_functions_changed();
  }

  std::string_view topic() const override { return "events"; }
  void manage(const ManagementRequest& request) override { manage_events(kernel_.async, request); }

 private:
  void declare() {
    if (!taking_) declare_functions(functions_, kernel_.resources);
  }

  std::string url_of(const FunctionName& name) const {
    const std::string& served = kernel_.addresses.api_url;
    const auto of_template = template_url_ids_.find(name.qualified());
    const std::string id = of_template == template_url_ids_.end()
                               ? function_url_id(name.qualified())
                               : of_template->second;
    return (served.empty() ? "http://localhost:3000" : served) + "/_apis/" + id + "/";
  }

  const Kernel& kernel_;
  Functions functions_;
  Changes changes_;
  Documents documents_;
  Layers layers_;
  Lambda* api_ = nullptr;                                // the endpoint's
  std::map<std::string, std::string> template_url_ids_;  // by qualified name
  bool taking_ = false;  // the template's functions: what changes is declared once, at the end
};

}  // namespace

std::unique_ptr<emulator::Service> make_service(const Kernel& kernel) {
  return std::make_unique<LambdaService>(kernel);
}

}  // namespace brume::emulator::aws::lambda
