// What the processes of a simulated run do: initialise or not, answer or not, crash, hang, flood,
// answer for others, hang up, print, speak when nobody asked. Decided by chance, as each happens.
//
// Single-threaded; outlived by the FakeHosting and the Chance it is given.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/simulation/chance.h"
#include "tests/unit/invoke/fake_workers.h"

namespace brume::emulator::simulation {

class Workers {
 public:
  // MemorySize of every function: enough that most looks at a worker are far apart.
  static constexpr int kMemoryMb = 1024;

  using Say = std::function<void(const std::string&)>;

  // Takes over the hosting's launcher. `say`, unless empty, hears what happens.
  Workers(testing::FakeHosting& hosting, Chance& chance, Say say);

  // What must never happen to an environment, as seen from its side: empty if it has not.
  const std::string& violation() const { return violation_; }
  // How much longer than its timeout a call may take, because a debugger was attached.
  Duration held_by_debugger(const std::string& request_id) const;
  // Told of every call that has been answered: its environment may be used for another.
  void answered(const std::string& request_id);
  // Processes that run and that nobody has killed.
  const std::vector<testing::FakeProcess*>& alive();

  static std::string echo_of(const std::string& request_id) { return "echo:" + request_id; }
  static std::string piece_of(const std::string& request_id) { return request_id + ";"; }

 private:
  using Action = void (Workers::*)(testing::FakeProcess&);

  void on_launch(testing::FakeProcess& process);
  void on_invoke(testing::FakeProcess& process);
  void on_kill(testing::FakeProcess& process);

  void initialise(testing::FakeProcess& process);
  void serve(testing::FakeProcess& process);
  void misbehave(testing::FakeProcess& process);
  void look_strange(testing::FakeProcess& process);

  void become_ready(testing::FakeProcess& process);
  void fail_init(testing::FakeProcess& process);
  void fail_to_start(testing::FakeProcess& process);
  void answer(testing::FakeProcess& process);
  void answer_and_exit(testing::FakeProcess& process);
  void answer_in_pieces(testing::FakeProcess& process);
  void break_off_stream(testing::FakeProcess& process);
  void answer_for_another(testing::FakeProcess& process);
  void flood(testing::FakeProcess& process);
  void fail_call(testing::FakeProcess& process);
  void exit(testing::FakeProcess& process);
  void crash(testing::FakeProcess& process);
  void hang_up(testing::FakeProcess& process);
  void attach_debugger(testing::FakeProcess& process);
  void detach_debugger(testing::FakeProcess& process);
  void speak_unasked(testing::FakeProcess& process);

  void after(Duration delay, testing::FakeProcess& process, Action action);
  bool serves(const testing::FakeProcess& process, std::size_t index) const;
  bool asked(const testing::FakeProcess& process) const;
  void say(const testing::FakeProcess& process, const char* what);

  testing::FakeHosting& hosting_;
  Chance& chance_;
  Say say_;
  int wicked_percent_;
  std::string violation_;
  // Where a call was given last: a retry has the request id of the call before.
  struct Given {
    const testing::FakeProcess* process;
    std::size_t index;  // of its invokes
    bool answered = false;
  };
  std::map<std::string, Given> given_;
  std::map<std::string, Duration> held_;
  std::vector<testing::FakeProcess*> alive_;
  std::vector<Timer> timers_;
};

}  // namespace brume::emulator::simulation
