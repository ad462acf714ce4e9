// Segments of an accepted image are inside the file and linear; any layout is accepted or refused.
#include <cstdlib>
#include <cstring>

#include "kernel/image.hpp"

using namespace sigil;
using namespace sigil::bootcheck;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // The layout stands in front of the image.
  Layout layout{};
  if (size < sizeof layout) return 0;
  std::memcpy(&layout, data, sizeof layout);
  const ByteView file(data + sizeof layout, size - sizeof layout);
  Image image;
  Line why;
  if (!read_image(file, image, why)) {
    if (why.empty()) std::abort();
    return 0;
  }
  for (const Segment& segment : image.segments()) {
    if (!in_bounds(segment.offset, segment.size, file.size()) || segment.end() > kImageLimit) std::abort();
    if (segment.address - kImageAddress != segment.offset - kImageOffset) std::abort();
    if (segment.is_writable && segment.is_executable) std::abort();
  }
  Line reason;
  if (check_layout(image, layout, reason) != reason.empty()) std::abort();
  return 0;
}
