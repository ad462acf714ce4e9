// What loops and chains of replacements do that were put together (fuse.cpp).
#include <algorithm>
#include <string_view>

#include "core/evaluator.hpp"

namespace sigil::dhall {

namespace {

/// No memory holds a longer list.
constexpr std::uint64_t kMostRepeated = std::uint64_t{1} << 40U;

} // namespace

/// With what is gone through. What is empty or stuck takes the steps that are written: those know the types.
Node* Evaluator::fused(State& state, const FusedNode& node, Frame* frame, Node* over) {
  switch (node.what) {
  case FusedNode::What::Map:
    if (over->kind == Kind::List || over->kind == Kind::ListRope)
      return map_list(node, frame, elements(over));
    break;
  case FusedNode::What::Concat:
    if (over->kind == Kind::List || over->kind == Kind::ListRope)
      return concat(state, node, frame, elements(over));
    break;
  case FusedNode::What::Repeat:
  case FusedNode::What::Count:
    if (const std::uint64_t count = over->kind == Kind::Natural ? as<NaturalNode>(*over).value : 0;
        count != 0 && count <= kMostRepeated)
      return repeat(node, frame, count);
    break;
  case FusedNode::What::Replace:
    over = flatten_text(over);
    if (over->kind == Kind::Text) return replace_all(node, over);
    break;
  }
  if (node.slot != 0) {
    frame->slots[node.slot] = over;
    wrote(&frame->slots[node.slot]);
  }
  state = {node.steps, frame};
  return nullptr;
}

Frame* Evaluator::frame_of_element(const BinderNode& function, Frame* outside, Node* element) {
  Frame* frame = new_frame(outside, function.slots);
  frame->slots[function.slot] = element;
  return frame;
}

Node* Evaluator::map_list(const FusedNode& node, Frame* frame, std::span<Node* const> items) {
  count_steps(items.size());
  auto* made = heap_.make<ListNode>(Kind::List, 0, kWhnf);
  made->count = items.size();
  made->items = heap_.arena().take_array<Node*>(items.size());
  for (std::size_t at = 0; at < items.size(); ++at) {
    made->items[at] = delay(node.each->body, frame_of_element(*node.each, frame, items[at]));
  }
  return made;
}

Node* Evaluator::repeat(const FusedNode& node, Frame* frame, std::uint64_t count) {
  count_steps(count);
  auto* made = heap_.make<ListNode>(Kind::List, 0, kWhnf);
  made->count = count;
  made->items = heap_.arena().take_array<Node*>(count);
  if (node.what == FusedNode::What::Repeat) {
    std::fill_n(made->items, count, delay(node.part, frame));
  } else {
    for (std::uint64_t at = 0; at < count; ++at) made->items[at] = heap_.natural(at);
  }
  return made;
}

Node* Evaluator::concat(State& state, const FusedNode& node, Frame* frame, std::span<Node* const> items) {
  count_steps(items.size());
  const auto begin = [&](Node* item) -> State {
    if (node.is_identity()) return {item, nullptr};
    return {node.each->body, frame_of_element(*node.each, frame, item)};
  };
  Node* few[kFewPieces];
  std::uint32_t done = 0;
  if (items.size() < kFewPieces) {
    for (; done < items.size(); ++done) {
      const State piece = begin(items[done]);
      few[done] = at_once(piece.code, piece.frame);
      if (few[done] == nullptr) break;
    }
    if (done == items.size()) {
      few[done] = at_once(node.part, frame);
      if (few[done] != nullptr) return text_of({few, items.size() + 1}, node.position);
    }
  }
  auto* rope = heap_.make<InterpolationNode>(Kind::Interpolation, node.position, kWhnf);
  rope->count = items.size() + 1;
  rope->pieces = heap_.arena().take_array<Node*>(rope->count);
  std::copy_n(few, done, rope->pieces);
  for (std::size_t at = done; at < items.size(); ++at) {
    const State piece = begin(items[at]);
    rope->pieces[at] = delay(piece.code, piece.frame);
  }
  rope->pieces[items.size()] = delay(node.part, frame);
  return next_piece(state, *rope, nullptr, done);
}

Node* Evaluator::replace_all(const FusedNode& node, Node* text) {
  if (node.table == nullptr) {
    for (std::uint64_t at = 0; at < node.count; at += 2) {
      text = replace(node.replacements[at], node.replacements[at + 1], text);
    }
    return text;
  }
  const std::string_view from = as<TextNode>(*text).text();
  const auto replacement = [&](char byte) -> const TextNode* {
    const std::size_t number = node.table[static_cast<std::uint8_t>(byte)];
    return number == 0 ? nullptr : static_cast<const TextNode*>(node.replacements[2 * number - 1]);
  };
  const char* const end = from.data() + from.size();
  const char* const first = std::find_if(
      from.data(), end, [&](char byte) { return node.table[static_cast<std::uint8_t>(byte)] != 0; });
  if (first == end) return text;
  std::size_t size_bytes = from.size();
  for (const char* at = first; at != end; ++at) {
    if (const TextNode* with = replacement(*at)) size_bytes += with->size_bytes - 1;
  }
  char* const data = static_cast<char*>(heap_.arena().take(size_bytes));
  char* next = std::copy(from.data(), first, data);
  for (const char* at = first; at != end; ++at) {
    const TextNode* with = replacement(*at);
    if (with == nullptr) {
      *next++ = *at;
    } else {
      next = std::copy_n(with->data, with->size_bytes, next);
    }
  }
  return heap_.text({data, size_bytes});
}

} // namespace sigil::dhall
