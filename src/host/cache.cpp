/// \file
/// The cache of derived data: one file an entry,
///
///     8 bytes  "sigilcch"
///     8 bytes  FNV-1a (64 bits, little-endian) of all that follows
///     …        the entry's bytes
///
/// The sum finds damage (a file cut by a crash or a full disk, a bad sector), not malice: who can
/// write to a user's cache can write to the user's programs.
#include <algorithm>
#include <array>
#include <utility>

#include "sigil/base/endian.hpp"
#include "sigil/base/error.hpp"
#include "sigil/base/file.hpp"
#include "sigil/host/tools.hpp"

namespace sigil::host {
namespace {

constexpr std::string_view kMagic = "sigilcch";
constexpr std::size_t kHeaderBytes = 16;

struct Header {
  std::array<char, 8> magic;
  u64le sum;
};
static_assert(sizeof(Header) == kHeaderBytes);

std::uint64_t fnv1a(ByteView bytes) {
  std::uint64_t sum = 0xcbf29ce484222325;
  for (const std::uint8_t byte : bytes) sum = (sum ^ byte) * 0x100000001b3;
  return sum;
}

class FolderCache final : public Cache {
 public:
  explicit FolderCache(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::vector<unsigned char> get(const std::string& name) override {
    const std::filesystem::path path = path_of(name);
    try {
      const Blob file = Blob::map(path);
      if (file.size() < kHeaderBytes || !file.text().starts_with(kMagic)) return {};
      const ByteView content = file.bytes().subspan(kHeaderBytes);
      const auto sum = load<std::uint64_t>(file.bytes().data() + kMagic.size(), ByteOrder::Little);
      if (sum != fnv1a(content)) return {};
      return {content.begin(), content.end()};
    } catch (const Error&) {
      return {}; // absent, or not readable: the entry is made anew
    }
  }

  void put(const std::string& name, const std::vector<unsigned char>& bytes) override {
    const std::filesystem::path path = path_of(name);
    std::error_code code;
    std::filesystem::create_directories(folder_, code);
    if (code) return;
    Header header{};
    std::copy(kMagic.begin(), kMagic.end(), header.magic.begin());
    header.sum = fnv1a(bytes);
    try {
      AtomicFile file(path);
      file.write({reinterpret_cast<const std::uint8_t*>(&header), sizeof header});
      file.write(bytes);
      file.commit();
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::Io) throw;
    }
  }

 private:
  std::filesystem::path path_of(const std::string& name) const {
    const auto is_plain = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
             c == '_' || c == '.';
    };
    SIGIL_ASSERT(!name.empty() && name.front() != '.' && std::all_of(name.begin(), name.end(), is_plain));
    return folder_ / name;
  }

  std::filesystem::path folder_;
};

} // namespace

std::unique_ptr<Cache> make_cache(std::filesystem::path folder) {
  return std::make_unique<FolderCache>(std::move(folder));
}

} // namespace sigil::host
