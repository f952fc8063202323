#include "runtime/host/worker.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "runtime/host/crash.h"
#include "runtime/host/library.h"
#include "runtime/host/program.h"
#include "runtime/host/serve.h"
#include "runtime/wire/frame.h"

namespace brume::host {
namespace {

constexpr int kRequests = 3;
constexpr int kLog = 4;
constexpr int kAnswers = 5;
constexpr int kForkServerSocket = kTelemetryLog + 1;
constexpr int kProgramControl = kForkServerSocket + 1;
constexpr rlim_t kMaxOpenFiles = 1024;  // Source: Lambda quotas, "file descriptors: 1,024"
constexpr int kDebuggerPollMs = 10;

// On its own: in its own process group, gone when the zygote goes, parent of its orphans.
void separate_from_zygote(int zygote) {
  ::setpgid(0, 0);
  // Who wakes a worker goes on with what it does; it would otherwise be interrupted by each worker
  // it has just given work to. Not the zygote, which must end workers in time.
  const sched_param priority{};
  ::sched_setscheduler(0, SCHED_BATCH, &priority);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != zygote) ::_exit(EXIT_FAILURE);
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int signal : {SIGPIPE, SIGCHLD, SIGINT, SIGTERM, SIGHUP}) ::signal(signal, SIG_DFL);
}

// 0: nothing, 1, 2 and 4: the log, 3 and 5: from and to the emulator. Nothing else is open.
void arrange_library_descriptors(wire::SpawnMessage& spawn) {
  // Out of the way first: each could be one of the numbers it goes to.
  const int log = ::fcntl(spawn.log.release(), F_DUPFD, kAnswers + 1);
  const int requests = ::fcntl(spawn.requests.release(), F_DUPFD, kAnswers + 1);
  const int answers = ::fcntl(spawn.answers.release(), F_DUPFD, kAnswers + 1);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  ::dup3(requests, kRequests, O_CLOEXEC);
  ::dup3(log, kLog, O_CLOEXEC);
  ::dup3(answers, kAnswers, O_CLOEXEC);
  ::close_range(kAnswers + 1, ~0u, 0);
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
}

// 0: nothing, 1, 2 and 3: the log, 4: a fork server's socket. `control` stays until a program has
// taken this one's place.
void arrange_program_descriptors(wire::SpawnMessage& spawn, int control) {
  const int log = ::fcntl(spawn.log.release(), F_DUPFD, kProgramControl + 1);
  const int kept = ::fcntl(control, F_DUPFD, kProgramControl + 1);
  const int requests =
      spawn.requests ? ::fcntl(spawn.requests.release(), F_DUPFD, kProgramControl + 1) : -1;
  for (const int to : {STDOUT_FILENO, STDERR_FILENO, kTelemetryLog}) ::dup2(log, to);
  ::dup3(kept, kProgramControl, O_CLOEXEC);
  if (requests >= 0) {
    ::dup2(requests, kForkServerSocket);
  } else {
    ::close(kForkServerSocket);
  }
  ::close_range(kProgramControl + 1, ~0u, 0);
}

void limit_resources() {
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = std::min(kMaxOpenFiles, files.rlim_max);
  ::setrlimit(RLIMIT_NOFILE, &files);
}

// `entries` stay where they are for the life of the process.
void replace_environment(const std::vector<std::string>& entries) {
  ::clearenv();
  for (const std::string& entry : entries) ::putenv(const_cast<char*>(entry.c_str()));
}

bool traced() {
  std::FILE* const status = std::fopen("/proc/self/status", "re");
  if (status == nullptr) return true;  // never wait for what cannot be seen
  char line[256];
  int tracer = 0;
  while (std::fgets(line, sizeof line, status) != nullptr) {
    if (std::sscanf(line, "TracerPid: %d", &tracer) == 1) break;
  }
  std::fclose(status);
  return tracer != 0;
}

void wait_for_debugger(int answers) {
#ifdef PR_SET_PTRACER
  ::prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
#endif
  std::string loaded;
  wire::end_frame(loaded, wire::begin_frame(loaded, wire::FrameKind::kLoaded));
  if (::write(answers, loaded.data(), loaded.size()) < 0) return;
  while (!traced()) ::poll(nullptr, 0, kDebuggerPollMs);
}

// Returns what keeps the program from running.
std::string become_program(const wire::SpawnMessage& spawn, const TmpSpace& tmp_space, bool forks) {
  if (spawn.mounts.empty()) {
    const std::string no_tmp = tmp_space.make(spawn.tmp_dir, spawn.tmp_limit_bytes);
    if (!no_tmp.empty()) return "cannot make TMPDIR: " + no_tmp;
  } else if (::mkdir(spawn.tmp_dir.c_str(), S_IRWXU) != 0) {
    return spawn.tmp_dir + ": " + std::strerror(errno);
  }
  if (forks) keep_mount_capability();
  const std::string no_files = make_file_system(spawn);
  if (!no_files.empty()) return no_files;
  if (::chdir(spawn.task_root.c_str()) != 0) {
    return "cannot enter LAMBDA_TASK_ROOT " + spawn.task_root + ": " + std::strerror(errno);
  }
  return run_program(spawn);
}

int run_library(wire::SpawnMessage& spawn, const TmpSpace& tmp_space) {
  const std::string no_tmp = tmp_space.make(spawn.tmp_dir, spawn.tmp_limit_bytes);
  if (!no_tmp.empty()) {
    report_init_failure(kAnswers, "Runtime.InitError", "cannot make TMPDIR: " + no_tmp);
    return EXIT_FAILURE;
  }
  if (::chdir(spawn.task_root.c_str()) != 0) {
    report_init_failure(
        kAnswers, "Runtime.InitError",
        "cannot enter LAMBDA_TASK_ROOT " + spawn.task_root + ": " + std::strerror(errno));
    return EXIT_FAILURE;
  }
  const auto loaded = load_library(spawn.library, spawn.symbol);
  if (const auto* failure = std::get_if<LoadFailure>(&loaded)) {
    report_init_failure(kAnswers, failure->type, failure->message);
    return EXIT_FAILURE;
  }
  const Library& library = std::get<Library>(loaded);
  if (spawn.wait_for_debugger) wait_for_debugger(kAnswers);
  if (!initialise(kAnswers, library)) return EXIT_FAILURE;
  return serve({kRequests, kAnswers, kLog}, library,
               Identity{spawn.function_name, spawn.function_version, spawn.log_group,
                        spawn.log_stream, spawn.memory_mb});
}

}  // namespace

void run_worker(wire::SpawnMessage spawn, const TmpSpace& tmp_space, const Parent& parent) {
  separate_from_zygote(parent.pid);
  limit_resources();
  replace_environment(spawn.environment);
  if (!spawn.command.empty()) {
    const bool forks = static_cast<bool>(spawn.requests);
    arrange_program_descriptors(spawn, parent.control);
    const std::string why = become_program(spawn, tmp_space, forks);
    wire::send_message(kProgramControl, wire::NotRunMessage{spawn.worker_id, why});
    ::_exit(EXIT_FAILURE);
  }
  arrange_library_descriptors(spawn);
  report_crashes_on(kAnswers);
  const int status = run_library(spawn, tmp_space);
  // As on AWS, nothing of the function runs at the end of an environment.
  ::_exit(status);
}

}  // namespace brume::host
