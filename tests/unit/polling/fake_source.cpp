#include "tests/unit/polling/fake_source.h"

#include <algorithm>
#include <set>

namespace brume::emulator::testing {

using polling::Batch;
using polling::Demand;
using polling::Failures;
using polling::Record;

// A receive under way; gone with its token.
class FakeSource::Waiting final : public polling::Receive {
 public:
  Waiting(FakeSource& owner, Demand wanted, Callback<void(Result<Batch>)> callback)
      : source(owner), demand(std::move(wanted)), received(std::move(callback)) {
    source.waiting_.push_back(this);
    look_in(source.takes);
    if (!demand.wait) return;
    over_ = source.time_.start(std::max(*demand.wait, source.takes),
                               [this] { source.answer(*this, true); });
  }
  ~Waiting() override { leave(); }
  void leave() { std::erase(source.waiting_, this); }
  void look_in(Duration delay) {
    look_ = source.time_.start(delay, [this] { source.answer(*this, false); });
  }

  FakeSource& source;
  const Demand demand;
  Callback<void(Result<Batch>)> received;

 private:
  Timer look_, over_;
};

void FakeSource::put(const std::string& id, const std::string& key, std::size_t padding) {
  Item item;
  item.record.json = R"({"id":")" + id + '"';
  if (padding > 0) item.record.json += R"(,"padding":")" + std::string(padding, 'x') + '"';
  item.record.json += '}';
  item.record.item_id = id;
  if (kind_ == Kind::kFifo) item.record.order_key = key;
  item.key = kind_ == Kind::kQueue ? std::string() : key;
  index_[id] = items_.size();
  items_.push_back(std::move(item));
  wake();
}

void FakeSource::put_batch(Batch batch) {
  composed_.push_back(std::move(batch));
  wake();
}

void FakeSource::lose_poller(bool stored) {
  for (const Pending& pending : pending_) {
    if (stored) apply(pending.batch, pending.failures);
  }
  pending_.clear();
  BRUME_CHECK(waiting_.empty());
  for (Item& item : items_) {
    // A stream's position, and nothing else, is durable.
    if (item.unsettled && kind_ == Kind::kStream) item.visible_at = now();
    item.unsettled = false;
  }
  retried_.clear();
}

std::unique_ptr<polling::Receive> FakeSource::receive(Demand demand,
                                                      Callback<void(Result<Batch>)> received) {
  demands.push_back(demand);
  return std::make_unique<Waiting>(*this, std::move(demand), std::move(received));
}

void FakeSource::wake() {
  for (Waiting* const waiting : waiting_) waiting->look_in(takes);
}

void FakeSource::wake_in(Duration delay) {
  wakes_.push_back(time_.start(delay, [this] { wake(); }));
}

void FakeSource::answer(Waiting& waiting, bool over) {
  Batch batch;
  if (!receive_error) {
    batch = select(waiting.demand);
    if (batch.records.empty() && !batch.sealed && !over) return;
  }
  waiting.leave();
  Callback<void(Result<Batch>)> received = std::move(waiting.received);
  if (receive_error) return received(*receive_error);
  received(std::move(batch));
}

// Whether it may be handed out when all before it in its order may.
bool FakeSource::is_next(const Item& item, const Demand& demand) const {
  if (kind_ == Kind::kQueue) return item.visible_at <= now();
  return !item.unsettled && item.visible_at <= now() &&
         (kind_ == Kind::kFifo || !demand.lane || *demand.lane == item.key);
}

