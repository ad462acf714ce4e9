/// \file
/// Breaks a document into lines, while the document is made.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "sigil/base/stream.hpp"

namespace sigil::dhall {

/// What stands between two parts of a document: `flat` if all is on one line, else a line break and `broken`.
struct Separator {
  std::string_view flat;
  std::string_view broken;
};

/// A part of a document that is still to be printed. `op` says how to read the rest; from kFirstOwn on it is
/// for whoever makes the document.
struct Piece {
  enum Op : std::uint8_t { kText, kBreak, kEnd, kFirstOwn };
  /// Whether to try one line first.
  enum class Try : std::uint8_t {
    Nothing,
    Flat,     ///< one line if it fits, else broken
    FlatOnly, ///< one line however long it is, broken only if it has no form on one line
  };

  std::uint8_t op;
  Try attempt = Try::Nothing;
  std::uint8_t level = 0;   ///< own
  std::uint8_t reserve = 0; ///< columns that must stay free behind it on its last line
  std::uint32_t column = 0; ///< where lines begin
  const void* what = nullptr;
  std::uint64_t index = 0;
};

/// A document is a stack of pieces. The maker takes the uppermost one, writes what it begins with, and pushes
/// what is left of it. A piece that is tried on one line (`is_flat`) and does not fit is taken back with all
/// that was written of it, and comes again with `is_flat` false. An attempt ends where the line does, and
/// only one is made at a time, so the time taken is linear in the size of the output, and the depth of a
/// document costs memory, not stack. Not thread-safe.
class Layout {
 public:
  /// Deeper lines begin here, too: indentation would else make the output as large as the square of the
  /// document's depth.
  static constexpr std::uint32_t kMostIndent = 1000;

  /// Told when an attempt begins and fails, to take back what it did itself meanwhile.
  class Maker {
   public:
    virtual void remember() = 0;
    virtual void restore() = 0;

   protected:
    Maker() = default;
    Maker(const Maker&) = default;
    Maker& operator=(const Maker&) = default;
    ~Maker() = default;
  };

  enum class Unit : std::uint8_t { CodePoints, Bytes };

  /// \param width  columns, in `unit`
  /// \param sink  takes the output whenever some has come together; nullptr: it stays in `text`
  Layout(Maker& maker, std::uint32_t width, Unit unit, ByteSink* sink)
      : maker_(maker), sink_(sink), width_(width), unit_(unit) {}

  static Piece text(std::string_view text) {
    return {.op = Piece::kText, .what = text.data(), .index = text.size()};
  }
  /// \param separator  must outlive the layout
  static Piece line(std::uint32_t column, const Separator& separator) {
    return {.op = Piece::kBreak, .column = column, .what = &separator};
  }

  /// Puts `pieces` before all that is still to be printed, the first one first.
  void push(std::initializer_list<Piece> pieces) {
    if (stack_.size() - height_ < pieces.size()) stack_.resize(2 * stack_.size() + pieces.size());
    for (const Piece* at = pieces.end(); at != pieces.begin();) stack_[height_++] = *--at;
  }
  /// The next piece that is for the maker; false: there is none.
  bool next(Piece& piece);

  /// \param text  without line breaks
  void write(std::string_view text);
  /// A blank, unless a line begins here.
  void space();
  /// \param column  where the line begins, if that is not beyond kMostIndent
  void newline(std::uint32_t column);
  /// A separator here and now.
  void separate(std::uint32_t column, const Separator& separator);
  /// A comment until the end of the line: what is written next begins a new one.
  void write_line_comment(std::string_view text, std::uint32_t next_column);
  /// What has no form on one line.
  void fail() { failed_ = is_flat_; }

  bool is_flat() const { return is_flat_; }
  /// If nothing is left to be printed of an attempt, it ends here, and what follows is no part of it.
  void end_attempt();
  /// One line, however long.
  bool is_flat_only() const { return is_flat_ && attempted_.attempt == Piece::Try::FlatOnly; }
  bool is_in_line_comment() const { return is_in_line_comment_; }
  bool has_failed() const { return failed_; }
  std::uint32_t column() const { return is_in_line_comment_ ? after_comment_ : column_; }
  /// How much still fits in the line of an attempt. No less than that many things can be written.
  std::uint64_t room() const { return limit_ < column_ ? 0 : limit_ - column_; }

  /// Gives the rest of the output to the sink.
  void finish();
  std::string& output() { return out_; }

 private:
  static constexpr std::uint64_t kEndless = std::numeric_limits<std::uint64_t>::max();
  static constexpr std::size_t kFlushBytes = std::size_t{64} << 10U;

  void begin(const Piece& piece);
  void undo();
  void end();
  void settle() {
    if (is_in_line_comment_) newline(after_comment_);
    if (!is_line_empty_) return;
    out_.append(column_, ' ');
    is_line_empty_ = false;
  }
  std::uint64_t width_of(std::string_view text) const;

  Maker& maker_;
  ByteSink* sink_;
  std::string out_;
  std::vector<Piece> stack_; ///< the first `height_` of them
  std::size_t height_ = 0;
  std::uint32_t width_;
  Unit unit_;
  bool is_flat_ = false;
  bool failed_ = false;
  bool is_line_empty_ = true; ///< and its indentation, up to column_, is not written yet
  bool is_in_line_comment_ = false;
  std::uint32_t after_comment_ = 0; ///< column of the line after it
  std::uint32_t column_ = 0;
  std::uint64_t limit_ = kEndless;
  // The attempt.
  Piece attempted_ = {.op = Piece::kEnd};
  std::size_t out_before_ = 0;
  std::size_t stack_before_ = 0;
  std::uint32_t column_before_ = 0;
  bool line_empty_before_ = true;
  bool line_comment_before_ = false;
};

} // namespace sigil::dhall
