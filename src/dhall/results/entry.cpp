#include "results/entry.hpp"

#include <algorithm>

#include "sigil/base/endian.hpp"
#include "sigil/crypto/hash.hpp"

namespace sigil::dhall {

namespace {

constexpr std::string_view kMagic = "sigildhr";
constexpr std::size_t kDigestBytes = sizeof(Sha256Digest);
/// What the digest does not cover: the magic and itself.
constexpr std::size_t kUncoveredBytes = kMagic.size() + kDigestBytes;

class Writer {
 public:
  void bytes(ByteView bytes) { sink_.write(bytes); }
  void byte(std::uint8_t value) { bytes({&value, 1}); }
  void sized(ByteView content) {
    SIGIL_ASSERT(content.size() <= ~std::uint32_t{0});
    const u32le size(static_cast<std::uint32_t>(content.size()));
    bytes({reinterpret_cast<const std::uint8_t*>(&size), sizeof size});
    bytes(content);
  }
  Bytes take() && { return std::move(sink_).bytes(); }

 private:
  BytesSink sink_;
};

/// Gives what is there, or nothing once it has ended.
class Reader {
 public:
  explicit Reader(ByteView rest) : rest_(rest) {}

  std::optional<ByteView> bytes(std::size_t count) {
    if (count > rest_.size()) return std::nullopt;
    const ByteView taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }
  std::optional<ByteView> sized() {
    const auto size = bytes(sizeof(std::uint32_t));
    return size ? bytes(load<std::uint32_t>(size->data(), ByteOrder::Little)) : std::nullopt;
  }
  bool at_end() const { return rest_.empty(); }

 private:
  ByteView rest_;
};

enum class State : std::uint8_t { Absent, Present, End };

std::optional<Dependency> read_dependency(Reader& in, State state) {
  const auto location = in.sized();
  if (!location) return std::nullopt;
  Dependency dependency{std::string(as_text(*location)), std::nullopt};
  if (state == State::Absent) return dependency;
  const auto digest = in.bytes(kDigestBytes);
  if (!digest) return std::nullopt;
  std::ranges::copy(*digest, dependency.content.emplace().begin());
  return dependency;
}

} // namespace

Bytes write_entry(const Sha256Digest& key, const ResultEntry& entry) {
  Writer out;
  out.bytes(as_bytes(kMagic));
  out.bytes(Sha256Digest{}); // comes last
  out.bytes(key);
  for (const Dependency& dependency : entry.dependencies) {
    out.byte(static_cast<std::uint8_t>(dependency.content ? State::Present : State::Absent));
    out.sized(as_bytes(dependency.location));
    if (dependency.content) out.bytes(*dependency.content);
  }
  out.byte(static_cast<std::uint8_t>(State::End));
  out.sized(entry.type);
  out.sized(entry.value);
  Bytes bytes = std::move(out).take();
  std::ranges::copy(crypto::sha256(ByteView(bytes).subspan(kUncoveredBytes)), bytes.begin() + kMagic.size());
  return bytes;
}

std::optional<ResultEntry> read_entry(const Sha256Digest& key, ByteView bytes) {
  if (bytes.size() < kUncoveredBytes || !as_text(bytes).starts_with(kMagic)) return std::nullopt;
  const ByteView covered = bytes.subspan(kUncoveredBytes);
  if (!std::ranges::equal(bytes.subspan(kMagic.size(), kDigestBytes), crypto::sha256(covered)))
    return std::nullopt;
  Reader in(covered);
  const auto found_key = in.bytes(kDigestBytes);
  if (!found_key || !std::ranges::equal(*found_key, key)) return std::nullopt;
  ResultEntry entry;
  for (;;) {
    const auto state = in.bytes(1);
    if (!state || state->front() > static_cast<std::uint8_t>(State::End)) return std::nullopt;
    if (static_cast<State>(state->front()) == State::End) break;
    auto dependency = read_dependency(in, static_cast<State>(state->front()));
    if (!dependency) return std::nullopt;
    entry.dependencies.push_back(std::move(*dependency));
  }
  const auto type = in.sized();
  const auto value = in.sized();
  if (!type || !value || !in.at_end()) return std::nullopt;
  entry.type = *type;
  entry.value = *value;
  return entry;
}

} // namespace sigil::dhall
