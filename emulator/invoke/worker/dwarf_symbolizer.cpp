#include <cxxabi.h>
#include <elfutils/libdwfl.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string_view>

#include "emulator/invoke/worker/symbolizer.h"
#include "emulator/loop/loop.h"

namespace brume::emulator {
namespace {

std::string demangled(const std::string& symbol) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> name(
      abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status), std::free);
  return status == 0 ? std::string(name.get()) : symbol;
}

std::string_view base_name(std::string_view path) {
  return path.substr(path.find_last_of('/') + 1);
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

// Replaces each `<name><...>` by `to`, its arguments whatever they are.
void replace_template(std::string& text, std::string_view name, std::string_view to) {
  for (std::size_t at = text.find(name); at != text.npos; at = text.find(name, at + to.size())) {
    std::size_t end = at + name.size();
    int depth = 0;
    do {
      if (end == text.size()) return;
      depth += text[end] == '<' ? 1 : text[end] == '>' ? -1 : 0;
      ++end;
    } while (depth > 0);
    text.replace(at, end - at, to);
  }
}

// The names people know the library's types by.
std::string shortened(std::string name) {
  replace_template(name, "nlohmann::json_abi_v3_11_2::basic_json", "nlohmann::json");
  replace_all(name, "[abi:cxx11]", "");
  replace_template(name, "std::__cxx11::basic_string", "std::string");
  replace_all(name, "std::basic_string_view<char, std::char_traits<char> >", "std::string_view");
  return name;
}

// Where the handler was called from is no news to its author.
bool of_the_host(const wire::StackFrame& frame) {
  const std::string_view module = base_name(frame.module);
  return module == "brume-host" || module.starts_with("libc.so") || module.empty();
}

// One module's debug information. Not thread-safe.
class Module {
 public:
  explicit Module(const std::string& path) {
    dwfl_ = dwfl_begin(&kCallbacks);
    if (dwfl_ == nullptr) return;
    dwfl_report_begin(dwfl_);
    module_ = dwfl_report_offline(dwfl_, path.c_str(), path.c_str(), -1);
    dwfl_report_end(dwfl_, nullptr, nullptr);
    if (module_ != nullptr)
      dwfl_module_info(module_, nullptr, &start_, nullptr, nullptr, nullptr, nullptr, nullptr);
  }
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;
  ~Module() {
    if (dwfl_ != nullptr) dwfl_end(dwfl_);
  }

  std::string symbol_at(std::uint64_t offset) const {
    if (module_ == nullptr) return {};
    const char* name = dwfl_module_addrname(module_, start_ + offset);
    return name == nullptr ? std::string() : name;
  }

  // "hello.cpp:12", or empty.
  std::string line_at(std::uint64_t offset) const {
    if (module_ == nullptr) return {};
    Dwfl_Line* const line = dwfl_module_getsrc(module_, start_ + offset);
    int number = 0;
    const char* const file = line == nullptr
                                 ? nullptr
                                 : dwfl_lineinfo(line, nullptr, &number, nullptr, nullptr, nullptr);
    if (file == nullptr) return {};
    return std::string(file) + ":" + std::to_string(number);
  }

 private:
  static char* no_debug_path_;
  static const Dwfl_Callbacks kCallbacks;
  Dwfl* dwfl_ = nullptr;
  Dwfl_Module* module_ = nullptr;
  Dwarf_Addr start_ = 0;
};

char* Module::no_debug_path_ = nullptr;
const Dwfl_Callbacks Module::kCallbacks = {dwfl_build_id_find_elf, dwfl_standard_find_debuginfo,
                                           dwfl_offline_section_address, &no_debug_path_};

std::string describe_frame(const wire::StackFrame& frame, const Module& module) {
  std::string symbol = frame.symbol.empty() ? module.symbol_at(frame.offset) : frame.symbol;
  if (symbol.empty()) symbol = "??";
  std::string line = shortened(demangled(symbol));
  if (const std::string source = module.line_at(frame.offset); !source.empty()) {
    return line + " at " + source;
  }
  char place[64];
  std::snprintf(place, sizeof place, "+0x%llx", static_cast<unsigned long long>(frame.offset));
  return line + " in " + std::string(base_name(frame.module)) + place;
}

class DwarfSymbolizer final : public Symbolizer {
 public:
  explicit DwarfSymbolizer(Loop& loop) : loop_(loop) {}

  void describe(std::vector<wire::StackFrame> frames,
                Callback<void(std::vector<std::string>)> done) override {
    auto job = std::make_shared<Job>(Job{std::move(frames), {}, std::move(done)});
    loop_.run_blocking([this, job] { run(*job); }, [job] { job->done(std::move(job->lines)); });
  }

 private:
  struct Job {
    std::vector<wire::StackFrame> frames;
    std::vector<std::string> lines;
    Callback<void(std::vector<std::string>)> done;
  };

  void run(Job& job) {
    const std::lock_guard one_at_a_time(elfutils_);
    std::map<std::string, std::unique_ptr<Module>> modules;
    for (const wire::StackFrame& frame : job.frames) {
      if (of_the_host(frame)) continue;
      std::string& known = lines_[frame.module + '\0' + std::to_string(frame.offset)];
      if (known.empty()) {
        auto& module = modules[frame.module];
        if (!module) module = std::make_unique<Module>(frame.module);
        known = describe_frame(frame, *module);
      }
      // The SDK's way from the ABI to the handler is no news either.
      if (known.find("brume::detail::") == std::string::npos) job.lines.push_back(known);
    }
    if (lines_.size() > kMaxKnownLines) lines_.clear();
  }

  static constexpr std::size_t kMaxKnownLines = 10'000;
  Loop& loop_;
  std::mutex elfutils_;                       // elfutils is used from several worker threads
  std::map<std::string, std::string> lines_;  // guarded by it: what was described before
};

}  // namespace

std::unique_ptr<Symbolizer> make_dwarf_symbolizer(Loop& loop) {
  return std::make_unique<DwarfSymbolizer>(loop);
}

}  // namespace brume::emulator
