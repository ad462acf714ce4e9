#include "results/entry.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "sigil/base/endian.hpp"
#include "sigil/crypto/hash.hpp"

namespace sigil::dhall {

namespace {

constexpr std::string_view kMagic = "sigildhr";
constexpr std::size_t kDigestBytes = sizeof(Sha256Digest);
/// What the digest does not cover: the magic and itself.
constexpr std::size_t kUncoveredBytes = kMagic.size() + kDigestBytes;

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

std::array<std::uint8_t, 1> byte_of(State state) {
  return {static_cast<std::uint8_t>(state)};
}

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

EntryWriter::EntryWriter(const Sha256Digest& key, std::span<const Dependency> dependencies) {
  write(as_bytes(kMagic));
  write(Sha256Digest{}); // comes last
  write(key);
  for (const Dependency& dependency : dependencies) {
    write(byte_of(dependency.content ? State::Present : State::Absent));
    begin_part();
    write(as_bytes(dependency.location));
    end_part();
    if (dependency.content) write(*dependency.content);
  }
  write(byte_of(State::End));
}

void EntryWriter::write(ByteView bytes) {
  const std::size_t at = bytes_.size();
  bytes_.resize(at + bytes.size());
  std::ranges::copy(bytes, bytes_.data() + at);
}

void EntryWriter::begin_part() {
  write(std::array<std::uint8_t, sizeof(std::uint32_t)>{}); // the size comes when it is known
  part_ = bytes_.size();
}

void EntryWriter::end_part() {
  const std::size_t size_bytes = bytes_.size() - part_;
  SIGIL_ASSERT(size_bytes <= ~std::uint32_t{0});
  const u32le size(static_cast<std::uint32_t>(size_bytes));
  std::memcpy(bytes_.data() + part_ - sizeof size, &size, sizeof size);
}

Bytes EntryWriter::finish() && {
  std::ranges::copy(crypto::sha256(ByteView(bytes_).subspan(kUncoveredBytes)),
                    bytes_.begin() + kMagic.size());
  return std::move(bytes_);
}

Bytes write_entry(const Sha256Digest& key, const ResultEntry& entry) {
  EntryWriter out(key, entry.dependencies);
  for (const ByteView part : {entry.type, entry.value}) {
    out.begin_part();
    out.write(part);
    out.end_part();
  }
  return std::move(out).finish();
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
