// What ERIS costs in memory, beside libsodium called block by block. bench/eris runs this and makes tables of
// it.
#include <array>
#include <charconv>
#include <iostream>
#include <malloc.h>
#include <random>
#include <sodium.h>
#include <stdexcept>

#include "contest.hpp"
#include "eris_check.hpp"
#include "eris_plain.hpp"
#include "sigil/base/file.hpp"
#include "sigil/crypto/cipher.hpp"
#include "sigil/crypto/lanes.hpp"
#include "sigil/eris/codec.hpp"

namespace sigil::bench {
namespace {

constexpr std::size_t kInputBytes = std::size_t{64} << 20, kSliceBytes = std::size_t{4} << 20;
/// Where one core is compared with all: threads begin once a content, and the root is one core's work.
constexpr std::size_t kLargeSliceBytes = std::size_t{16} << 20;
/// What the kernels get at a time: it stays in a core's cache, as a group of blocks does in the pipeline.
constexpr std::size_t kKernelBytes = std::size_t{128} << 10, kKernelTurns = 16;
constexpr std::size_t kClockTurns = 10'000, kClockAdds = 100;

/// Takes blocks and forgets them, but for their number of bytes, on one thread.
class CountStore final : public eris::BlockStore {
 public:
  void put(const eris::Reference&, ByteView block) override { bytes_ += block.size(); }
  ByteView get(const eris::Reference&, MutableBytes) override { return {}; }
  std::size_t bytes() const { return bytes_; }

 private:
  std::size_t bytes_ = 0;
};

class NullStore final : public eris::BlockStore {
 public:
  void put(const eris::Reference&, ByteView) override {}
  ByteView get(const eris::Reference&, MutableBytes) override { return {}; }
};

class NullSink final : public ByteSink {
 public:
  void write(ByteView) override {}
};

/// Blocks of one size behind a flat hash table: to find one costs as good as nothing. To be filled by one
/// thread.
class FlatStore final : public eris::BlockStore {
 public:
  FlatStore(eris::BlockSize size, std::size_t most_bytes) : length_(size_bytes(size)), slots_(kSlots) {
    blocks_.reserve(most_bytes);
  }

  void put(const eris::Reference& reference, ByteView block) override {
    std::size_t slot = first_slot(reference);
    while (slots_[slot].place != kEmpty) slot = (slot + 1) % kSlots;
    slots_[slot] = {reference, blocks_.size()};
    blocks_.insert(blocks_.end(), block.begin(), block.end());
  }

  ByteView get(const eris::Reference& reference, MutableBytes) override {
    for (std::size_t slot = first_slot(reference); slots_[slot].place != kEmpty; slot = (slot + 1) % kSlots)
      if (slots_[slot].reference == reference) return ByteView(blocks_).subspan(slots_[slot].place, length_);
    return {};
  }

 private:
  static constexpr std::size_t kSlots = std::size_t{1} << 18, kEmpty = ~std::size_t{0};
  struct Slot {
    eris::Reference reference{};
    std::size_t place = kEmpty;
  };

  static std::size_t first_slot(const eris::Reference& reference) {
    return (reference[0] | std::size_t{reference[1]} << 8 | std::size_t{reference[2]} << 16) % kSlots;
  }

  const std::size_t length_;
  std::vector<Slot> slots_;
  Bytes blocks_;
};

/// Contents of 4 to 200 KiB that make up a slice. \returns their lengths, the same each time.
std::vector<std::size_t> small_lengths(std::size_t slice_bytes) {
  constexpr std::size_t kLeast = 4096, kMost = 200 * 1024;
  std::mt19937 random;
  std::vector<std::size_t> lengths;
  for (std::size_t rest = slice_bytes; rest > 0; rest -= lengths.back()) {
    const std::size_t length = std::min(rest, kLeast + random() % (kMost - kLeast + 1));
    lengths.push_back(rest - length < kLeast ? rest : length);
  }
  return lengths;
}

/// Each addition waits a cycle for the one before it: what is counted as bytes are cycles.
#if defined(__x86_64__)
constexpr bool kHasClock = true;
void run_clock() {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kClockTurns; ++i)
    asm volatile(".rept %c2\n\tadd %1, %0\n\t.endr" : "+r"(sum) : "r"(i), "i"(kClockAdds));
}
#else
constexpr bool kHasClock = false;
void run_clock() {}
#endif

/// What is measured with one block size.
class Measurement {
 public:
  Measurement(eris::BlockSize size, ByteView content, std::size_t slice_bytes)
      : size_(size), content_(content), slice_bytes_(slice_bytes),
        store_(size, content.size() + content.size() / 8) {
    for (std::size_t i = 0; i < slices(); ++i) capabilities_.push_back(plain_encode(slice(i), size, store_));
  }

