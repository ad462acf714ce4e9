// Text as ropes: appending takes constant time, and bytes are put together once, when somebody looks.
// Implements standard/beta-normalization.md: Text.
#include <algorithm>
#include <cstring>

#include "core/evaluator.hpp"

namespace sigil::dhall {

namespace {

/// Below this size a copy is cheaper than a rope.
constexpr std::uint64_t kSmallBytes = 256;
/// As far as the sizes of ropes are told from each other: no memory holds that.
constexpr std::uint64_t kMostBytes = ~std::uint64_t{0} >> 1U;

bool is_empty_text(const Node* node) {
  return node->kind == Kind::Text && as<TextNode>(*node).size_bytes == 0;
}

/// The first and the last so many bytes of a text that has as many at least, and no more than twice as many.
template <std::size_t kBytes>
void copy_ends(char* to, std::string_view text) {
  char first[kBytes];
  char last[kBytes];
  std::memcpy(first, text.data(), kBytes);
  std::memcpy(last, text.data() + text.size() - kBytes, kBytes);
  std::memcpy(to, first, kBytes);
  std::memcpy(to + text.size() - kBytes, last, kBytes);
}

/// Copies what is mostly a few bytes, for which a call is too much.
inline char* copy_short(char* to, std::string_view text) {
  const std::size_t size = text.size();
  if (size >= 8) {
    if (size <= 16) {
      copy_ends<8>(to, text);
    } else if (size <= 32) {
      copy_ends<16>(to, text);
    } else {
      std::memcpy(to, text.data(), size);
    }
  } else if (size >= 4) {
    copy_ends<4>(to, text);
  } else if (size != 0) {
    to[0] = text[0];
    to[size / 2] = text[size / 2];
    to[size - 1] = text[size - 1];
  }
  return to + size;
}

/// Calls `visit` with each piece that is no rope, from left to right.
template <typename Visit>
void each_piece(Node* text, const Visit& visit) {
  if (text->kind != Kind::Interpolation) return visit(text);
  std::vector<std::span<Node* const>> open{as<InterpolationNode>(*text).all()};
  while (!open.empty()) {
    std::span<Node* const>& rest = open.back();
    if (rest.empty()) {
      open.pop_back();
      continue;
    }
    Node* piece = rest.front();
    rest = rest.subspan(1);
    if (piece->kind == Kind::Interpolation) {
      open.push_back(as<InterpolationNode>(*piece).all());
    } else {
      visit(piece);
    }
  }
}

/// What a text comes to that has these pieces, all of them values.
struct Pieces {
  std::uint64_t count = 0; ///< of those that are not empty
  std::uint64_t size_bytes = 0;
  bool are_flat = true;
  std::uint8_t stuck = 0; ///< kStuck or 0

