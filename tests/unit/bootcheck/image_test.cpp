#include "kernel/image.hpp"

#include <string>

#include "support.hpp"
#include "support/catch.hpp"

using namespace sigil;
using namespace sigil::bootcheck;

namespace {

/// A core image: text (RX) at 0x100000, data (RW) with a header table of two modules, binaries (R).
class CoreImage {
 public:
  static constexpr std::size_t kHeaders = 64; // program headers
  static constexpr std::uint64_t kText = 0x100000, kData = 0x101000, kBinaries = 0x102000;
  static constexpr std::uint64_t kTable = kData + 0x100, kNames = kData + 0x200;
  static constexpr std::size_t kOffset = 8, kAddress = 16, kFileSize = 32, kMemorySize = 40;

  CoreImage() : bytes_(0x5000, '\0') {
    bytes_.replace(0, 6,
                   "\x7f"
                   "ELF\2\1");
    set<std::uint16_t>(16, 2);
    set<std::uint16_t>(18, 62);
    set<std::uint64_t>(24, kText);
    set<std::uint64_t>(32, kHeaders);
    set<std::uint16_t>(54, 56);
    set<std::uint16_t>(56, 3);
    segment(0, 5, 0x1000, kText, 0x1000);
    segment(1, 6, 0x2000, kData, 0x800);
    segment(2, 4, 0x3000, kBinaries, 0x2000);
    for (std::uint64_t i = 0; i < 2; ++i) {
      set<std::uint64_t>(offset_of(kTable + 24 * i), kNames + 16 * i);
      set<std::uint64_t>(offset_of(kTable + 24 * i + 8), kBinaries + 0x1000 * i);
      set<std::uint64_t>(offset_of(kTable + 24 * i + 16), 5);
      bytes_.replace(offset_of(kNames + 16 * i), 4, "name");
    }
  }

  static std::size_t offset_of(std::uint64_t address) { return address - kImageAddress + kImageOffset; }

  template <typename T>
  CoreImage& set(std::size_t at, T value) {
    put(bytes_, at, value);
    return *this;
  }
  CoreImage& set_segment(std::size_t index, std::size_t field, std::uint64_t value) {
    return set(kHeaders + 56 * index + field, value);
  }
  CoreImage& set_rights(std::size_t index, std::uint32_t flags) {
    return set(kHeaders + 56 * index + 4, flags);
  }
  CoreImage& set_size(std::size_t index, std::uint64_t size) {
    return set_segment(index, kFileSize, size).set_segment(index, kMemorySize, size);
  }
  void segment(std::size_t index, std::uint32_t flags, std::uint64_t offset, std::uint64_t address,
               std::uint64_t size) {
    set<std::uint32_t>(kHeaders + 56 * index, 1);
    set_rights(index, flags).set_segment(index, kOffset, offset).set_segment(index, kAddress, address);
    set_size(index, size);
  }
  std::string& bytes() { return bytes_; }

  /// "accepted" or the reason.
  std::string load() const {
    Image image;
    return load(image);
  }
  std::string load(Image& image) const {
    Line why;
    const bool ok = read_image(as_bytes(bytes_), image, why);
    REQUIRE(ok == why.empty());
    return ok ? "accepted" : std::string(why.text());
  }

  Layout layout{kTable, kTable + 48, kBinaries, kBinaries + 0x2000, kText, kBinaries + 0x2000};

  std::string lay_out() const {
    Image image;
    REQUIRE(load(image) == "accepted");
    Line why;
    const bool ok = check_layout(image, layout, why);
    REQUIRE(ok == why.empty());
    return ok ? "accepted" : std::string(why.text());
  }

 private:
  std::string bytes_;
};

} // namespace

TEST_CASE("a core image is loaded with the rights of its segments") {
  Image image;
  REQUIRE(CoreImage().load(image) == "accepted");
  REQUIRE(image.entry == 0x100000);
  REQUIRE(image.segments().size() == 3);
  REQUIRE(image.segments()[0].is_executable);
  REQUIRE_FALSE(image.segments()[0].is_writable);
  REQUIRE(image.segments()[1].is_writable);
  REQUIRE_FALSE(image.segments()[2].is_writable);
  REQUIRE_FALSE(image.segments()[2].is_executable);
  REQUIRE(image.segments()[2].end() == 0x104000);
}

