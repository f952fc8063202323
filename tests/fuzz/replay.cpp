// Runs a fuzz target without libFuzzer: every file of a corpus as it is, then random mutations of
// them. The same seed gives the same mutations; a failure names its own.
//   <target>_replay CORPUS_DIRECTORY [--mutations N] [--seed N]
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t kMaxInputBytes = 64 * 1024;

char what_runs[512];  // for the signal handler

void on_fatal(int signal) {
  const auto wrote = ::write(STDERR_FILENO, what_runs, std::strlen(what_runs));
  static_cast<void>(wrote);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void run(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

// In the order of their names: the same everywhere.
std::vector<std::string> read_corpus(const std::filesystem::path& directory) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> inputs;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    inputs.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    std::snprintf(what_runs, sizeof what_runs, "replay: failed on %s\n", path.c_str());
    run(inputs.back());
  }
  return inputs;
}

class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : engine_(seed) {}

  std::string mutated(const std::vector<std::string>& corpus) {
    std::string input = corpus[below(corpus.size())];
    for (std::size_t times = 1 + below(6); times > 0; --times) mutate(input, corpus);
    if (input.size() > kMaxInputBytes) input.resize(kMaxInputBytes);
    return input;
  }

 private:
  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : engine_() % limit; }
  char byte() { return static_cast<char>(engine_() & 0xFF); }

  void mutate(std::string& input, const std::vector<std::string>& corpus) {
    const std::size_t at = below(input.size() + 1);
    const std::size_t length = below(input.size() - at + 1);
    switch (below(7)) {
      case 0:
        if (at < input.size()) input[at] = byte();
        return;
      case 1:
        if (at < input.size()) input[at] = static_cast<char>(input[at] ^ (1 << below(8)));
        return;
      case 2:
        input.erase(at, length);
        return;
      case 3:
        input.insert(at, 1 + below(16), byte());
        return;
      case 4:
        input.insert(at, input.substr(at, length));
        return;
      case 5:
        input.insert(at, corpus[below(corpus.size())]);
        return;
      default: {  // a length that means trouble
        constexpr std::uint32_t kLengths[] = {0, 1, 8, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};
        const std::uint32_t value = kLengths[below(std::size(kLengths))];
        if (at + sizeof value <= input.size()) std::memcpy(input.data() + at, &value, sizeof value);
      }
    }
  }

  std::mt19937_64 engine_;
};

std::uint64_t option(int argc, char** argv, std::string_view name, std::uint64_t otherwise) {
  for (int i = 2; i + 1 < argc; ++i) {
    if (argv[i] == name) return std::strtoull(argv[i + 1], nullptr, 10);
  }
  return otherwise;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s CORPUS_DIRECTORY [--mutations N] [--seed N]\n", argv[0]);
    return 2;
  }
  for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL}) std::signal(signal, on_fatal);
  const std::vector<std::string> corpus = read_corpus(argv[1]);
  if (corpus.empty()) {
    std::fprintf(stderr, "replay: %s is empty\n", argv[1]);
    return 1;
  }
  const std::uint64_t mutations = option(argc, argv, "--mutations", 5000);
  const std::uint64_t seed = option(argc, argv, "--seed", 1);
  Mutator mutator(seed);
  for (std::uint64_t i = 0; i < mutations; ++i) {
    const std::string input = mutator.mutated(corpus);
    std::snprintf(what_runs, sizeof what_runs, "replay: failed on mutation %llu of --seed %llu\n",
                  static_cast<unsigned long long>(i), static_cast<unsigned long long>(seed));
    run(input);
  }
  std::printf("%zu inputs and %llu mutations of them\n", corpus.size(),
              static_cast<unsigned long long>(mutations));
  return 0;
}
