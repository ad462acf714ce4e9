#include "binary/cbor_writer.hpp"

#include <bit>
#include <optional>
#include <vector>

namespace sigil::dhall::cbor {

namespace {

constexpr unsigned kSimpleByte = static_cast<unsigned>(Major::Simple) << 5U;
constexpr int kExponentBias = 1023;
constexpr unsigned kFractionBits = 52;

/// A smaller format of IEEE 754.
struct Format {
  unsigned fraction_bits;
  int bias;
};
constexpr Format kHalfFormat{10, 15};
constexpr Format kSingleFormat{23, 127};

/// `bits` of a double in a smaller format, without its sign; nullopt if it does not keep the value. NaN is
/// not asked for.
std::optional<std::uint32_t> shrunk(std::uint64_t bits, Format format) {
  const std::uint64_t fraction = bits & ((std::uint64_t{1} << kFractionBits) - 1);
  const auto stored_exponent = static_cast<int>(bits >> kFractionBits & 0x7FFU);
  if (stored_exponent == 0x7FF) return (2U * static_cast<unsigned>(format.bias) + 1) << format.fraction_bits;
  if (stored_exponent == 0) {
    if (fraction != 0) return std::nullopt; // far below the smallest of the smaller formats
    return 0;
  }
  const int exponent = stored_exponent - kExponentBias;
  if (exponent > format.bias) return std::nullopt;
  unsigned drop = kFractionBits - format.fraction_bits;
  const bool is_normal = exponent > -format.bias;
  if (!is_normal) drop += static_cast<unsigned>(1 - format.bias - exponent);
  if (drop > kFractionBits) return std::nullopt;
  const std::uint64_t significand = std::uint64_t{1} << kFractionBits | fraction;
  if ((significand & ((std::uint64_t{1} << drop) - 1)) != 0) return std::nullopt;
  // A normal number's leading 1 carries into the exponent, which for that is one less.
  const auto kept = static_cast<std::uint32_t>(significand >> drop);
  const auto above = is_normal ? static_cast<std::uint32_t>(exponent + format.bias - 1) : 0;
  return (above << format.fraction_bits) + kept;
}

} // namespace

void Writer::long_head(unsigned first, std::uint64_t value) {
  if (value <= 0xFFFF) return fixed(first | 25, static_cast<std::uint16_t>(value));
  if (value <= 0xFFFFFFFF) return fixed(first | 26, static_cast<std::uint32_t>(value));
  fixed(first | 27, value);
}

void Writer::long_raw(ByteView bytes) {
  flush();
  sink_.write(bytes);
}

void Writer::flush() {
  if (size_ != 0) sink_.write({buffer_, size_});
  size_ = 0;
}

void Writer::floating(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const bool is_negative = bits >> 63U != 0;
  if (value != value) {
    fixed(kSimpleByte | kHalf, std::uint16_t{0x7E00});
  } else if (const auto half = shrunk(bits, kHalfFormat)) {
    fixed(kSimpleByte | kHalf, static_cast<std::uint16_t>(*half | (is_negative ? 0x8000U : 0)));
  } else if (const auto single = shrunk(bits, kSingleFormat)) {
    fixed(kSimpleByte | kSingle, *single | (is_negative ? 0x80000000U : 0));
  } else {
    fixed(kSimpleByte | kDouble, bits);
  }
}

void Writer::natural(std::span<const std::uint64_t> limbs) {
  if (limbs.size() <= 1) return unsigned_integer(limbs.empty() ? 0 : limbs[0]);
  bignum(kUnsignedBignum, limbs);
}

void Writer::negative(std::span<const std::uint64_t> limbs) {
  if (limbs.size() == 1) return head(Major::Negative, limbs[0] - 1);
  std::vector<std::uint64_t> less(limbs.begin(), limbs.end());
  for (std::uint64_t& limb : less) {
    if (limb-- != 0) break;
  }
  if (less.back() == 0) less.pop_back();
  if (less.size() == 1) return head(Major::Negative, less[0]);
  bignum(kNegativeBignum, less);
}

void Writer::bignum(std::uint64_t tag, std::span<const std::uint64_t> limbs) {
  head(Major::Tag, tag);
  const auto top_bytes = static_cast<std::size_t>(std::bit_width(limbs.back()) + 7) / 8;
  head(Major::Bytes, (limbs.size() - 1) * 8 + top_bytes);
  std::uint8_t bytes[8];
  store(bytes, limbs.back(), ByteOrder::Big);
  raw(ByteView(bytes).last(top_bytes));
  for (std::size_t at = limbs.size() - 1; at-- > 0;) {
    store(bytes, limbs[at], ByteOrder::Big);
    raw(bytes);
  }
}

} // namespace sigil::dhall::cbor