  void add_libsodium() {
    add("libsodium encode", false, [this](std::size_t i) { plain_encode(slice(i), size_, null_store_); });
    add("libsodium decode", false,
        [this](std::size_t i) { plain_decode(capabilities_[i], store_, null_sink_); });
  }

  void add_ours() {
    const Turn encode_all = [this](std::size_t i) {
      const std::array contents = {slice(i)};
      eris::encode_all(contents, size_, {}, &null_store_);
    };
    const Turn decode = [this](std::size_t i) { eris::decode(capabilities_[i], store_, null_sink_); };
    add("encode", false, [this](std::size_t i) { eris::encode(slice(i), size_, {}, &null_store_); });
    for (const bool is_on_all_cores : {false, true}) {
      add("encode_all", is_on_all_cores, encode_all);
      add("decode", is_on_all_cores, decode);
    }
  }

  void add_many() {
    for (std::size_t i = 0; i < slices(); ++i) {
      small_.emplace_back();
      ByteView rest = slice(i);
      for (const std::size_t length : small_lengths(slice_bytes_)) {
        small_.back().push_back(rest.first(length));
        rest = rest.subspan(length);
      }
    }
    CountStore count;
    for (const ByteView content : small_.front()) plain_encode(content, size_of(content), count);
    const Turn encode_all = [this](std::size_t i) {
      const bool is_chosen = size_ == eris::BlockSize::k1KiB;
      eris::encode_all(small_[i], is_chosen ? std::optional(size_) : std::nullopt, {}, &null_store_);
    };
    add(
        "libsodium encode many", false,
        [this](std::size_t i) {
          for (const ByteView content : small_[i]) plain_encode(content, size_of(content), null_store_);
        },
        count.bytes());
    add("encode_all many", false, encode_all, count.bytes());
    add("encode_all many", true, encode_all, count.bytes());
  }

  void add_kernels() {
    const std::size_t length = size_bytes(size_);
    for (std::size_t begin = 0; begin < kKernelBytes; begin += length)
      messages_.push_back(content_.subspan(begin, length));
    digests_.resize(messages_.size());
    scratch_.resize(length);
    const auto add_kernel = [&](const char* name, std::function<void()> turn) {
      contestants_.push_back({name, false, kKernelTurns * kKernelBytes, 0, [turn](std::size_t) {
                                for (std::size_t i = 0; i < kKernelTurns; ++i) turn();
                              }});
    };
    add_kernel("hash", [this] { crypto::blake2b_256_lanes(messages_, unkeyed_, digests_); });
    add_kernel("cipher", [this] {
      for (const ByteView message : messages_)
        crypto::chacha20_xor(scratch_, message, eris::Key{1}, eris::Nonce{});
    });
    add_kernel("libsodium hash", [this] {
      for (std::size_t i = 0; i < messages_.size(); ++i)
        crypto_generichash(digests_[i].data(), 32, messages_[i].data(), messages_[i].size(), nullptr, 0);
    });
    add_kernel("libsodium cipher", [this] {
      for (const ByteView message : messages_)
        crypto_stream_chacha20_ietf_xor(scratch_.data(), message.data(), message.size(), eris::Nonce{}.data(),
                                        eris::Key{1}.data());
    });
    if constexpr (kHasClock)
      contestants_.push_back({"clock", false, kClockTurns * kClockAdds, 0, [](std::size_t) { run_clock(); }});
  }

