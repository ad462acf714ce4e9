// The large contents of ERIS 1.0: key streams of a name, never held in memory as a whole.
#include <algorithm>
#include <array>
#include <string>

#include "sigil/crypto/cipher.hpp"
#include "sigil/crypto/hash.hpp"
#include "sigil/eris/codec.hpp"
#include "support/catch.hpp"
#include "support/old_trees.hpp"
#include "vector_folder.hpp"

using namespace sigil;
using nlohmann::json;

namespace {

/// The largest content whose blocks are kept, to be decoded; beyond, only the name is computed.
constexpr std::uint64_t kMostKept = std::uint64_t{128} << 20;
/// The largest content that is encoded unasked: beyond, it takes many minutes, more than CTest allows.
constexpr std::uint64_t kMostEncoded = std::uint64_t{1} << 30;
constexpr const char* kAskForAll = "SIGIL_ERIS_LARGEST";

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

void write_content(const std::string& name, std::uint64_t size, ByteSink& sink) {
  KeyStream stream(name);
  for (std::uint64_t rest = size; rest > 0;) {
    const std::size_t part = std::min<std::uint64_t>(rest, KeyStream::kMostAtOnce);
    sink.write(stream.next(part));
    rest -= part;
  }
}

void check(const json& test) {
  test::require_fields(test, {"name", "content-size", "block-size", "level", "urn"});
  const std::string name = test.at("name").get<std::string>();
  const std::uint64_t size = test::number(test, "content-size");
  if (size > kMostEncoded && std::getenv(kAskForAll) == nullptr) {
    WARN("not encoded, as " << kAskForAll << " is not set: " << name);
    return;
  }
  const bool kept = size <= kMostKept;
  eris::MemoryStore store;
  eris::Encoder encoder(test::block_size_of(test::number(test, "block-size")), {}, kept ? &store : nullptr);
  write_content(name, size, encoder);
  const eris::ReadCapability capability = encoder.finish();
  CHECK(capability.to_urn() == test.at("urn").get<std::string>());
  CHECK(capability.level == test::number(test, "level"));
  if (!kept) return;
  KeyStreamSink sink(name);
  eris::decode(capability, store, sink, eris::Checks::Strict);
  CHECK(sink.equal);
  CHECK(sink.size_bytes == size);
}

eris::Dialect dialect_of(const std::string& name) {
  if (name == "erisx2") return eris::Dialect::Erisx2;
  if (name == "erisx3-draft-A") return eris::Dialect::Erisx3A;
  if (name == "erisx3-draft-B") return eris::Dialect::Erisx3B;
  throw std::runtime_error("dialect '" + name + "' is unknown");
}

/// The content of 100 MiB, encoded by the rules of an older version.
void check_old(const std::string& name, const std::string& urn) {
  const std::string content = "100MiB (block size 1KiB)";
  constexpr std::uint64_t kSize = 100 << 20;
  eris::MemoryStore store;
  const eris::OldCapability capability =
      test::with_old_encoder(dialect_of(name), eris::BlockSize::k1KiB, {}, store,
                             [&](ByteSink& encoder) { write_content(content, kSize, encoder); });
  CHECK(capability.to_urn() == urn);
  for (const eris::Checks checks : {eris::Checks::Standard, eris::Checks::Strict}) {
    KeyStreamSink sink(content);
    eris::decode(eris::OldCapability::parse_urn(urn), store, sink, checks);
    CHECK(sink.equal);
    CHECK(sink.size_bytes == kSize);
  }
}

} // namespace

TEST_CASE("large contents of ERIS 1.0", "[slow]") {
  const auto folder = test::vector_folder();
  if (!folder) SIGIL_SKIP(test::kNoVectors);
  const std::filesystem::path file = *folder / "large-content.json";
  if (!std::filesystem::exists(file)) SIGIL_SKIP("no large-content.json among the vectors");
  const json all = test::read_json(file);
  test::require_version(all);
  const json& tests = all.at("tests");
  REQUIRE_FALSE(tests.empty());
  for (const json& test : tests) {
    CAPTURE(test.dump());
    check(test);
  }
}

TEST_CASE("a large content in the versions before ERIS 1.0", "[slow]") {
  const auto folder = test::vector_folder();
  if (!folder) SIGIL_SKIP(test::kNoVectors);
  const std::filesystem::path file = *folder / "large-content.json";
  const json all = std::filesystem::exists(file) ? test::read_json(file) : json::object();
  if (!all.contains("legacy-dialects")) SIGIL_SKIP("no legacy-dialects among the vectors");
  for (const auto& [name, dialect] : all.at("legacy-dialects").items()) {
    CAPTURE(name);
    check_old(name, dialect.at("100MiB").get<std::string>());
  }
}
