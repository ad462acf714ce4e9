#include <algorithm>

#include "layout.hpp"
#include "layout_rules.hpp"
#include "sigil/image/core_image.hpp"

namespace sigil::image {
namespace {

constexpr std::uint64_t kTableAlignment = 8;

/// A name is followed by two NULs, as the run tool of Genode writes it.
constexpr std::uint64_t name_bytes(const std::string& name) {
  return align_up(name.size() + 2, kTableAlignment);
}

/// Where everything of one image lies. Offsets are of the file; address() gives the other side.
struct Layout {
  elf::File core;
  elf::Segment code, data;
  std::uint64_t headers_begin = 0, headers_end = 0;
  std::uint64_t names_end = 0; ///< end of the RW segment
  std::uint64_t binaries_begin = 0, binaries_end = 0;
};

constexpr std::uint64_t address(std::uint64_t offset) {
  return offset - kCoreFileOffset + kCoreLinkAddress;
}

[[noreturn]] void throw_too_large() {
  throw Error(ErrorKind::Limit, "core image reaches " + std::to_string(kMaxImageBytes >> 20) +
                                    " MiB, where core's own fixed areas begin")
      .coded("image.core.limit")
      .hint("take modules out of the image");
}

/// `offset + bytes` for an image that stays below its limit.
std::uint64_t advance(std::uint64_t offset, std::uint64_t bytes) {
  if (offset >= kMaxImageBytes || bytes >= kMaxImageBytes - offset) throw_too_large();
  return offset + bytes;
}

Layout lay_out(const CoreTemplate& core, const std::vector<rom::Rom>& modules) {
  Layout layout;
  layout.core = parse_core_elf(core.elf().bytes());
  const auto loads = check_segments(layout.core, {abi::PF_R | abi::PF_X, abi::PF_R | abi::PF_W});
  layout.code = loads[0];
  layout.data = loads[1];

  const std::uint64_t data_end = advance(layout.data.offset, layout.data.file_size_bytes);
  layout.headers_begin = align_up(data_end, kTableAlignment);
  layout.headers_end = advance(layout.headers_begin, modules.size() * sizeof(BootModuleHeader));
  layout.names_end = layout.headers_end;
  for (const rom::Rom& module : modules)
    layout.names_end = advance(layout.names_end, name_bytes(module.name.full()));
  layout.binaries_begin = align_up(layout.names_end, kPageBytes);
  layout.binaries_end = layout.binaries_begin;
  for (const rom::Rom& module : modules)
    layout.binaries_end = align_up(advance(layout.binaries_end, module.size_bytes()), kPageBytes);
  if (layout.binaries_end >= kMaxImageBytes) throw_too_large();
  return layout;
}

void check_modules(const std::vector<rom::Rom>& modules) {
  ErrorList errors;
  std::vector<rom::RomName> names;
  if (modules.empty())
    errors.add(core_error("modules", "core image has no boot modules, expected at least one"));
  for (const rom::Rom& module : modules) {
    names.push_back(module.name);
    if (module.size_bytes() == 0)
      errors.add(
          core_error("empty-module", "ROM " + in_quotes(module.name.full()) +
                                         " has size 0, expected at least one byte, since core skips it"));
  }
  errors.throw_if_any();
  rom::check_distinct(names);
}

template <typename T>
ByteView bytes_of(const T& structure) {
  static_assert(alignof(T) == 1);
  return {reinterpret_cast<const std::uint8_t*>(&structure), sizeof structure};
}

abi::ProgramHeader program_header(std::uint32_t rights, std::uint64_t begin, std::uint64_t end) {
  abi::ProgramHeader header;
  header.p_type = abi::PT_LOAD;
  header.p_flags = rights;
  header.p_offset = begin;
  header.p_vaddr = address(begin);
  header.p_paddr = address(begin);
  header.p_filesz = end - begin;
  header.p_memsz = end - begin;
  header.p_align = kPageBytes;
  return header;
}

abi::FileHeader file_header(const Layout& layout) {
  abi::FileHeader header{};
  constexpr std::uint8_t kIdent[] = {0x7f, 'E', 'L', 'F', 2 /* 64-bit */, 1 /* little-endian */,
                                     1 /* version */};
  std::copy(std::begin(kIdent), std::end(kIdent), header.e_ident);
  header.e_type = 2; // ET_EXEC
  header.e_machine = abi::EM_X86_64;
  header.e_version = 1;
  header.e_entry = layout.core.entry;
  header.e_phoff = sizeof(abi::FileHeader);
  header.e_ehsize = sizeof(abi::FileHeader);
  header.e_phentsize = sizeof(abi::ProgramHeader);
  header.e_phnum = 3;
  return header;
}

/// Hands bytes on and knows how many they were.
class Output {
 public:
  explicit Output(ByteSink& sink) : sink_(sink) {}

