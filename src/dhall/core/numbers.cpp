#include "core/numbers.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include <gmp.h>

namespace sigil::dhall {

static_assert(GMP_LIMB_BITS == 64 && GMP_NAIL_BITS == 0, "limbs of nodes are GMP's");

namespace {

/// A number of a node, as GMP reads it; no memory is taken.
class Reader {
 public:
  explicit Reader(const Node& node) {
    switch (node.kind) {
    case Kind::Natural: set_small(as<NaturalNode>(node).value, false); break;
    case Kind::Integer: {
      const std::int64_t value = as<IntegerNode>(node).value;
      const auto bits = static_cast<std::uint64_t>(value);
      set_small(value < 0 ? 0 - bits : bits, value < 0);
      break;
    }
    default: {
      const auto& big = static_cast<const BigNode&>(node);
      mpz_roinit_n(number_, reinterpret_cast<const mp_limb_t*>(big.limbs), big.size);
    }
    }
  }
  mpz_srcptr get() const { return number_; }

 private:
  void set_small(std::uint64_t value, bool negative) {
    limb_ = value;
    mpz_roinit_n(number_, &limb_, value == 0 ? 0 : (negative ? -1 : 1));
  }

  mp_limb_t limb_ = 0;
  mpz_t number_;
};

/// A number that GMP computes.
class Result {
 public:
  Result() { mpz_init(number_); }
  Result(const Result&) = delete;
  Result& operator=(const Result&) = delete;
  ~Result() { mpz_clear(number_); }

  mpz_ptr get() { return number_; }
  std::span<const std::uint64_t> limbs() const {
    static_assert(sizeof(mp_limb_t) == sizeof(std::uint64_t));
    return {reinterpret_cast<const std::uint64_t*>(mpz_limbs_read(number_)), mpz_size(number_)};
  }
  bool negative() const { return mpz_sgn(number_) < 0; }

 private:
  mpz_t number_;
};

/// GMP ends the program when it runs out of memory, so what does not fit is refused before.
constexpr std::size_t kMostLimbs = std::size_t{1} << 24U;

void check_size(std::size_t limbs) {
  if (limbs > kMostLimbs) {
    throw Error(ErrorKind::Limit, "a number has more than a thousand million bits")
        .coded("dhall.limit.number");
  }
}

} // namespace

Node* add_naturals(Heap& heap, const Node& left, const Node& right) {
  Result sum;
  mpz_add(sum.get(), Reader(left).get(), Reader(right).get());
  check_size(sum.limbs().size());
  return heap.big_natural(sum.limbs());
}

Node* multiply_naturals(Heap& heap, const Node& left, const Node& right) {
  const Reader a(left);
  const Reader b(right);
  check_size(mpz_size(a.get()) + mpz_size(b.get()));
  Result product;
  mpz_mul(product.get(), a.get(), b.get());
  return heap.big_natural(product.limbs());
}

Node* subtract_naturals(Heap& heap, const Node& left, const Node& right) {
  Result difference;
  mpz_sub(difference.get(), Reader(right).get(), Reader(left).get());
  return difference.negative() ? heap.natural(0) : heap.big_natural(difference.limbs());
}

bool is_even(const Node& natural) {
  return mpz_even_p(Reader(natural).get()) != 0;
}

Node* natural_to_integer(Heap& heap, const Node& natural) {
  if (natural.kind == Kind::Natural) {
    const std::uint64_t limb[] = {as<NaturalNode>(natural).value};
    return heap.big_integer(limb, false);
  }
  const auto& big = static_cast<const BigNode&>(natural);
  return heap.big_integer({big.limbs, static_cast<std::size_t>(big.size)}, false);
}

Node* negate_integer(Heap& heap, const Node& integer) {
  Result negative;
  mpz_neg(negative.get(), Reader(integer).get());
  return heap.big_integer(negative.limbs(), negative.negative());
}

Node* clamp_integer(Heap& heap, const Node& integer) {
  if (integer.kind == Kind::Integer) {
    return heap.natural(
        static_cast<std::uint64_t>(std::max<std::int64_t>(0, as<IntegerNode>(integer).value)));
  }
  const auto& big = static_cast<const BigNode&>(integer);
  if (big.size < 0) return heap.natural(0);
  return heap.big_natural({big.limbs, static_cast<std::size_t>(big.size)});
}

double integer_to_double(const Node& integer) {
  if (integer.kind == Kind::Integer) return static_cast<double>(as<IntegerNode>(integer).value);
  // GMP's own conversion truncates: the two most significant limbs, with a last bit that says whether
  // anything is below them, round as the whole number does.
  const auto& big = static_cast<const BigNode&>(integer);
  const auto count = static_cast<std::size_t>(std::abs(big.size));
  constexpr std::size_t kMost = 1024 / 64;
  double magnitude = std::numeric_limits<double>::infinity();
  if (count <= kMost) {
    const std::size_t low = count > 2 ? count - 2 : 0;
    std::uint64_t high_limb = big.limbs[count - 1];
    std::uint64_t low_limb = count > 1 ? big.limbs[count - 2] : 0;
    const bool more = std::any_of(big.limbs, big.limbs + low, [](std::uint64_t limb) { return limb != 0; });
    int exponent = static_cast<int>(count > 1 ? low * 64 : 0);
    if (count > 1) {
      // The top 64 bits, and below them a bit for all the rest: rounding to 53 bits sees no difference.
      const int zeros = __builtin_clzll(high_limb);
      const std::uint64_t top = zeros == 0 ? high_limb : (high_limb << zeros) | (low_limb >> (64 - zeros));
      const std::uint64_t rest = zeros == 0 ? low_limb : low_limb << zeros;
      high_limb = top | static_cast<std::uint64_t>(rest != 0 || more);
      exponent += 64 - zeros;
    }
    magnitude = std::ldexp(static_cast<double>(high_limb), exponent);
  }
  return big.size < 0 ? -magnitude : magnitude;
}

bool same_number(const Node& left, const Node& right) {
  if (left.kind != right.kind) return false;
  return mpz_cmp(Reader(left).get(), Reader(right).get()) == 0;
}

std::string show_number(const Node& number) {
  std::string sign;
  if (is_integer(number)) sign = mpz_sgn(Reader(number).get()) < 0 ? "" : "+";
  if (number.kind == Kind::Natural) return std::to_string(as<NaturalNode>(number).value);
  if (number.kind == Kind::Integer) return sign + std::to_string(as<IntegerNode>(number).value);
  const Reader reader(number);
  std::string digits(mpz_sizeinbase(reader.get(), 10) + 2, '\0');
  mpz_get_str(digits.data(), 10, reader.get());
  digits.resize(digits.find('\0'));
  return sign + digits;
}

} // namespace sigil::dhall
