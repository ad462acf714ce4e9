// Where the rules come from: docs/design/elf-rewriting.md, "Rules that the result obeys".
#include "sigil/elf/check.hpp"

#include <algorithm>
#include <map>

#include "layout.hpp"

namespace sigil::elf {
namespace {

class Checker {
 public:
  Checker(ByteView bytes, const File& file, std::string prefix)
      : bytes_(bytes), file_(file), prefix_(std::move(prefix)) {}

  std::vector<Error> genode() {
    if (file_.segments.size() > kGenodeMaxProgramHeaders)
      report("program-headers", "file has " + number(file_.segments.size()) +
                                    " program headers, the linker copies at most " +
                                    number(kGenodeMaxProgramHeaders));
    for (std::size_t i = 0; i < file_.segments.size(); ++i)
      if (file_.segments[i].type == abi::PT_LOAD) genode_load(file_.segments[i], "segment " + number(i));
    if (!file_.is_dynamic()) return std::move(errors_);
    if (!has(abi::DT_HASH))
      report("hash", "dynamic section has no DT_HASH, by which the linker finds symbols",
             "link with --hash-style=sysv or both");
    if (has(abi::DT_RELR))
      report("relr", "dynamic section has DT_RELR, which the linker does not know",
             "link with -z nopack-relative-relocs");
    genode_names();
    return std::move(errors_);
  }

  std::vector<Error> glibc() {
    for (std::size_t i = 0; i < file_.segments.size(); ++i)
      glibc_segment(file_.segments[i], "segment " + number(i));
    if (!file_.is_dynamic()) return std::move(errors_);
    if (has(abi::DT_SYMTAB) && !has(abi::DT_HASH) && !has(abi::DT_GNU_HASH))
      report("hash", "dynamic section has neither DT_HASH nor DT_GNU_HASH");
    glibc_versions();
    return std::move(errors_);
  }

 private:
  static std::string number(std::uint64_t value) { return std::to_string(value); }

  void report(const char* rule, std::string message, const char* hint = nullptr) {
    Error error(ErrorKind::Invalid, std::move(message));
    error.coded(prefix_ + rule);
    if (hint != nullptr) error.hint(hint);
    errors_.push_back(std::move(error));
  }

  bool has(std::int64_t tag) const {
    return std::any_of(file_.dynamic.begin(), file_.dynamic.end(),
                       [tag](const DynamicEntry& entry) { return entry.tag == tag; });
  }

  void genode_load(const Segment& segment, const std::string& name) {
    const std::uint32_t rights = segment.flags & (abi::PF_R | abi::PF_W | abi::PF_X);
    if (rights != (abi::PF_R | abi::PF_X) && rights != (abi::PF_R | abi::PF_W)) {
      const std::string found{(rights & abi::PF_R) != 0 ? 'R' : '-', (rights & abi::PF_W) != 0 ? 'W' : '-',
                              (rights & abi::PF_X) != 0 ? 'X' : '-'};
      report("rights", name + " is " + found + ", the linker maps R-X and RW- only",
             "link with -z noseparate-code");
    }
    if (segment.alignment % kPageBytes != 0 || segment.alignment == 0)
      report("alignment", name + " has alignment " + number(segment.alignment) + ", expected a multiple of " +
                              number(kPageBytes));
    if ((rights & abi::PF_W) != 0 &&
        (segment.offset % kPageBytes != 0 || segment.virtual_address % kPageBytes != 0))
      report("writable-page",
             name + " is writable and begins inside of a page, the linker copies it to whole pages");
  }

  /// The linker tells libraries apart by 127 characters and asks for ROMs by 63.
  void genode_names() {
    constexpr std::size_t kIdentityLength = 127, kRomLength = 63;
    std::map<std::string, std::string> by_rom;
    for (const std::string& name : file_.needed) {
      if (name.size() > kIdentityLength)
        report("name-length", "DT_NEEDED " + in_quotes(name) + " has " + number(name.size()) +
                                  " characters, the linker keeps " + number(kIdentityLength));
      const auto [other, fresh] = by_rom.emplace(name.substr(0, kRomLength), name);
      if (!fresh && other->second != name)
        report("name-clash", "DT_NEEDED " + in_quotes(name) + " begins with the same " + number(kRomLength) +
                                 " characters as " + in_quotes(other->second) + ", which name one ROM");
    }
  }

  void glibc_segment(const Segment& segment, const std::string& name) {
    if (segment.type == abi::PT_LOAD) {
      is_behind_load_ = true;
      if (segment.alignment % kPageBytes != 0)
        report("alignment", name + " has alignment " + number(segment.alignment) +
                                ", expected a multiple of " + number(kPageBytes));
    }
    if (segment.type == abi::PT_PHDR) {
      if (is_behind_load_) report("phdr-order", name + " is PT_PHDR and stands behind a PT_LOAD");
      if (segment.offset != file_.program_headers_offset)
        report("phdr-place", name + " is PT_PHDR for offset " + number(segment.offset) +
                                 " of the file, the program headers are at " +
                                 number(file_.program_headers_offset));
      if (file_offset(file_.segments, segment.virtual_address, segment.file_size_bytes) != segment.offset)
        report("phdr-mapped", name + " is PT_PHDR, and no PT_LOAD maps the program headers at its address");
    }
    if (segment.type == abi::PT_INTERP && is_behind_load_)
      report("interp-order", name + " is PT_INTERP and stands behind a PT_LOAD");
  }

  /// A linker that checks versions looks for vn_file among the libraries it has loaded.
  void glibc_versions() {
    std::vector<std::string> libraries;
    try {
      libraries = version_needs(bytes_, file_);
    } catch (const Error& error) {
      return report("versions", error.message());
    }
    for (const std::string& library : libraries)
      if (std::find(file_.needed.begin(), file_.needed.end(), library) == file_.needed.end())
        report("version-file",
               "versions are wanted of library " + in_quotes(library) + ", which is not in DT_NEEDED");
  }

  ByteView bytes_;
  const File& file_;
  std::string prefix_;
  std::vector<Error> errors_;
  bool is_behind_load_ = false;
};

} // namespace

std::vector<Error> check(ByteView bytes, const File& file, Loader loader) {
  return loader == Loader::Genode ? Checker(bytes, file, "elf.genode.").genode()
                                  : Checker(bytes, file, "elf.glibc.").glibc();
}

} // namespace sigil::elf
