#include "syntax/symbol.hpp"

#include <algorithm>
#include <new>

#include "sigil/base/endian.hpp"

namespace sigil::dhall {

namespace {

constexpr std::uint32_t kFewLabels = 8;

template <typename T>
std::uint64_t bytes_at(const char* at) {
  return load<T>(reinterpret_cast<const std::uint8_t*>(at), ByteOrder::Big);
}

/// See Symbol. Bytes that are read twice are the same.
std::uint64_t prefix_of(std::string_view text) {
  const char* at = text.data();
  const std::size_t size = text.size();
  if (size >= 8) return bytes_at<std::uint64_t>(at);
  const std::size_t free_bits = 8 * (8 - size);
  if (size >= 4)
    return bytes_at<std::uint32_t>(at) << 32U | bytes_at<std::uint32_t>(at + size - 4) << free_bits;
  if (size >= 2)
    return bytes_at<std::uint16_t>(at) << 48U | bytes_at<std::uint16_t>(at + size - 2) << free_bits;
  return size == 0 ? 0 : bytes_at<std::uint8_t>(at) << free_bits;
}

/// Mixes eight bytes at a time; labels are short. Not meant to withstand an attacker who looks for
/// collisions: what collides costs a comparison of bytes.
std::uint32_t hash_of(std::string_view text, std::uint64_t prefix) {
  constexpr std::uint64_t kFactor = 0xD6E8FEB86659FD93U;
  std::uint64_t hash = 0x9E3779B97F4A7C15U ^ text.size();
  const auto mix = [&hash](std::uint64_t word) {
    hash = (hash ^ word) * kFactor;
    hash ^= hash >> 32U;
  };
  mix(prefix);
  if (text.size() > 8) {
    const char* const last = text.data() + text.size() - 8;
    for (const char* at = text.data() + 8; at < last; at += 8) mix(bytes_at<std::uint64_t>(at));
    mix(bytes_at<std::uint64_t>(last));
  }
  return static_cast<std::uint32_t>(hash * kFactor >> 32U); // the first byte is in none but the high bits
}

std::uint32_t hash_of(std::span<const Symbol* const> labels) {
  std::uint64_t hash = labels.size();
  for (const Symbol* label : labels) {
    hash = (hash ^ label->hash) * 0xD6E8FEB86659FD93U;
    hash ^= hash >> 29U;
  }
  return static_cast<std::uint32_t>(hash ^ (hash >> 32U));
}

} // namespace

int Shape::find_in_table(const Symbol* label) const {
  for (std::uint32_t at = label->hash & table_mask;; at = (at + 1) & table_mask) {
    const std::uint32_t entry = table[at];
    if (entry == 0) return -1;
    if (labels[entry - 1] == label) return static_cast<int>(entry - 1);
  }
}

Symbols::Symbols(Arena& arena) : arena_(arena), symbols_(512), shapes_(64) {
  empty_shape_ = shape({});
}

Symbol* Symbols::intern(std::string_view text) {
  return find_or_add(text, true);
}

Symbol* Symbols::intern_kept(std::string_view text) {
  return find_or_add(text, false);
}

Symbol* Symbols::find_or_add(std::string_view text, bool copy) {
  const std::uint64_t prefix = prefix_of(text);
  const std::uint32_t hash = hash_of(text, prefix);
  const auto is_it = [&](const Symbol& symbol) {
    if (symbol.hash != hash || symbol.prefix != prefix || symbol.text.size() != text.size()) return false;
    return text.size() <= 8 || symbol.text == text;
  };
  const std::size_t mask = symbols_.size() - 1;
  std::size_t at = hash & mask;
  for (; symbols_[at] != nullptr; at = (at + 1) & mask) {
    if (is_it(*symbols_[at])) return symbols_[at];
  }
  auto* symbol = new (arena_.take_kept(sizeof(Symbol))) Symbol{copy ? copy_of(text) : text, prefix, hash};
  symbols_[at] = symbol;
  if (++symbol_count_ * 2 > symbols_.size()) grow_symbols();
  return symbol;
}

std::string_view Symbols::copy_of(std::string_view text) {
  auto* copy = arena_.take_kept_array<char>(text.size());
  std::ranges::copy(text, copy);
  return {copy, text.size()};
}

void Symbols::grow_symbols() {
  std::vector<Symbol*> larger(symbols_.size() * 2);
  const std::size_t mask = larger.size() - 1;
  for (Symbol* symbol : symbols_) {
    if (symbol == nullptr) continue;
    std::size_t at = symbol->hash & mask;
    while (larger[at] != nullptr) at = (at + 1) & mask;
    larger[at] = symbol;
  }
  symbols_.swap(larger);
}

const Shape* Symbols::shape(std::span<const Symbol* const> sorted) {
  const std::uint32_t hash = hash_of(sorted);
  const std::size_t mask = shapes_.size() - 1;
  std::size_t at = hash & mask;
  for (; shapes_[at] != nullptr; at = (at + 1) & mask) {
    if (shapes_[at]->hash == hash && std::ranges::equal(shapes_[at]->all(), sorted)) return shapes_[at];
  }
  const Shape* made = make_shape(sorted, hash);
  shapes_[at] = made;
  if (++shape_count_ * 2 > shapes_.size()) grow_shapes();
  return made;
}

void Symbols::grow_shapes() {
  std::vector<const Shape*> larger(shapes_.size() * 2);
  const std::size_t mask = larger.size() - 1;
  for (const Shape* shape : shapes_) {
    if (shape == nullptr) continue;
    std::size_t at = shape->hash & mask;
    while (larger[at] != nullptr) at = (at + 1) & mask;
    larger[at] = shape;
  }
  shapes_.swap(larger);
}

Shape* Symbols::make_shape(std::span<const Symbol* const> sorted, std::uint32_t hash) {
  auto* labels = arena_.take_kept_array<const Symbol*>(sorted.size());
  std::ranges::copy(sorted, labels);
  const auto count = static_cast<std::uint32_t>(sorted.size());
  auto* shape = new (arena_.take_kept(sizeof(Shape))) Shape{count, hash, labels, 0, nullptr};
  if (count > kFewLabels) {
    std::uint32_t size = 16;
    while (size < count * 2) size *= 2;
    auto* table = arena_.take_kept_array<std::uint32_t>(size);
    std::fill_n(table, size, 0U);
    for (std::uint32_t index = 0; index < count; ++index) {
      std::uint32_t at = labels[index]->hash & (size - 1);
      while (table[at] != 0) at = (at + 1) & (size - 1);
      table[at] = index + 1;
    }
    shape->table_mask = size - 1;
    shape->table = table;
  }
  return shape;
}

} // namespace sigil::dhall
