#include <algorithm>

#include "layout.hpp"
#include "layout_rules.hpp"
#include "module_table.hpp"
#include "sigil/image/core_image.hpp"

namespace sigil::image {
namespace {

AddressedBytes content_of(const elf::Segment& segment, ByteView file) {
  return {segment.virtual_address, file.subspan(static_cast<std::size_t>(segment.offset),
                                                static_cast<std::size_t>(segment.file_size_bytes))};
}

/// Core hands out whole pages, and components rely on the zeros behind a text.
void check_padding(const BootModule& module, const AddressedBytes& binaries, ErrorList& errors) {
  const std::uint64_t end = module.virtual_address + module.size_bytes;
  const std::uint64_t page_end = std::min(align_up(end, kPageBytes), binaries.end());
  const ByteView padding = binaries.bytes.subspan(static_cast<std::size_t>(end - binaries.address),
                                                  static_cast<std::size_t>(page_end - end));
  if (std::any_of(padding.begin(), padding.end(), [](std::uint8_t byte) { return byte != 0; }))
    errors.add(core_error("padding", "boot module " + in_quotes(module.name) + " is not followed by zeros, " +
                                         "expected them up to the end of its page"));
}

} // namespace

CoreImage read_core_image(ByteView bytes) {
  CoreImage image;
  image.elf = parse_core_elf(bytes);
  const auto loads = check_segments(image.elf, {abi::PF_R | abi::PF_X, abi::PF_R | abi::PF_W, abi::PF_R});
  const AddressedBytes binaries = content_of(loads[2], bytes);
  if (binaries.address % kPageBytes != 0)
    throw core_error("segments",
                     "module segment begins at " + hex(binaries.address) + ", expected the begin of a page");
  if (binaries.end() - kCoreLinkAddress >= kMaxImageBytes)
    throw Error(ErrorKind::Limit, "module segment ends at " + hex(binaries.end()) + ", expected less than " +
                                      hex(kCoreLinkAddress + kMaxImageBytes) +
                                      ", where core's own areas begin")
        .coded("image.core.limit");

  const ModuleTable table = find_module_table(content_of(loads[1], bytes), binaries);
  image.headers_begin = table.begin;
  image.headers_end = table.end;
  image.binaries_begin = binaries.address;
  image.binaries_end = align_up(binaries.end(), kPageBytes);
  ErrorList errors;
  for (const ModuleHeader& header : table.headers) {
    const std::uint64_t offset = header.base - binaries.address;
    image.modules.push_back({header.name, header.base, loads[2].offset + offset, header.size_bytes,
                             binaries.bytes.subspan(static_cast<std::size_t>(offset),
                                                    static_cast<std::size_t>(header.size_bytes))});
    check_padding(image.modules.back(), binaries, errors);
  }
  errors.throw_if_any();
  return image;
}

} // namespace sigil::image