Batch FakeSource::select(const Demand& demand) {
  Batch batch;
  if (!composed_.empty() && !demand.lane) {
    batch = std::move(composed_.front());
    composed_.pop_front();
    return batch;
  }
  const bool stream = kind_ == Kind::kStream;
  std::set<std::string> blocked;
  std::size_t room = demand.bytes;
  std::size_t most = demand.records;
  for (Item& item : items_) {
    if (item.fate != Fate::kWaiting || blocked.contains(item.key)) continue;
    if (stream && demand.lane == item.key && item.unsettled) continue;  // of the open batch
    if (stream && !batch.records.empty() && item.key != batch.lane) continue;
    if (!is_next(item, demand)) {
      if (!item.key.empty()) blocked.insert(item.key);
      continue;
    }
    if (stream && batch.records.empty() && !demand.lane && retried_.contains(item.key)) {
      most = std::min(most, retried_[item.key]);
      batch.sealed = true;
    }
    const std::size_t bytes = item.record.json.size() + 1;
    const bool alone = batch.records.empty() && !demand.lane;
    if (batch.records.size() == most) break;
    if (bytes > room && !alone) {
      batch.sealed = true;
      break;
    }
    room -= std::min(room, bytes);
    take(item, batch);
  }
  if (stream) retried_.erase(batch.lane);
  if (demand.lane) batch.lane = *demand.lane;
  return batch;
}

void FakeSource::take(Item& item, Batch& batch) {
  item.unsettled = true;
  item.record.receipt = next_receipt_++;
  if (kind_ == Kind::kStream) {
    batch.lane = item.key;
  } else {
    item.visible_at = now() + visibility;
    wake_in(visibility);
    if (expires) batch.expires = time_.wall() + visibility;
  }
  batch.records.push_back(item.record);
}

void FakeSource::settle(const Batch& batch, const Failures& failures, Callback<void(Status)> told) {
  const auto pending =
      pending_.insert(pending_.end(), Pending{batch, failures, std::move(told), {}});
  pending->timer = time_.start(takes, [this, pending] { on_settle(pending); });
}

void FakeSource::on_settle(std::list<Pending>::iterator pending) {
  const Pending ended{
      std::move(pending->batch), std::move(pending->failures), {}, std::move(pending->timer)};
  Callback<void(Status)> told = std::move(pending->told);
  pending_.erase(pending);
  if (settle_error) return told(*settle_error);
  apply(ended.batch, ended.failures);
  told(Done{});
  wake();
}

void FakeSource::apply(const Batch& batch, const Failures& failures) {
  Settled& note = settled.emplace_back(Settled{{}, failures});
  for (const Record& record : batch.records) {
    note.ids += (note.ids.empty() ? "" : ",") + record.item_id;
  }
  std::set<std::size_t> failed(failures.items.begin(), failures.items.end());
  const bool stream = kind_ == Kind::kStream;
  if (stream && !failed.empty()) {
    for (std::size_t i = *failed.begin(); i < batch.records.size(); ++i) failed.insert(i);
  }
  const bool split = configured.bisect_on_error && failed.size() > 1 && failures.attempted();
  std::size_t again = 0;
  for (std::size_t i = 0; i < batch.records.size(); ++i) {
    Item& item = items_[index_.at(batch.records[i].item_id)];
    const bool stale = item.record.receipt != batch.records[i].receipt;
    if (item.fate != Fate::kWaiting || (stale && failed.contains(i))) continue;
    if (!stale) item.unsettled = false;
    if (failed.contains(i)) {
      retry(item, failures, split);
      again += item.fate == Fate::kWaiting ? 1 : 0;
    } else {
      item.fate = failures.cause == Failures::Cause::kFiltered ? Fate::kFiltered : Fate::kDone;
    }
  }
  if (stream && again > 0) retried_[batch.lane] = split ? (again + 1) / 2 : again;
}

void FakeSource::retry(Item& item, const Failures& failures, bool split) {
  const bool attempt = failures.attempted() || failures.cause == Failures::Cause::kRefused;
  if (attempt && !split) ++item.attempts;
  if (kind_ == Kind::kStream) {
    const int retries = configured.maximum_retry_attempts;
    if (retries >= 0 && item.attempts > retries) item.fate = Fate::kGivenUp;
    item.visible_at = now() + (attempt ? retry_delay : Duration{0});
    return wake_in(retry_delay);
  }
  if (item.attempts >= attempts_max) item.fate = Fate::kGivenUp;
  if (failures.cause == Failures::Cause::kReturned) item.visible_at = now();
}

}  // namespace brume::emulator::testing