  void write(ByteView bytes) {
    sink_.write(bytes);
    offset_ += bytes.size();
  }
  void fill_to(std::uint64_t offset) {
    static constexpr std::array<std::uint8_t, kPageBytes> kZeros{};
    while (offset_ < offset)
      write(ByteView(kZeros).first(
          static_cast<std::size_t>(std::min<std::uint64_t>(offset - offset_, kPageBytes))));
  }
  std::uint64_t offset() const { return offset_; }

 private:
  ByteSink& sink_;
  std::uint64_t offset_ = 0;
};

/// Core's RW segment with the five addresses in place of the sentinels.
Bytes patched_data(const CoreTemplate& core, const Layout& layout) {
  const ByteView data = core.elf().bytes().subspan(layout.data.offset, layout.data.file_size_bytes);
  Bytes bytes(data.begin(), data.end());
  // In the order of kSentinels; _prog_img_end is the end of the binaries (rule d).
  const std::array<std::uint64_t, kSentinels.size()> values{layout.headers_begin, layout.headers_end,
                                                            layout.binaries_begin, layout.binaries_end,
                                                            layout.binaries_end};
  for (std::size_t i = 0; i < values.size(); ++i)
    store(bytes.data() + (core.words()[i] - layout.data.offset), address(values[i]), ByteOrder::Little);
  return bytes;
}

void write_table(const Layout& layout, const std::vector<rom::Rom>& modules, Output& output) {
  std::uint64_t name = layout.headers_end;
  std::uint64_t base = layout.binaries_begin;
  for (const rom::Rom& module : modules) {
    BootModuleHeader header;
    header.name = address(name);
    header.base = address(base);
    header.size = module.size_bytes();
    output.write(bytes_of(header));
    name += name_bytes(module.name.full());
    base = align_up(base + module.size_bytes(), kPageBytes);
  }
  for (const rom::Rom& module : modules) {
    const std::uint64_t end = output.offset() + name_bytes(module.name.full());
    output.write(as_bytes(module.name.full()));
    output.fill_to(end);
  }
}

} // namespace

std::uint64_t core_image_size(const CoreTemplate& core, const std::vector<rom::Rom>& modules) {
  return lay_out(core, modules).binaries_end;
}

void write_core_image(const CoreTemplate& core, const std::vector<rom::Rom>& modules, ByteSink& sink) {
  check_modules(modules);
  const Layout layout = lay_out(core, modules);
  Output output(sink);
  output.write(bytes_of(file_header(layout)));
  const elf::Segment& code = layout.code;
  output.write(
      bytes_of(program_header(abi::PF_R | abi::PF_X, code.offset, code.offset + code.file_size_bytes)));
  output.write(bytes_of(program_header(abi::PF_R | abi::PF_W, layout.data.offset, layout.names_end)));
  output.write(bytes_of(program_header(abi::PF_R, layout.binaries_begin, layout.binaries_end)));

  output.fill_to(code.offset);
  output.write(core.elf().bytes().subspan(code.offset, code.file_size_bytes));
  output.fill_to(layout.data.offset);
  output.write(patched_data(core, layout));
  output.fill_to(layout.headers_begin);
  write_table(layout, modules, output);
  for (const rom::Rom& module : modules) {
    output.fill_to(align_up(output.offset(), kPageBytes));
    output.write(module.content.bytes());
  }
  output.fill_to(layout.binaries_end);
}

} // namespace sigil::image
