#include <string>
#include <vector>

#include "kernel/multiboot.hpp"
#include "support.hpp"
#include "support/catch.hpp"

using namespace sigil;
using namespace sigil::bootcheck;

namespace {

/// Multiboot2 boot information, tag by tag.
class Information {
 public:
  Information& tag(std::uint32_t type, const std::string& content) {
    const std::size_t at = bytes_.size();
    put<std::uint32_t>(bytes_, at, type);
    put<std::uint32_t>(bytes_, at + 4, static_cast<std::uint32_t>(8 + content.size()));
    bytes_ += content;
    bytes_.resize(align_up(bytes_.size(), 8));
    return *this;
  }
  Information& command_line(const std::string& words) { return tag(1, words + '\0'); }
  Information& module(std::uint32_t begin, std::uint32_t end) {
    std::string content;
    put(content, 0, begin);
    put(content, 4, end);
    return tag(3, content + std::string("image.elf\0", 10));
  }
  Information& end() { return tag(0, ""); }

  std::string& bytes() { return bytes_; }

  /// "accepted" or the reason.
  std::string read(BootInformation& into) const {
    Line why;
    const bool ok = read_boot_information(as_bytes(bytes_), into, why);
    REQUIRE(ok == why.empty());
    return ok ? "accepted" : std::string(why.text());
  }
  std::string read() const {
    BootInformation into;
    return read(into);
  }

 private:
  std::string bytes_ = std::string(8, '\0');
};

const std::string kWord = "sigil-manifest=" + std::string(62, '0') + "a1";

} // namespace

TEST_CASE("module and manifest word are read") {
  BootInformation into;
  REQUIRE(Information()
              .tag(21, "skipped")
              .command_line("serial " + kWord + " x")
              .module(0x5000, 0x7001)
              .end()
              .read(into) == "accepted");
  REQUIRE(into.module_begin == 0x5000);
  REQUIRE(into.module_end == 0x7001);
  REQUIRE(into.has_manifest_hash);
  REQUIRE(into.manifest_hash[0] == 0);
  REQUIRE(into.manifest_hash[31] == 0xa1);
}

TEST_CASE("the manifest word may be absent, the module may not") {
  BootInformation into;
  REQUIRE(Information().command_line("").module(0x1000, 0x2000).end().read(into) == "accepted");
  REQUIRE_FALSE(into.has_manifest_hash);
  REQUIRE(Information().command_line("serial").end().read() == "no boot module");
}

TEST_CASE("boot information that core could not be started with is refused") {
  REQUIRE(Information().module(0x1000, 0x2000).module(0x3000, 0x4000).end().read() == "a second module");
  REQUIRE(Information().module(0x1008, 0x2000).end().read() == "module is not page-aligned");
  REQUIRE(Information().command_line(kWord + " " + kWord).module(0x1000, 0x2000).end().read() ==
          "sigil-manifest word is given twice");
  for (const std::string& word :
       {std::string("sigil-manifest="), kWord + "0", kWord.substr(0, kWord.size() - 1) + "A"})
    REQUIRE(Information().command_line(word).module(0x1000, 0x2000).end().read() ==
            "sigil-manifest word is not 64 lower-case hexadecimal digits");
}

TEST_CASE("damaged boot information is refused at every length") {
  Information sound;
  sound.command_line("serial").module(0x1000, 0x2000).end();
  for (std::size_t size = 0; size < sound.bytes().size(); ++size) {
    Information cut = sound;
    cut.bytes().resize(size);
    REQUIRE(cut.read() == "boot information is damaged");
  }
  for (const std::uint32_t size : {0U, 7U, 0x7fffffffU, 0xffffffffU}) {
    Information wrong = sound;
    put(wrong.bytes(), 12, size);
    REQUIRE(wrong.read() == "boot information is damaged");
  }
  REQUIRE(Information().module(0x2000, 0x1000).end().read() == "boot information is damaged");
  REQUIRE(Information().tag(3, "1234").end().read() == "boot information is damaged");
}
