/// \file
/// Names, interned: two names are equal if they are the same pointer. And the shapes of records.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "syntax/arena.hpp"

namespace sigil::dhall {

struct Binder;

/// What a name is besides a name (dhall.abnf, `keyword` and `builtin`).
enum class Word : std::uint8_t { Name, Keyword, Builtin };

/// A label or variable name. Lives as long as the heap that made it.
struct Symbol {
  std::string_view text;
  std::uint64_t prefix; ///< the first eight bytes as a number, the first one highest; 0 for what is not there
  std::uint32_t hash;
  Word word = Word::Name;
  std::uint8_t number = 0;  ///< which keyword or builtin
  Binder* binder = nullptr; ///< while a file is parsed or decoded: the innermost binder of this name
};

/// The labels of a record or union, in the order of their bytes, each once. Interned: two records have the
/// same labels if they have the same shape.
struct Shape {
  std::uint32_t count;
  std::uint32_t hash;
  const Symbol* const* labels;
  std::uint32_t table_mask;   ///< size of `table` less one; 0: few labels, no table
  const std::uint32_t* table; ///< open addressing by Symbol::hash, holds index + 1

  std::span<const Symbol* const> all() const { return {labels, count}; }
  /// Where `label` is, or -1.
  int find(const Symbol* label) const {
    if (table_mask == 0) {
      for (std::uint32_t at = 0; at < count; ++at) {
        if (labels[at] == label) return static_cast<int>(at);
      }
      return -1;
    }
    return find_in_table(label);
  }

 private:
  int find_in_table(const Symbol* label) const;
};

/// Order of labels in normal forms and encodings: by code points, which for UTF-8 is by bytes.
inline bool comes_before(const Symbol* left, const Symbol* right) {
  if (left->prefix != right->prefix) return left->prefix < right->prefix;
  return left != right && left->text < right->text;
}

/// All names and shapes of one heap. Not thread-safe.
class Symbols {
 public:
  explicit Symbols(Arena& arena);

  /// The symbol of this text, which is copied when it is new.
  Symbol* intern(std::string_view text);
  /// Likewise, where the text outlives the arena (source text that is kept).
  Symbol* intern_kept(std::string_view text);

  /// The shape of labels that are sorted and without duplicates.
  const Shape* shape(std::span<const Symbol* const> sorted);
  const Shape* empty_shape() const { return empty_shape_; }

 private:
  Symbol* find_or_add(std::string_view text, bool copy);
  std::string_view copy_of(std::string_view text);
  void grow_symbols();
  void grow_shapes();
  Shape* make_shape(std::span<const Symbol* const> sorted, std::uint32_t hash);

  Arena& arena_;
  std::vector<Symbol*> symbols_; ///< open addressing, a power of two
  std::size_t symbol_count_ = 0;
  std::vector<const Shape*> shapes_;
  std::size_t shape_count_ = 0;
  const Shape* empty_shape_;
};

} // namespace sigil::dhall
