// Text as ropes: appending takes constant time, and bytes are put together once, when somebody looks.
// Implements standard/beta-normalization.md: Text.
#include <algorithm>
#include <cstring>

#include "core/evaluator.hpp"

namespace sigil::dhall {

namespace {

/// Below this size a copy is cheaper than a rope.
constexpr std::uint64_t kSmallBytes = 96;
/// As far as the sizes of ropes are told from each other: no memory holds that.
constexpr std::uint64_t kMostBytes = ~std::uint64_t{0} >> 1U;

bool is_empty_text(const Node* node) {
  return node->kind == Kind::Text && as<TextNode>(*node).size_bytes == 0;
}

/// Copies what is mostly a few bytes, for which a call is too much.
char* copy_short(char* to, std::string_view text) {
  const std::size_t size = text.size();
  if (size < 4) {
    for (std::size_t at = 0; at < size; ++at) to[at] = text[at];
    return to + size;
  }
  if (size <= 16) {
    // Two words that may overlap.
    const std::size_t word = size >= 8 ? 8 : 4;
    char first[8];
    char last[8];
    std::memcpy(first, text.data(), word);
    std::memcpy(last, text.data() + size - word, word);
    std::memcpy(to, first, word);
    std::memcpy(to + size - word, last, word);
    return to + size;
  }
  return std::copy(text.begin(), text.end(), to);
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

} // namespace

Node* Evaluator::begin_text(const InterpolationNode& text, State& state) {
  auto* rope = heap_.make<InterpolationNode>(Kind::Interpolation, text.position, kWhnf);
  rope->count = text.count;
  rope->pieces = heap_.arena().take_array<Node*>(text.count);
  std::copy_n(text.pieces, text.count, rope->pieces);
  return next_piece(state, *rope, state.frame, 0);
}

/// Evaluates the pieces from `index` on.
Node* Evaluator::next_piece(State& state, InterpolationNode& rope, Frame* frame, std::uint32_t index) {
  for (; index < rope.count; ++index) {
    Node* piece = at_once(rope.pieces[index], frame);
    if (piece == nullptr) {
      push(Then::Piece, index, &rope, frame);
      state.code = rope.pieces[index];
      state.frame = frame;
      return nullptr;
    }
    rope.pieces[index] = piece;
    wrote(&rope.pieces[index]);
  }
  return finish_rope(rope);
}

/// All pieces are values: drops what is empty, copies what is small.
Node* Evaluator::finish_rope(InterpolationNode& rope) {
  std::uint64_t count = 0;
  bool all_flat = true;
  rope.size_bytes = 0;
  for (Node* piece : rope.all()) {
    std::uint64_t size_bytes = 0;
    if (piece->kind == Kind::Text) {
      size_bytes = as<TextNode>(*piece).size_bytes;
      if (size_bytes == 0) continue;
    } else {
      all_flat = false;
      rope.flags |= piece->flags & kStuck;
      if (piece->kind == Kind::Interpolation) size_bytes = as<InterpolationNode>(*piece).size_bytes;
    }
    rope.size_bytes = std::min(rope.size_bytes + size_bytes, kMostBytes);
    if (rope.pieces[count] != piece) {
      rope.pieces[count] = piece;
      wrote(&rope.pieces[count]);
    }
    ++count;
  }
  rope.count = count;
  if (count == 0) return heap_.text({});
  if (count == 1) return rope.pieces[0];
  return all_flat && rope.size_bytes <= kSmallBytes ? join(rope) : &rope;
}

/// Makes a Text of a rope all of whose pieces are Texts.
Node* Evaluator::join(InterpolationNode& rope) {
  char* data = static_cast<char*>(heap_.arena().take(rope.size_bytes));
  char* next = data;
  for (const Node* piece : rope.all()) {
    next = copy_short(next, as<TextNode>(*piece).text());
  }
  return heap_.text({data, rope.size_bytes});
}

Node* Evaluator::append_texts(Node* left, Node* right) {
  if (is_empty_text(left)) return right;
  if (is_empty_text(right)) return left;
  auto* rope = heap_.make<InterpolationNode>(Kind::Interpolation, 0, kWhnf);
  rope->count = 2;
  rope->pieces = heap_.arena().take_array<Node*>(2);
  rope->pieces[0] = left;
  rope->pieces[1] = right;
  return finish_rope(*rope);
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
