/// \file
/// Where a parser is in its source: bytes, whitespace, names, and errors about them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "syntax/character.hpp"
#include "syntax/heap.hpp"
#include "syntax/surface.hpp"

namespace sigil::dhall {

/// A name in a source.
struct Label {
  Symbol* symbol;
  std::uint32_t position;
};

/// Goes through one source from begin to end and never back over whitespace.
class Cursor {
 public:
  /// \throws Error{Invalid} where the source is not UTF-8 or has code points that are no characters.
  Cursor(Heap& heap, const SourceMap::Source& source, Surface* surface);

  Heap& heap() const { return heap_; }
  Surface* surface() const { return surface_; }

  bool at_end() const { return at_ == end_; }
  /// The byte that is `ahead` from here; 0, which no source has, behind the end.
  unsigned char byte(std::size_t ahead = 0) const {
    return ahead < static_cast<std::size_t>(end_ - at_) ? static_cast<unsigned char>(at_[ahead]) : 0;
  }
  bool in(std::uint16_t sets) const { return at_ != end_ && dhall::in(*at_, sets); }
  bool starts_with(std::string_view text) const {
    return std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(text);
  }
  const char* here() const { return at_; }
  const char* end() const { return end_; }
  /// The first byte at or behind `from` that is not in `sets`, or the end.
  const char* run(const char* from, std::uint16_t sets) const {
    while (from != end_ && dhall::in(*from, sets)) ++from;
    return from;
  }

  /// The same, for what is long. \param stops  what is not in `sets` of visible ASCII
  template <char... stops>
  const char* long_run(const char* from, std::uint16_t sets) const {
    for (;; ++from) {
      from = skip_words<stops...>(from, end_);
      if (from == end_ || !dhall::in(*from, sets)) return from;
    }
  }

  std::uint32_t position() const { return position(at_); }
  std::uint32_t position(const char* at) const {
    return begin_position_ + static_cast<std::uint32_t>(at - begin_);
  }
  /// Where the last token ended.
  std::uint32_t token_end() const { return position(token_end_); }

  /// Takes a token that ends there.
  void take_to(const char* end) { at_ = token_end_ = end; }
  void take(std::size_t size_bytes) { take_to(at_ + size_bytes); }
  bool take_if(char byte) {
    if (at_ == end_ || *at_ != byte) return false;
    take(1);
    return true;
  }

  /// Goes over whitespace and comments (whsp).
  void skip() {
    if (at_ != end_ && *at_ == ' ') ++at_;
    if (at_ != end_ && dhall::in(*at_, set::kWhitespace)) skip_on();
  }
  /// Whether whitespace is between the last token and here.
  bool spaced() const { return at_ != token_end_; }
  /// The same, of which there has to be some (whsp1). \param after  what it follows, for the error
  void skip_space(std::string_view after);
  /// Goes over lines `#!…` at the begin.
  void skip_shebangs();

  /// Whether this keyword is here, as a whole word.
  bool at_keyword(Keyword keyword) const;
  bool take_keyword(Keyword keyword);

  /// The simple label here, which begins with a byte of kLabelFirst: the symbol and where it ends. Takes
  /// nothing.
  Symbol* peek_word(const char*& end) const {
    end = run(at_ + 1, set::kLabelNext);
    return heap_.symbols().intern_kept({at_, static_cast<std::size_t>(end - at_)});
  }
  /// What is between the backticks here.
  Symbol* take_quoted();

  enum class Names : std::uint8_t {
    Binders,
    Fields,
    FieldsAndSome
  }; ///< nonreserved-label, any-label(-or-some)
  /// A name of this sort. \param what  it is to name, for the error
  Label take_label(Names names, std::string_view what);

  /// \param code  behind "dhall.syntax."
  [[noreturn]] void fail(std::uint32_t position, std::string message, std::string_view code,
                         std::string hint = {}) const;
  /// "found …, expected …" at this place.
  [[noreturn]] void fail_expecting(std::string_view expected, std::string_view code,
                                   std::string hint = {}) const;
  /// A control character or a lone carriage return where text or a comment goes on.
  [[noreturn]] void fail_control(const char* at, std::string_view where) const;
  /// What is here, for an error.
  std::string found() const;
  /// "line 3, column 4".
  std::string place(std::uint32_t position) const;

 private:
  void skip_on();
  void skip_line_comment();
  void skip_block_comment();
  [[noreturn]] void fail_label(std::string_view what) const;
  [[noreturn]] void fail_encoding(std::size_t offset) const;

  Heap& heap_;
  Surface* surface_;
  const char* begin_;
  const char* end_;
  const char* at_;
  const char* token_end_;
  std::uint32_t begin_position_;
};

} // namespace sigil::dhall
