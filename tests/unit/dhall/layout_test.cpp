#include "support/catch.hpp"
#include "syntax/layout.hpp"

using namespace sigil;
using namespace sigil::dhall;

namespace {

constexpr Separator kComma{", ", ", "};
constexpr Separator kEnd{" ]", "]"};
constexpr std::uint8_t kList = Piece::kFirstOwn;
constexpr std::uint8_t kElements = kList + 1;

/// Lists of lists of a given depth, two each.
class Lists final : Layout::Maker {
 public:
  explicit Lists(std::uint32_t width, ByteSink* sink = nullptr)
      : layout_(*this, width, Layout::Unit::CodePoints, sink) {}

  std::string print(std::uint64_t depth, std::uint8_t reserve = 0) {
    layout_.push({list(depth, reserve)});
    for (Piece piece{.op = Piece::kEnd}; layout_.next(piece);) unfold(piece);
    layout_.finish();
    return layout_.output();
  }
  std::size_t attempts() const { return attempts_; }
  std::size_t failures() const { return failures_; }

 private:
  static Piece list(std::uint64_t depth, std::uint8_t reserve = 0) {
    return {.op = kList, .attempt = Piece::Try::Flat, .reserve = reserve, .index = depth};
  }
  void remember() override { ++attempts_; }
  void restore() override { ++failures_; }
  void unfold(const Piece& piece) {
    if (piece.op == kList && piece.index == 0) return layout_.write("é");
    const std::uint32_t column = piece.op == kList ? layout_.column() : piece.column;
    layout_.write("[ ");
    layout_.push({list(piece.index - 1), Layout::line(column, kComma), list(piece.index - 1),
                  Layout::line(column, kEnd)});
  }

  Layout layout_;
  std::size_t attempts_ = 0;
  std::size_t failures_ = 0;
};

} // namespace

TEST_CASE("a layout breaks only what does not fit, and counts code points") {
  CHECK(Lists(20).print(1) == "[ é, é ]");
  CHECK(Lists(8).print(1) == "[ é, é ]");
  CHECK(Lists(7).print(1) == "[ é\n, é\n]");
  CHECK(Lists(12).print(2) == "[ [ é, é ]\n, [ é, é ]\n]");
  CHECK(Lists(10).print(2) == "[ [ é, é ]\n, [ é, é ]\n]");
  CHECK(Lists(9).print(2) == "[ [ é\n  , é\n  ]\n, [ é\n  , é\n  ]\n]");
}

TEST_CASE("a layout keeps columns free behind a piece") {
  CHECK(Lists(10).print(1, 2) == "[ é, é ]");
  CHECK(Lists(10).print(1, 3) == "[ é\n, é\n]");
  CHECK(Lists(10).print(1, 200) == "[ é\n, é\n]");
}

TEST_CASE("a layout tells its maker of attempts and of failures") {
  Lists lists(9);
  lists.print(2);
  CHECK(lists.attempts() == 7);
  CHECK(lists.failures() == 3);
}

TEST_CASE("a layout gives its sink what its text would be") {
  BytesSink sink;
  CHECK(Lists(20, &sink).print(14).empty());
  CHECK(as_text(sink.bytes()) == Lists(20).print(14));
  CHECK(sink.bytes().size() > 100'000);
}