TEST_CASE("rule a: the file header") {
  const auto with = [](std::size_t at, auto value) { return CoreImage().set(at, value).load(); };
  REQUIRE(with(1, std::uint8_t{'X'}) == "rule a: not an ELF file");
  REQUIRE(with(4, std::uint8_t{1}) == "rule a: ELF class is 1, expected 2 (64 bit)");
  REQUIRE(with(5, std::uint8_t{2}) == "rule a: ELF byte order is 2, expected 1 (little endian)");
  REQUIRE(with(16, std::uint16_t{3}) == "rule a: ELF type is 3, expected 2 (ET_EXEC)");
  REQUIRE(with(18, std::uint16_t{3}) == "rule a: ELF machine is 3, expected 62 (x86-64)");
  REQUIRE(with(32, UINT64_MAX) == "program headers lie outside the module");
  REQUIRE(with(56, std::uint16_t{0xffff}) == "program headers lie outside the module");
  REQUIRE(with(54, std::uint16_t{32}) == "program headers lie outside the module");
  REQUIRE(with(56, std::uint16_t{0}) == "no segment to load");
}

TEST_CASE("rule b: what is in the file is what is in memory, at the same place of a page") {
  REQUIRE(CoreImage().set_segment(1, CoreImage::kMemorySize, 0x801).load() ==
          "rule b: segment 2 has 2048 bytes in the file and 2049 in memory");
  REQUIRE(CoreImage().set_segment(1, CoreImage::kAddress, 0x101008).load() ==
          "rule b: segment 2 has offset 0x2000 and address 0x101008, not equal modulo 4096");
}

TEST_CASE("rule c: the file is linear") {
  REQUIRE(CoreImage().set_segment(2, CoreImage::kAddress, 0x103000).load() ==
          "rule c: segment 3 has offset 0x3000 and address 0x103000, expected 0x102000");
  REQUIRE(CoreImage().set_segment(0, CoreImage::kOffset, 0).load() ==
          "rule c: segment 1 has offset 0x0 and address 0x100000, expected 0xff000");
}

TEST_CASE("segments must be inside the module, with rights that make sense") {
  REQUIRE(CoreImage().set_size(2, 0x2001).load() == "segment 3 reaches over the end of the module");
  REQUIRE(CoreImage().set_segment(2, CoreImage::kFileSize, UINT64_MAX).load() ==
          "segment 3 reaches over the end of the module");
  REQUIRE(CoreImage().set_segment(2, CoreImage::kOffset, UINT64_MAX).load() ==
          "segment 3 reaches over the end of the module");
  REQUIRE(CoreImage().set_rights(1, 7).load() == "segment 2 is writable and executable");
  REQUIRE(CoreImage().set_rights(2, 0).load() == "segment 3 is not readable");
  REQUIRE(CoreImage().set_rights(0, 4).load() == "entry point 0x100000 is in no executable segment");
  REQUIRE(CoreImage().set<std::uint64_t>(24, 0x101000).load() ==
          "entry point 0x101000 is in no executable segment");
}

TEST_CASE("two segments share a page only with the same rights") {
  REQUIRE(CoreImage().set_size(0, 0x1001).load() ==
          "segments 1 and 2 have different rights on page 0x101000");
  REQUIRE(CoreImage().set_size(1, 0x1000).load() == "accepted");
  REQUIRE(CoreImage().set_size(1, 0x1001).load() ==
          "segments 2 and 3 have different rights on page 0x102000");
  REQUIRE(CoreImage().set_size(1, 0x1001).set_rights(2, 6).load() == "accepted");
}

