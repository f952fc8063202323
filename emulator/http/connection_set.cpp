#include "emulator/http/connection_set.h"

#include <utility>

#include "emulator/base/check.h"

namespace brume::emulator::http {
namespace {

// So many above the limit are told so; others are closed without a word.
constexpr std::size_t kTurnedAwayAtOnce = 64;

}  // namespace

ConnectionSet::ConnectionSet(const Clock& clock, Timers& timers, const Limits& limits)
    : ConnectionShare(limits), clock_(clock), timers_(timers) {}

ConnectionSet::~ConnectionSet() {
  connections_.clear();
}

void ConnectionSet::add(std::unique_ptr<Stream> stream, Peer peer,
                        std::shared_ptr<const Handler> handler) {
  if (connections_.size() >= limits_.connections + kTurnedAwayAtOnce) {
    ++counters_.turned_away;
    return;
  }
  if (connections_.empty()) start_sweep();
  const bool too_many = connections_.size() >= limits_.connections || draining_;
  ++(too_many ? counters_.turned_away : counters_.accepted);
  Connection& connection = *connections_.emplace_back(
      std::make_unique<Connection>(*this, std::move(stream), std::move(peer), std::move(handler)));
  connection.index = connections_.size() - 1;
  counters_.open = connections_.size();
  if (too_many) {
    connection.refuse_service();
  } else {
    connection.start();
  }
}

void ConnectionSet::remove(Connection& connection) {
  const std::size_t index = connection.index;
  std::swap(connections_[index], connections_.back());
  connections_[index]->index = index;
  // Out of the list first: what its end sets off sees it no more.
  const std::unique_ptr<Connection> removed = std::move(connections_.back());
  connections_.pop_back();
  counters_.open = connections_.size();
  if (!connections_.empty()) return;
  sweep_.reset();
  if (draining_) finish_drain();
}

void ConnectionSet::start_sweep() {
  date_ = http_date(clock_.wall());
  sweep_ = timers_.start(limits_.sweep_interval, [this] { sweep(); });
}

void ConnectionSet::sweep() {
  ++tick_;
  start_sweep();
  // From the end: one that ends itself is replaced by one that was seen already.
  for (std::size_t i = connections_.size(); i > 0; --i) {
    if (i <= connections_.size()) connections_[i - 1]->on_tick();
  }
}

void ConnectionSet::drain(Duration deadline, Callback<void(std::size_t)> done) {
  BRUME_CHECK(!draining_);
  draining_ = true;
  drained_ = std::move(done);
  deadline_ = timers_.start(deadline, [this] { on_deadline(); });
  if (connections_.empty()) return finish_drain();
  for (std::size_t i = connections_.size(); i > 0; --i) {
    if (i <= connections_.size()) connections_[i - 1]->on_drain();
  }
}

void ConnectionSet::on_deadline() {
  cut_off_ = connections_.size();
  while (!connections_.empty()) connections_.back()->break_off();
}

void ConnectionSet::finish_drain() {
  if (!drained_) return;
  // Not from within: whoever hears of it may destroy the server.
  deadline_ = timers_.start(Duration{0}, [this] {
    auto done = std::move(drained_);
    done(cut_off_);
  });
}

}  // namespace brume::emulator::http
