/// \file
/// The core image of Genode on NOVA: core with its boot modules in one ELF file.
/// Format: docs/formats/core-image.md.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "sigil/base/bytes.hpp"
#include "sigil/base/file.hpp"
#include "sigil/base/stream.hpp"
#include "sigil/elf/file.hpp"
#include "sigil/rom/rom.hpp"

namespace sigil::image {

/// Link address of core on NOVA, and the file offset that goes with it.
inline constexpr std::uint64_t kCoreLinkAddress = 0x100000;
inline constexpr std::uint64_t kCoreFileOffset = 0x1000;
/// Core's fixed areas begin at 0x40000000: no image may reach there.
inline constexpr std::uint64_t kMaxImageBytes = std::uint64_t{1023} << 20;

/// The five addresses of core that depend on the modules. While a template is linked they have these
/// values, which occur nowhere else; each is one 8-byte word in core's writable segment.
struct Sentinel {
  const char* symbol;
  std::uint64_t value;
};
inline constexpr std::array<Sentinel, 5> kSentinels{{
    {"_boot_modules_headers_begin", 0x5167696c'00000001},
    {"_boot_modules_headers_end", 0x5167696c'00000002},
    {"_boot_modules_binaries_begin", 0x5167696c'00000003},
    {"_boot_modules_binaries_end", 0x5167696c'00000004},
    {"_prog_img_end", 0x5167696c'00000005},
}};

/// Core, linked once with the sentinels in place of the boundary symbols.
class CoreTemplate {
 public:
  /// Checks that `elf` is a linked core: two PT_LOAD (RX, RW) that obey the layout rules, and each
  /// sentinel exactly once in the RW segment and not in the RX segment.
  /// \throws Error{Invalid} naming the rule or the symbol, with code "image.core.*".
  static CoreTemplate parse(Blob elf);

  const Blob& elf() const noexcept { return elf_; }
  /// File offsets of the five words, in the order of kSentinels.
  const std::array<std::uint64_t, 5>& words() const noexcept { return words_; }

 private:
  Blob elf_;
  std::array<std::uint64_t, 5> words_{};
};

/// Bytes that write_core_image() will write. \throws Error{Limit} at kMaxImageBytes or more.
std::uint64_t core_image_size(const CoreTemplate& core, const std::vector<rom::Rom>& modules);

/// Writes core with `modules`, in their order, in one pass: header table and names appended to the RW
/// segment, contents page-aligned in a third, read-only segment, the five words patched.
/// Contents go to `sink` as they are; memory: a copy of core's RW segment.
/// \throws Error{Limit}; Error{Invalid} for no module at all, a module of zero size (core skips those)
/// or names that collide; nothing was written then. What `sink` throws.
void write_core_image(const CoreTemplate& core, const std::vector<rom::Rom>& modules, ByteSink& sink);

/// A boot module as found in an image.
struct BootModule {
  std::string name;
  std::uint64_t virtual_address = 0;
  std::uint64_t file_offset = 0;
  std::uint64_t size_bytes = 0;
  ByteView content;
};

/// A core image read back. Views into the bytes that read_core_image() got.
struct CoreImage {
  elf::File elf;
  std::vector<BootModule> modules;
  std::uint64_t headers_begin = 0, headers_end = 0; ///< virtual addresses
  std::uint64_t binaries_begin = 0, binaries_end = 0;
};

/// Reads a core image: ours, or one linked by `as` and `ld` as Genode's run tool does, stripped or not.
/// The table is found in the RW segment by what it must be (docs/formats/core-image.md, "Finding the
/// table"), in linear time. Modules of size 0 and names that collide are given back as they are.
/// \throws Error{Invalid} if it is not one, with code "elf.parse.*", "image.core.*" and, for the four
/// layout rules, "image.core.rule-a" … "rule-d"; independent faults are siblings. Error{Limit} if it
/// reaches core's fixed areas.
CoreImage read_core_image(ByteView bytes);

/// Checks that core will look for the modules where read_core_image() found them: its writable segment
/// holds the five boundary addresses as words, as position-independent code does (rule d among them).
/// \param bytes  what `image` was read from
/// \throws Error{Invalid} with code "image.core.words" or "image.core.rule-d"
void check_core_words(const CoreImage& image, ByteView bytes);

} // namespace sigil::image