  explicit Pieces(std::span<Node* const> pieces) {
    for (const Node* piece : pieces) {
      std::uint64_t more_bytes = 0;
      if (piece->kind == Kind::Text) {
        more_bytes = as<TextNode>(*piece).size_bytes;
        if (more_bytes == 0) continue;
      } else {
        are_flat = false;
        stuck |= piece->flags & kStuck;
        if (piece->kind == Kind::Interpolation) more_bytes = as<InterpolationNode>(*piece).size_bytes;
      }
      size_bytes = std::min(size_bytes + more_bytes, kMostBytes);
      ++count;
    }
  }
};

} // namespace

Node* Evaluator::begin_text(const InterpolationNode& text, State& state) {
  Node* few[kFewPieces];
  std::uint32_t at = 0;
  if (text.count <= kFewPieces) {
    while (at < text.count && (few[at] = at_once(text.pieces[at], state.frame)) != nullptr) ++at;
    if (at == text.count) return text_of({few, at}, text.position);
  }
  auto* rope = heap_.make<InterpolationNode>(Kind::Interpolation, text.position, kWhnf);
  rope->count = text.count;
  rope->pieces = heap_.arena().take_array<Node*>(text.count);
  std::copy_n(few, at, rope->pieces);
  std::copy(text.pieces + at, text.pieces + text.count, rope->pieces + at);
  return at == 0 ? next_piece(state, *rope, state.frame, 0) : wait_for_piece(state, *rope, state.frame, at);
}

Node* Evaluator::wait_for_piece(State& state, InterpolationNode& rope, Frame* frame, std::uint32_t index) {
  push(Then::Piece, index, &rope, frame);
  return wait_for(state, rope.pieces[index], frame);
}

/// Evaluates the pieces from `index` on.
Node* Evaluator::next_piece(State& state, InterpolationNode& rope, Frame* frame, std::uint32_t index) {
  for (; index < rope.count; ++index) {
    Node* piece = at_once(rope.pieces[index], frame);
    if (piece == nullptr) return wait_for_piece(state, rope, frame, index);
    rope.pieces[index] = piece;
    wrote(&rope.pieces[index]);
  }
  return finish_rope(rope);
}

/// The text of these pieces, all of them values: drops what is empty, copies what is small.
Node* Evaluator::text_of(std::span<Node* const> pieces, std::uint32_t position) {
  const Pieces found(pieces);
  if (found.count <= 1 || (found.are_flat && found.size_bytes <= kSmallBytes))
    return join(pieces, found.size_bytes);
  auto* rope = heap_.make<InterpolationNode>(Kind::Interpolation, position, kWhnf | found.stuck);
  rope->count = 0;
  rope->size_bytes = found.size_bytes;
  rope->pieces = heap_.arena().take_array<Node*>(found.count);
  for (Node* piece : pieces) {
    if (!is_empty_text(piece)) rope->pieces[rope->count++] = piece;
  }
  return rope;
}

/// Likewise of a rope with these pieces, which it may become.
Node* Evaluator::finish_rope(InterpolationNode& rope) {
  const Pieces found(rope.all());
  if (found.count <= 1 || (found.are_flat && found.size_bytes <= kSmallBytes))
    return join(rope.all(), found.size_bytes);
  rope.size_bytes = found.size_bytes;
  rope.flags |= found.stuck;
  if (found.count == rope.count) return &rope;
  Node** end = rope.pieces;
  for (Node* piece : rope.all()) {
    if (is_empty_text(piece)) continue;
    *end = piece;
    wrote(end++);
  }
  rope.count = found.count;
  return &rope;
}

/// Of pieces that are Texts, or of which all others are empty.
Node* Evaluator::join(std::span<Node* const> pieces, std::uint64_t size_bytes) {
  while (!pieces.empty() && is_empty_text(pieces.front())) pieces = pieces.subspan(1);
  while (!pieces.empty() && is_empty_text(pieces.back())) pieces = pieces.first(pieces.size() - 1);
  if (pieces.size() == 1) return pieces.front();
  char* data = static_cast<char*>(heap_.arena().take(size_bytes));
  char* next = data;
  for (const Node* piece : pieces) next = copy_short(next, as<TextNode>(*piece).text());
  return heap_.text({data, size_bytes});
}

Node* Evaluator::append_texts(Node* left, Node* right) {
  if (is_empty_text(left)) return right;
  if (is_empty_text(right)) return left;
  Node* pieces[] = {left, right};
  return text_of(pieces, 0);
}

Node* Evaluator::flatten_text(Node* text) {
  if (text->kind != Kind::Interpolation || text->is(kStuck)) return text;
  // A rope of a few nodes may stand for more text than anybody has memory for.
  const std::uint64_t size_bytes = as<InterpolationNode>(*text).size_bytes;
  Arena& arena = heap_.arena();
  void* memory = arena.is_in_newest_part(text) ? arena.take(size_bytes) : arena.take_kept(size_bytes);
  char* data = static_cast<char*>(memory);
  char* next = data;
  each_piece(text, [&](Node* piece) { next = copy_short(next, as<TextNode>(*piece).text()); });
  static_assert(sizeof(TextNode) <= sizeof(InterpolationNode));
  auto& flat = static_cast<TextNode&>(*text);
  flat.kind = Kind::Text;
  flat.flags = kWhnf | kNormal;
  flat.size_bytes = size_bytes;
  flat.data = data;
  return text;
}

void Evaluator::pieces_of(Node* text, std::vector<Node*>& pieces) {
  // Runs of text between stuck values become one piece each.
  std::string run;
  const auto end_run = [&] {
    if (run.empty()) return;
    pieces.push_back(heap_.text(heap_.arena().keep(run)));
    run.clear();
  };
  each_piece(text, [&](Node* piece) {
    if (piece->kind == Kind::Text) {
      run += as<TextNode>(*piece).text();
    } else {
      end_run();
      pieces.push_back(piece);
    }
  });
  end_run();
}

/// All three are values; nullptr: the call is stuck.
Node* Evaluator::replace(Node* needle, Node* replacement, Node* haystack) {
  needle = flatten_text(needle);
  if (needle->kind != Kind::Text) return nullptr;
  const std::string_view what = as<TextNode>(*needle).text();
  if (what.empty()) return haystack;
  haystack = flatten_text(haystack);
  if (haystack->kind != Kind::Text) return nullptr;
  const std::string_view text = as<TextNode>(*haystack).text();
  std::vector<std::size_t>& found = found_;
  found.clear();
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string_view::npos; at += what.size()) {
    found.push_back(at);
  }
  if (found.empty()) return haystack;

