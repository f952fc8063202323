// Connection: the requests of one client, one after the other. Reads a head, hands out an exchange,
// frames the answer; pipelined requests wait in the input until the answer before them is whole.
//
// What one call from outside makes it send goes out in one write when that call returns.
// Loop thread. Owned by its ConnectionSet; ends itself through it, never inside a call.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "emulator/http/answer_port.h"
#include "emulator/http/body_decoder.h"
#include "emulator/http/connection_share.h"
#include "emulator/http/exchange.h"
#include "emulator/http/response_head.h"
#include "emulator/loop/stream.h"

namespace brume::emulator::http {

class ServerExchange;

struct Peer {
  std::string remote_address;
  std::uint16_t local_port = 0;
  bool tls = false;
};

class Connection final : public StreamEvents, public AnswerPort {
 public:
  Connection(ConnectionShare& set, std::unique_ptr<Stream> stream, Peer peer,
             std::shared_ptr<const Handler> handler);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // --- for the set ---
  void start();
  void refuse_service();  // 503, instead of start()'s requests
  void on_tick();
  void on_drain();
  void break_off();
  std::size_t index = 0;  // in the set

  // --- for the exchange ---
  void body_wanted() override;
  void close_after_answer() override { keep_alive_ = false; }
  void respond(Response response) override;
  void begin(const ResponseHead& head, std::optional<std::uint64_t> length) override;
  bool write(std::string_view data) override;
  void end() override;
  void abort() override;
  void dropped() override;

 private:
  // Marks a call from outside. When the outermost returns, what was written goes out and a
  // connection that has ended is given up.
  class Entry {
   public:
    explicit Entry(Connection& connection) : connection_(connection) { ++connection_.depth_; }
    ~Entry() { connection_.leave(); }
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;

   private:
    Connection& connection_;
  };
  enum class State {
    kHead,    // between requests, or within a head
    kBody,    // the request's body has not ended
    kAnswer,  // the request has; its answer has not
    kLinger,  // ours is closed; waits for the client's end
    kGone,    // the set ends it when the call returns
  };
  enum class Answer { kNone, kStreaming, kDone };

  void on_data(std::string_view data) override;
  void on_end() override;
  void on_failed() override;
  void on_drained() override;

  // connection_input.cpp
  std::size_t consume(std::string_view data);
  void consume_input();
  bool may_begin_request() const;
  std::optional<std::size_t> read_head(std::string_view data);
  std::optional<std::size_t> read_body(std::string_view data);
  void dispatch();
  void request_ended();
  void input_ended(bool all_consumed);
  void refuse(int status);
  void break_request(int status, const char* why);
  void update_reading();

  // connection.cpp
  void leave();
  void settle();
  bool is_idle() const;
  void finish_request();
  void start_close();
  void fail();
  void release_exchange();
  void lose_exchange(const char* why);
  void check_write_progress();
  void check_head_time();
  void check_body_time();
  bool overdue(Duration limit) const;
  void mark();

  // connection_output.cpp
  AnswerShape shape_for(int status, std::optional<std::uint64_t> length);
  bool may_keep_alive() const;
  void send_plain(int status);
  std::string& out();
  void flush();
  void answer_ended();

  ConnectionShare& set_;
  const std::unique_ptr<Stream> stream_;
  const Peer peer_;
  const std::shared_ptr<const Handler> handler_;

  State state_ = State::kHead;
  int depth_ = 0;  // calls from outside that have not returned
  bool consuming_ = false;
  bool ended_ = false;  // the client sends no more
  bool reading_ = true;
  std::string input_;  // read, not consumed

  ServerExchange* exchange_ = nullptr;
  BodyDecoder body_;
  bool keep_alive_ = true;
  bool continue_owed_ = false;  // the client waits for "100 Continue"
  std::size_t discarded_ = 0;

  Answer answer_ = Answer::kNone;
  AnswerShape shape_;
  std::uint64_t left_ = 0;     // of an answer with a length: still to be written
  bool writer_waits_ = false;  // write() returned false
  std::unique_ptr<std::string> out_;

  std::uint64_t mark_ = 0;  // the tick from which the present state's time counts
  std::size_t window_bytes_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t progress_ = 0;  // of what was sent, seen at progress_mark_
  std::uint64_t progress_mark_ = 0;
};

}  // namespace brume::emulator::http
