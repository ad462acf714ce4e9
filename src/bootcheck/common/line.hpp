/// \file
/// A line of output, put together without allocation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sigil::bootcheck {

/// Prints as 0x… without leading zeros.
struct Hex {
  std::uint64_t value;
};

/// Prints in '…': at most 160 characters of it, and '?' for what is not printable ASCII.
struct Quoted {
  std::string_view text;
};

/// The same without the quotes.
struct Printable {
  std::string_view text;
};

/// What does not fit is dropped; no line of bootcheck comes near that.
class Line {
 public:
  Line& operator<<(std::string_view text) {
    for (const char character : text) put(character);
    return *this;
  }

  Line& operator<<(std::uint64_t number) { return digits(number, 10); }

  Line& operator<<(Hex number) { return (*this << "0x").digits(number.value, 16); }

  Line& operator<<(Printable name) {
    constexpr std::size_t kMaxLength = 160;
    for (const char character : std::string_view(name.text.data(), min(name.text.size(), kMaxLength)))
      put(character >= 0x20 && character < 0x7f ? character : '?');
    return *this;
  }

  Line& operator<<(Quoted name) { return *this << "'" << Printable{name.text} << "'"; }

  std::string_view text() const { return {buffer_, used_}; }
  bool empty() const { return used_ == 0; }

 private:
  static constexpr std::size_t min(std::size_t a, std::size_t b) { return a < b ? a : b; }

  void put(char character) {
    if (used_ < sizeof buffer_) buffer_[used_++] = character;
  }

  Line& digits(std::uint64_t number, unsigned base) {
    char reversed[20];
    std::size_t count = 0;
    do {
      reversed[count++] = "0123456789abcdef"[number % base];
      number /= base;
    } while (number != 0);
    while (count > 0) put(reversed[--count]);
    return *this;
  }

  char buffer_[1024];
  std::size_t used_ = 0;
};

/// Puts the reason together and gives false: `return refuse(why) << "…"` reads as one statement.
class Refusal {
 public:
  explicit Refusal(Line& why) : why_(why) {}
  template <typename T>
  Refusal& operator<<(const T& part) {
    why_ << part;
    return *this;
  }
  operator bool() const { return false; }

 private:
  Line& why_;
};

/// Begins the reason for a false result, with `why` still empty or holding a prefix.
inline Refusal refuse(Line& why) {
  return Refusal(why);
}

} // namespace sigil::bootcheck