  replacement = flatten_text(replacement);
  if (replacement->kind == Kind::Text) {
    const std::string_view with = as<TextNode>(*replacement).text();
    const std::size_t size_bytes = text.size() + found.size() * with.size() - found.size() * what.size();
    char* data = static_cast<char*>(heap_.arena().take(size_bytes));
    char* next = data;
    std::size_t from = 0;
    for (const std::size_t at : found) {
      next = std::copy_n(text.data() + from, at - from, next);
      next = std::copy(with.begin(), with.end(), next);
      from = at + what.size();
    }
    std::copy(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), next);
    return heap_.text({data, size_bytes});
  }
  // The replacement is stuck: it stands between the pieces.
  auto* rope = heap_.make<InterpolationNode>(Kind::Interpolation, 0, kWhnf);
  rope->count = 0;
  rope->pieces = heap_.arena().take_array<Node*>(found.size() * 2 + 1);
  std::size_t from = 0;
  for (const std::size_t at : found) {
    rope->pieces[rope->count++] = heap_.text(text.substr(from, at - from));
    rope->pieces[rope->count++] = replacement;
    from = at + what.size();
  }
  rope->pieces[rope->count++] = heap_.text(text.substr(from));
  return finish_rope(*rope);
}

Node* Evaluator::show_text(std::string_view text) {
  std::string shown = "\"";
  for (const char byte : text) {
    switch (byte) {
    case '"': shown += "\\\""; break;
    case '$': shown += "\\u0024"; break;
    case '\\': shown += "\\\\"; break;
    case '\b': shown += "\\b"; break;
    case '\f': shown += "\\f"; break;
    case '\n': shown += "\\n"; break;
    case '\r': shown += "\\r"; break;
    case '\t': shown += "\\t"; break;
    default:
      if (static_cast<unsigned char>(byte) < 0x20) {
        constexpr std::string_view kHex = "0123456789abcdef";
        shown += "\\u00";
        shown += kHex[static_cast<unsigned char>(byte) >> 4U];
        shown += kHex[static_cast<unsigned char>(byte) & 15U];
      } else {
        shown += byte;
      }
    }
  }
  shown += '"';
  return heap_.text(heap_.arena().keep(shown));
}

} // namespace sigil::dhall