  void run(std::size_t rounds, const Cores& cores) {
    bench::run(contestants_, rounds, slices(), cores);
    const std::string group = size_ == eris::BlockSize::k1KiB ? "1K" : "32K";
    print(slice_bytes_ == kLargeSliceBytes ? group + " large" : group, contestants_, cores);
  }

 private:
  using Turn = std::function<void(std::size_t slice)>;

  std::size_t slices() const { return content_.size() / slice_bytes_; }
  ByteView slice(std::size_t index) const { return content_.subspan(index * slice_bytes_, slice_bytes_); }
  /// Many contents take what is recommended for each, or all small blocks.
  eris::BlockSize size_of(ByteView content) const {
    return size_ == eris::BlockSize::k1KiB ? size_ : eris::recommended_block_size(content.size());
  }

  /// \param block_bytes  0: those of a slice that is one content.
  void add(const char* name, bool is_on_all_cores, Turn turn, std::size_t block_bytes = 0) {
    if (block_bytes == 0) {
      CountStore count;
      plain_encode(slice(0), size_, count);
      block_bytes = count.bytes();
    }
    contestants_.push_back({name, is_on_all_cores, slice_bytes_, block_bytes, std::move(turn)});
  }

  const eris::BlockSize size_;
  const ByteView content_;
  const std::size_t slice_bytes_;
  FlatStore store_;
  NullStore null_store_;
  NullSink null_sink_;
  std::vector<eris::ReadCapability> capabilities_; ///< one a slice
  std::vector<std::vector<ByteView>> small_;       ///< each slice as many contents
  const crypto::Blake2bStart unkeyed_ = crypto::Blake2bStart::unkeyed();
  std::vector<ByteView> messages_;
  std::vector<crypto::Hash> digests_;
  Bytes scratch_;
  std::vector<Contestant> contestants_;
};

void measure(std::size_t rounds) {
  // A large content touches the memory of its tasks once; a slice is not to pay for that each time.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  const Cores cores;
  Bytes content(kInputBytes);
  crypto::chacha20_xor(content, content, eris::Key{1}, eris::Nonce{});
  for (const eris::BlockSize size : {eris::BlockSize::k32KiB, eris::BlockSize::k1KiB}) {
    Measurement slices(size, content, kSliceBytes);
    slices.add_libsodium();
    slices.add_ours();
    slices.add_many();
    slices.add_kernels();
    slices.run(rounds, cores);
    Measurement large(size, content, kLargeSliceBytes);
    large.add_ours();
    large.run(rounds, cores);
  }
}

/// As a program that anyone would write first: one file after the other, on one core.
void name_files(std::span<const char* const> paths) {
  NullStore store;
  for (const char* path : paths) {
    const Blob file = Blob::map(path);
    std::cout << plain_encode(file.bytes(), eris::recommended_block_size(file.size()), store).to_urn() << "  "
              << path << '\n';
  }
}

int run_with(std::span<const char* const> arguments) {
  const std::string_view mode = arguments.empty() ? "" : arguments.front();
  if (mode == "--check" && arguments.size() == 1) return check() ? 0 : 1;
  if (mode == "--pipeline") {
    name_files(arguments.subspan(1));
    return 0;
  }
  if (mode == "--rounds" && arguments.size() == 2) {
    const std::string_view text = arguments.back();
    std::size_t rounds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), rounds);
    if (error == std::errc{} && end == text.data() + text.size() && rounds > 0) {
      measure(rounds);
      return 0;
    }
  }
  std::cerr << "usage: sigil_bench_eris --check | --rounds N | --pipeline FILE...\n";
  return 2;
}

} // namespace
} // namespace sigil::bench

int main(int count, char** arguments) {
  try {
    return sigil::bench::run_with({arguments + 1, static_cast<std::size_t>(count - 1)});
  } catch (const std::exception& error) {
    std::cerr << "sigil_bench_eris: " << error.what() << '\n';
    return 1;
  }
}