TEST_CASE("segments that hold nothing do not count, too many are refused") {
  CoreImage image;
  image.set<std::uint16_t>(56, 20);
  REQUIRE(image.load() == "accepted");
  for (std::size_t i = 3; i < 16; ++i) image.segment(i, 4, 0x4000, 0x103000, 1);
  REQUIRE(image.load() == "accepted");
  image.segment(16, 4, 0x4000, 0x103000, 1);
  REQUIRE(image.load() == "more than 16 segments");
}

TEST_CASE("an image cut anywhere is refused") {
  CoreImage image;
  while (!image.bytes().empty()) {
    image.bytes().resize(image.bytes().size() - (image.bytes().size() > 0x200 ? 0x100 : 1));
    REQUIRE(image.load() != "accepted");
  }
}

TEST_CASE("header table and names are where core can read them") {
  REQUIRE(CoreImage().lay_out() == "accepted");
  CoreImage image;
  SECTION("the start of core") {
    image.layout.image_begin = 0x101000;
    REQUIRE(image.lay_out() == "core begins at 0x101000, expected 0x100000");
  }
  SECTION("table in text") {
    image.layout.headers_begin = 0x100000;
    image.layout.headers_end = 0x100030;
    REQUIRE(image.lay_out() == "header table 0x100000..0x100030 is outside the writable segment");
  }
  SECTION("table over the end of data") {
    image.layout.headers_begin = CoreImage::kData + 0x7f0;
    image.layout.headers_end = CoreImage::kData + 0x808;
    REQUIRE(image.lay_out() == "header table 0x1017f0..0x101808 is outside the writable segment");
  }
  SECTION("table among the binaries") {
    image.layout.headers_begin = CoreImage::kBinaries;
    image.layout.headers_end = CoreImage::kBinaries + 24;
    REQUIRE(image.lay_out() == "header table 0x102000..0x102018 is inside the binaries' range");
  }
  SECTION("binaries' range over the table") {
    image.layout.binaries_begin = CoreImage::kData;
    image.layout.binaries_end = CoreImage::kData + 1;
    REQUIRE(image.lay_out() == "header table 0x101100..0x101130 is inside the binaries' range");
  }
  SECTION("a part of a header, none, or less") {
    for (const std::uint64_t end :
         {CoreImage::kTable + 47, CoreImage::kTable, CoreImage::kTable - 24, UINT64_MAX}) {
      image.layout.headers_end = end;
      REQUIRE(image.lay_out().find("is not a whole number of headers") != std::string::npos);
    }
  }
  SECTION("binaries outside") {
    image.layout.binaries_end += 1;
    REQUIRE(image.lay_out() == "binaries' range 0x102000..0x104001 is outside the image");
    image.layout.binaries_end = CoreImage::kBinaries - 1;
    REQUIRE(image.lay_out() == "binaries' range 0x102000..0x101fff is outside the image");
    image.layout.binaries_begin = image.layout.binaries_end = UINT64_MAX;
    REQUIRE(image.lay_out() == "binaries' range 0xffffffffffffffff..0xffffffffffffffff is outside the image");
  }
}

TEST_CASE("each name is looked at") {
  CoreImage image;
  const std::size_t second = CoreImage::offset_of(CoreImage::kTable + 24);
  image.set<std::uint64_t>(second, CoreImage::kText);
  REQUIRE(image.lay_out() == "name of module 2 at 0x100000 is outside the writable segment");
  image.set<std::uint64_t>(second, UINT64_MAX);
  REQUIRE(image.lay_out() == "name of module 2 at 0xffffffffffffffff is outside the writable segment");
  image.set<std::uint64_t>(second, CoreImage::kBinaries + 8);
  REQUIRE(image.lay_out() == "name of module 2 at 0x102008 is inside the binaries' range");
  // Without an end in its segment: the last byte of data is the last of the name.
  image.set<std::uint64_t>(second, CoreImage::kData + 0x7ff);
  REQUIRE(image.lay_out() == "accepted");
  image.bytes()[CoreImage::offset_of(CoreImage::kData + 0x7ff)] = 'x';
  REQUIRE(image.lay_out() == "name of module 2 at 0x1017ff is outside the writable segment");
}
