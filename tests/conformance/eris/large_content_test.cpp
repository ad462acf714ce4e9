// The large contents of ERIS 1.0: key streams of a name, never held in memory as a whole.
#include <algorithm>
#include <array>
#include <string>

#include "sigil/crypto/cipher.hpp"
#include "sigil/crypto/hash.hpp"
#include "sigil/eris/codec.hpp"
#include "support/catch.hpp"
#include "vector_folder.hpp"

using namespace sigil;
using nlohmann::json;

namespace {

/// The largest content whose blocks are kept, to be decoded; beyond, only the name is computed.
constexpr std::uint64_t kMostKept = std::uint64_t{128} << 20;
/// The largest content that is encoded at all: beyond, it takes many minutes.
constexpr std::uint64_t kMostEncoded = std::uint64_t{1} << 30;

/// The ChaCha20 key stream, from counter 0 with a null nonce, whose key is the hash of a name.
class KeyStream {
 public:
  explicit KeyStream(const std::string& name) : key_(crypto::blake2b_256(as_bytes(name))) {}

  /// The next bytes, a view into this object. `size` is a multiple of 64 but for the last time.
  ByteView next(std::size_t size) {
    const MutableBytes part = MutableBytes(buffer_).first(size);
    std::fill(part.begin(), part.end(), std::uint8_t{0});
    crypto::chacha20_xor(part, part, key_, std::array<std::uint8_t, 12>{}, counter_);
    counter_ += static_cast<std::uint32_t>(size / 64);
    return part;
  }

  static constexpr std::size_t kMostAtOnce = 64 * 1024;

 private:
  crypto::Hash key_;
  std::uint32_t counter_ = 0;
  Bytes buffer_ = Bytes(kMostAtOnce);
};

/// Compares what it gets with a key stream.
class KeyStreamSink final : public ByteSink {
 public:
  explicit KeyStreamSink(const std::string& name) : stream_(name) {}

  void write(ByteView bytes) override {
    for (; !bytes.empty();) {
      if (rest_.empty()) rest_ = stream_.next(KeyStream::kMostAtOnce);
      const std::size_t size = std::min(bytes.size(), rest_.size());
      equal = equal &&
              std::equal(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size), rest_.begin());
      rest_ = rest_.subspan(size);
      bytes = bytes.subspan(size);
      size_bytes += size;
    }
  }

  bool equal = true;
  std::uint64_t size_bytes = 0;

 private:
  KeyStream stream_;
  ByteView rest_;
};

void check(const json& test) {
  const std::string name = test.at("name").get<std::string>();
  const auto size = test.at("content-size").get<std::uint64_t>();
  if (size > kMostEncoded) {
    WARN("not encoded, too large: " << name);
    return;
  }
  const bool kept = size <= kMostKept;
  eris::MemoryStore store;
  eris::Encoder encoder(test::block_size_of(test.at("block-size").get<std::uint64_t>()), {},
                        kept ? &store : nullptr);
  KeyStream stream(name);
  for (std::uint64_t rest = size; rest > 0;) {
    const std::size_t part = std::min<std::uint64_t>(rest, KeyStream::kMostAtOnce);
    encoder.write(stream.next(part));
    rest -= part;
  }
  const eris::ReadCapability capability = encoder.finish();
  CHECK(capability.to_urn() == test.at("urn").get<std::string>());
  CHECK(capability.level == test.at("level").get<unsigned>());
  if (!kept) return;
  KeyStreamSink sink(name);
  eris::decode(capability, store, sink, eris::Checks::Strict);
  CHECK(sink.equal);
  CHECK(sink.size_bytes == size);
}

} // namespace

TEST_CASE("large contents of ERIS 1.0", "[slow]") {
  const auto folder = test::vector_folder();
  if (!folder) SIGIL_SKIP(test::kNoVectors);
  const std::filesystem::path file = *folder / "large-content.json";
  if (!std::filesystem::exists(file)) SIGIL_SKIP("no large-content.json among the vectors");
  const json tests = test::read_json(file).at("tests");
  REQUIRE_FALSE(tests.empty());
  for (const json& test : tests) {
    CAPTURE(test.dump());
    check(test);
  }
}
