#include "tests/integration/emulator/mail/mail_service.h"

#include <list>

#include "emulator/aws/operation_table.h"
#include "emulator/text/json_text.h"

namespace brume::emulator::testing {
namespace {

using polling::Batch;
using OnBatch = Callback<void(Result<Batch>)>;

// Letters until they are read, and the one reader that may wait for them.
struct Mailbox {
  struct Waiting final : polling::Receive {
    Waiting(Mailbox& waited_for, OnBatch callback)
        : mailbox(waited_for), received(std::move(callback)) {
      mailbox.waiting = this;
    }
    ~Waiting() override {
      if (mailbox.waiting == this) mailbox.waiting = nullptr;
    }
    Mailbox& mailbox;
    OnBatch received;
  };

  void add(std::string json) {
    letters.push_back({.json = std::move(json), .item_id = std::to_string(++sent)});
    look();
  }
  void look() {
    timer = timers.start(Duration{0}, [this] {
      if (waiting == nullptr || letters.empty()) return;
      Batch batch{.records = {letters.front()}};
      letters.pop_front();
      OnBatch received = std::move(waiting->received);  // the reader goes in it
      received(std::move(batch));
    });
  }

  Timers& timers;
  std::list<polling::Record> letters = {};
  std::size_t sent = 0;
  Waiting* waiting = nullptr;
  Timer timer = {}, settled = {};
};

class Reader final : public polling::Source {
 public:
  explicit Reader(Mailbox& mailbox) : mailbox_(mailbox) {}
  void configure(const polling::EventSourceMapping&) override {}
  std::unique_ptr<polling::Receive> receive(polling::Demand, OnBatch received) override {
    auto waiting = std::make_unique<Mailbox::Waiting>(mailbox_, std::move(received));
    mailbox_.look();
    return waiting;
  }
  void settle(const Batch& batch, const polling::Failures& failures,
              Callback<void(Status)> settled) override {
    if (!failures.success()) mailbox_.letters.push_front(batch.records.front());
    mailbox_.settled = mailbox_.timers.start(
        Duration{0}, [settled = std::move(settled)]() mutable { settled(Done{}); });
  }

 private:
  Mailbox& mailbox_;
};

struct Post {
  Mailbox& mailbox;
};

void send_letter(Post& post, const std::shared_ptr<aws::Request>& request) {
  aws::Input input = request->input();
  input.require("Text");
  const auto text = input.text("Text", {.least = 1, .most = 80});
  if (request->fail_if_invalid()) return;
  std::string json;
  append_json_string(json, *text);
  post.mailbox.add(json);
  request->answer({{"LetterId", std::to_string(post.mailbox.sent)}});
}

constexpr aws::Operation<Post> kOperations[] = {{"SendLetter", send_letter}, {"SealLetter"}};

class MailService final : public Service, delivery::Target, polling::SourceProvider {
 public:
  explicit MailService(const Kernel& kernel) : kernel_(kernel), mailbox_{kernel.timers} {}

  std::string_view name() const override { return "mail"; }
  void add_apis(aws::Endpoint& endpoint) override {
    aws::ServiceTraits traits{.signing_name = "mail",
                              .title = "Mail",
                              .protocol = aws::Protocol::kJson11,
                              .target_prefixes = {"Mail"}};
    endpoint.add(std::make_unique<aws::TableService<Post>>(traits, kOperations, Post{mailbox_}));
  }
  void add_targets(delivery::Targets& targets) override { targets.add("mail", *this); }
  void add_sources(polling::Pollers& pollers) override { pollers.add_provider("mail", *this); }
  void deliver(delivery::Message message, Callback<void(Status)> taken) override {
    mailbox_.add(std::move(message.payload));
    taken(Done{});
  }
  Result<std::unique_ptr<polling::Source>> open_source(const Arn&) override {
    return std::unique_ptr<polling::Source>(std::make_unique<Reader>(mailbox_));
  }
  void start() override {
    polling::EventSourceMapping mapping;
    mapping.uuid = "letters";
    mapping.function = "hello";
    mapping.source_arn = "arn:aws:mail:us-east-1:000000000000:box";
    const auto added = kernel_.pollers.add(std::move(mapping), nullptr);
    if (!added) kernel_.notice(added.error().message);
  }
  Description describe() const override {
    const polling::Poller& poller = *kernel_.pollers.find("letters");
    Section section{"Mailboxes", {}, "mailboxes", {}, {}};
    section.rows.push_back({{std::to_string(mailbox_.sent) + " sent"},
                            {std::to_string(poller.counters().succeeded) + " read"}});
    return {{std::move(section)}, {}};
  }

 private:
  const Kernel& kernel_;
  Mailbox mailbox_;
};

}  // namespace

std::unique_ptr<Service> make_mail_service(const Kernel& kernel) {
  return std::make_unique<MailService>(kernel);
}

}  // namespace brume::emulator::testing
