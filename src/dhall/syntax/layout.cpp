#include "syntax/layout.hpp"

#include <algorithm>

namespace sigil::dhall {

bool Layout::next(Piece& piece) {
  for (;;) {
    if (failed_) undo();
    if (height_ == 0) return false;
    piece = stack_[--height_];
    switch (piece.op) {
    case Piece::kText: write({static_cast<const char*>(piece.what), piece.index}); break;
    case Piece::kBreak: separate(piece.column, *static_cast<const Separator*>(piece.what)); break;
    case Piece::kEnd: end(); break;
    default:
      if (piece.attempt != Piece::Try::Nothing && !is_flat_) begin(piece);
      return true;
    }
  }
}

void Layout::begin(const Piece& piece) {
  attempted_ = piece;
  out_before_ = out_.size();
  stack_before_ = height_;
  column_before_ = column_;
  line_empty_before_ = is_line_empty_;
  line_comment_before_ = is_in_line_comment_;
  is_flat_ = true;
  const bool is_bounded = piece.attempt == Piece::Try::Flat;
  limit_ = !is_bounded ? kEndless : width_ < piece.reserve ? 0U : width_ - piece.reserve;
  push({{.op = Piece::kEnd}});
  maker_.remember();
}

void Layout::undo() {
  out_.resize(out_before_);
  height_ = stack_before_;
  column_ = column_before_;
  is_line_empty_ = line_empty_before_;
  is_in_line_comment_ = line_comment_before_;
  is_flat_ = false;
  failed_ = false;
  limit_ = kEndless;
  maker_.restore();
  Piece broken = attempted_;
  broken.attempt = Piece::Try::Nothing;
  push({broken});
}

void Layout::end() {
  is_flat_ = false;
  limit_ = kEndless;
}

void Layout::end_attempt() {
  if (!is_flat_ || failed_ || height_ == 0 || stack_[height_ - 1].op != Piece::kEnd) return;
  --height_;
  end();
}

std::uint64_t Layout::width_of(std::string_view text) const {
  if (unit_ == Unit::Bytes) return text.size();
  std::size_t continuations = 0;
  for (const char byte : text) continuations += (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U ? 1 : 0;
  return text.size() - continuations;
}

void Layout::write(std::string_view text) {
  constexpr std::uint64_t kMostBytesPerColumn = 4;
  if (failed_ || text.empty()) return;
  if (is_flat_ && text.size() / kMostBytesPerColumn > room()) {
    failed_ = true;
    return;
  }
  settle();
  out_.append(text);
  const std::uint64_t column = column_ + width_of(text);
  column_ =
      static_cast<std::uint32_t>(std::min<std::uint64_t>(column, std::numeric_limits<std::uint32_t>::max()));
  failed_ = column > limit_;
}

void Layout::space() {
  if (is_in_line_comment_) newline(after_comment_);
  if (!is_line_empty_) write(" ");
}

void Layout::newline(std::uint32_t column) {
  if (failed_) return;
  is_in_line_comment_ = false;
  out_ += '\n';
  column_ = std::min(column, kMostIndent);
  is_line_empty_ = true;
  if (sink_ != nullptr && !is_flat_ && out_.size() >= kFlushBytes) finish();
}

void Layout::separate(std::uint32_t column, const Separator& separator) {
  if (is_flat_) {
    write(separator.flat);
  } else {
    newline(column);
    write(separator.broken);
  }
}

void Layout::write_line_comment(std::string_view text, std::uint32_t next_column) {
  if (is_flat_) return fail();
  write(text);
  is_in_line_comment_ = true;
  after_comment_ = next_column;
}

void Layout::finish() {
  if (sink_ == nullptr) return;
  sink_->write(as_bytes(out_));
  out_.clear();
}

} // namespace sigil::dhall
