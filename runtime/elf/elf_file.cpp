#include "runtime/elf/elf_file.h"

#include <elf.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>

namespace brume::elf {
namespace {

#if defined(__x86_64__)
constexpr Elf64_Half kOwnMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr Elf64_Half kOwnMachine = EM_AARCH64;
#else
constexpr Elf64_Half kOwnMachine = EM_NONE;
#endif

std::string machine_name(Elf64_Half machine) {
  switch (machine) {
    case EM_X86_64:
      return "x86_64";
    case EM_AARCH64:
      return "aarch64";
    case EM_386:
      return "32-bit x86";
    case EM_ARM:
      return "32-bit ARM";
    case EM_RISCV:
      return "RISC-V";
    default:
      return "machine type " + std::to_string(machine);
  }
}

class MappedFile {
 public:
  explicit MappedFile(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
      error_ = errno;
      return;
    }
    struct stat about {};
    if (::fstat(fd, &about) == 0 && S_ISREG(about.st_mode) && about.st_size > 0) {
      size_ = static_cast<std::size_t>(about.st_size);
      void* mapped = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, fd, 0);
      if (mapped != MAP_FAILED) bytes_ = static_cast<const char*>(mapped);
    }
    ::close(fd);
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile() {
    if (bytes_ != nullptr) ::munmap(const_cast<char*>(bytes_), size_);
  }

  int error() const { return error_; }
  // `count` objects at `offset`, or null when they do not lie within the file.
  template <typename T>
  const T* at(std::uint64_t offset, std::uint64_t count = 1) const {
    if (bytes_ == nullptr || offset > size_ || count > (size_ - offset) / sizeof(T)) return nullptr;
    return reinterpret_cast<const T*>(bytes_ + offset);
  }

 private:
  const char* bytes_ = nullptr;
  std::size_t size_ = 0;
  int error_ = 0;
};

std::vector<std::string> function_names(const MappedFile& file, const Elf64_Shdr& symbols,
                                        const Elf64_Shdr& names) {
  std::vector<std::string> found;
  const std::uint64_t count = symbols.sh_size / sizeof(Elf64_Sym);
  const auto* table = file.at<Elf64_Sym>(symbols.sh_offset, count);
  const char* text = file.at<char>(names.sh_offset, names.sh_size);
  if (table == nullptr || text == nullptr) return found;
  for (std::uint64_t i = 0; i < count; ++i) {
    const Elf64_Sym& symbol = table[i];
    if (ELF64_ST_TYPE(symbol.st_info) != STT_FUNC || symbol.st_shndx == SHN_UNDEF ||
        symbol.st_name >= names.sh_size) {
      continue;
    }
    const char* name = text + symbol.st_name;
    found.emplace_back(name, ::strnlen(name, names.sh_size - symbol.st_name));
  }
  return found;
}

struct SectionWithStrings {
  const Elf64_Shdr* section;
  const Elf64_Shdr* strings;
};

// The first section of that type, with the one that holds its names.
std::optional<SectionWithStrings> section_with_strings(const MappedFile& file, Elf64_Word type) {
  const auto* header = file.at<Elf64_Ehdr>(0);
  if (header == nullptr || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
      header->e_ident[EI_CLASS] != ELFCLASS64) {
    return std::nullopt;
  }
  const auto* sections = file.at<Elf64_Shdr>(header->e_shoff, header->e_shnum);
  if (sections == nullptr) return std::nullopt;
  for (int i = 0; i < header->e_shnum; ++i) {
    if (sections[i].sh_type == type && sections[i].sh_link < header->e_shnum) {
      return SectionWithStrings{&sections[i], &sections[sections[i].sh_link]};
    }
  }
  return std::nullopt;
}

}  // namespace

std::string why_not_loadable(const std::string& path) {
  const MappedFile file(path);
  if (file.error() != 0) return path + ": " + std::strerror(file.error());
  const auto* identity = file.at<unsigned char>(0, EI_NIDENT);
  if (identity == nullptr || std::memcmp(identity, ELFMAG, SELFMAG) != 0) {
    return path + " is not a shared library (it is no ELF file)";
  }
  const auto* header = file.at<Elf64_Ehdr>(0);
  if (header == nullptr) return path + " is cut short: build it again";
  if (header->e_machine != kOwnMachine) {
    return path + " is built for " + machine_name(header->e_machine) + "; this machine is " +
           machine_name(kOwnMachine) + ": build it here";
  }
  if (header->e_type == ET_REL) return path + " is an object file: link it with -shared";
  if (header->e_type == ET_EXEC) return path + " is a program: link it with -shared";
  return {};
}

std::vector<std::string> exported_functions(const std::string& path) {
  const MappedFile file(path);
  const auto found = section_with_strings(file, SHT_DYNSYM);
  if (!found) return {};
  return function_names(file, *found->section, *found->strings);
}

bool looks_beside_itself(const std::string& path) {
  const MappedFile file(path);
  const auto found = section_with_strings(file, SHT_DYNAMIC);
  if (!found) return false;
  const std::uint64_t count = found->section->sh_size / sizeof(Elf64_Dyn);
  const auto* entries = file.at<Elf64_Dyn>(found->section->sh_offset, count);
  const char* text = file.at<char>(found->strings->sh_offset, found->strings->sh_size);
  if (entries == nullptr || text == nullptr) return false;
  for (std::uint64_t i = 0; i < count; ++i) {
    const bool is_path = entries[i].d_tag == DT_RUNPATH || entries[i].d_tag == DT_RPATH;
    const std::uint64_t at = entries[i].d_un.d_val;
    if (!is_path || at >= found->strings->sh_size) continue;
    const std::string_view folders(text + at, ::strnlen(text + at, found->strings->sh_size - at));
    if (folders.find("ORIGIN") != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace brume::elf
