// Loops as everyone writes them, recognised: `map`, `replicate` and the concatenation of texts, in terms of
// the folds and List/build, and chains of Text/replace. One node takes their place, which goes through the
// list once, makes a frame for each element, and nothing else.
#include "core/expander.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace sigil::dhall {

namespace {

bool is_call_of(const Node* code, Builtin builtin) {
  if (code->kind != Kind::Application) return false;
  const Node* function = as<ApplicationNode>(*code).function;
  return function->kind == Kind::Builtin && as<BuiltinNode>(*function).builtin() == builtin;
}

/// What is found, and need not be kept to be evaluated only once.
bool is_path(const Node* code) {
  while (code->kind == Kind::Field) code = as<FieldNode>(*code).record;
  return code->is(kWhnf) || code->kind == Kind::Variable;
}

} // namespace

/// What a call of a built-in function is fused to, or the call itself.
Node* Expander::fuse(Node* call) {
  auto& node = as<ApplicationNode>(*call);
  if (node.function->kind != Kind::Builtin) return call;
  Node* made = nullptr;
  switch (as<BuiltinNode>(*node.function).builtin()) {
  case Builtin::ListBuild: made = node.count == 2 ? fuse_build(node) : nullptr; break;
  case Builtin::ListFold:
    if (node.count != 5) break;
    made = is_empty(node.arguments[1]) ? node.arguments[4] : fuse_concat(node);
    break;
  case Builtin::TextReplace: made = node.count == 3 ? fuse_replace(node) : nullptr; break;
  default: break;
  }
  return made == nullptr ? call : made;
}

FusedNode* Expander::fused(FusedNode::What what, Node* over, std::uint32_t position) {
  auto* made = heap_.make<FusedNode>(Kind::Fused, position);
  made->what = what;
  made->over = over;
  made->source = nullptr;
  made->steps = nullptr;
  made->slot = 0;
  made->each = nullptr;
  made->part = nullptr;
  made->count = 0;
  made->replacements = nullptr;
  made->table = nullptr;
  return made;
}

/// What was gone through, in its slot, seen from so many frames inside.
Node* Expander::over_in(const FusedNode& made, std::uint32_t depth) {
  return make_variable(heap_.symbols().intern_kept("_"), depth, made.slot, made.over->position);
}

/// Whether a loop goes through what is in the slot, which nothing else in it mentions.
bool Expander::is_only_over(const Node& code, std::uint32_t slot) {
  if (code.kind != Kind::Fused) return false;
  const auto& loop = as<FusedNode>(code);
  if (loop.over->kind != Kind::Variable || loop.slot != 0) return false;
  const auto& over = as<VariableNode>(*loop.over);
  return over.depth == 0 && over.slot == slot && (loop.each == nullptr || !mentions(loop.each, slot)) &&
         (loop.part == nullptr || !mentions(loop.part, slot));
}

/// Likewise, through what the let binds.
Node* Expander::going_through(const LetNode& let, const Node& code) {
  auto* made = heap_.make<FusedNode>(Kind::Fused, code.position);
  *made = as<FusedNode>(code);
  made->over = let.bound;
  made->slot = let.slot;
  LetNode* source = make_let(let.name, let.bound, let.slot, let.position);
  source->body = made->source;
  made->source = source;
  return composed(*made);
}

/// A loop through what a map gives, as a loop through what that goes through.
Node* Expander::composed(FusedNode& loop) {
  if (loop.over->kind != Kind::Fused || loop.each == nullptr) return &loop;
  const auto& map = as<FusedNode>(*loop.over);
  if (map.what != FusedNode::What::Map) return &loop;
  const Known each{const_cast<BinderNode*>(loop.each), level()};
  frames_.push_back({map.each->slots, {}});
  Node* argument = map.each->body;
  Node* body = put(each, {&argument, 1}, loop.position);
  const std::uint32_t slots = frames_.back().slots;
  frames_.pop_back();
  if (body == nullptr) return &loop;
  FusedNode* made = fused(loop.what, map.over, loop.position);
  made->each = make_function(*map.each, map.each->domain, body, slots, map.each->slot, false);
  made->part = loop.part;
  made->source = loop.source;
  made->slot = map.slot;
  made->steps = &loop;
  loop.over = map.steps;
  return made;
}

bool Expander::is_free_of_markers(const Node* code) {
  bool is_free = true;
  std::uint32_t nodes = kMostLooked;
  const bool all = each_leaf(code, 0, nodes, [&](const Node& leaf, std::uint32_t) {
    is_free = is_free && &leaf != list_ && &leaf != cons_ && &leaf != nil_;
  });
  return all && is_free;
}

/// e, if `code` is `cons e` or, where the rest of the list has a name, `cons e rest`; else nullptr.
Node* Expander::prepended(Node* code, const VariableNode* rest) {
  if (code->kind != Kind::Application) return nullptr;
  const auto& call = as<ApplicationNode>(*code);
  if (call.function != cons_ || call.count != (rest == nullptr ? 1 : 2)) return nullptr;
  if (rest != nullptr) {
    const Node* given = call.arguments[1];
    if (given->kind != Kind::Variable) return nullptr;
    const auto& variable = as<VariableNode>(*given);
    if (variable.depth != rest->depth || variable.slot != rest->slot) return nullptr;
    if (mentions(call.arguments[0], rest->slot)) return nullptr;
  }
  return is_free_of_markers(call.arguments[0]) ? call.arguments[0] : nullptr;
}

/// The loop that the body of a function given to List/build is, or nullptr.
FusedNode* Expander::loop_of(Node* body) {
  if (is_call_of(body, Builtin::ListFold)) {
    const auto& fold = as<ApplicationNode>(*body);
    const bool is_build = fold.count >= 4 && fold.count <= 5 && fold.arguments[2] == list_ &&
                          (fold.count == 4 || fold.arguments[4] == nil_);
    if (!is_build || lambda_of(fold.arguments[3]) == nullptr || !is_free_of_markers(fold.arguments[1]))
      return nullptr;
    const auto& function = *lambda_of(fold.arguments[3]);
    Node* element = nullptr;
    if (function.body->kind == Kind::Lambda) {
      const auto& rest = static_cast<const BinderNode&>(*function.body);
      if (!rest.shares_frame()) return nullptr;
      VariableNode variable{};
      variable.depth = 0;
      variable.slot = rest.slot;
      element = prepended(rest.body, &variable);
    } else {
      element = prepended(function.body, nullptr);
    }
    if (element == nullptr) return nullptr;
    FusedNode* made = fused(FusedNode::What::Map, fold.arguments[1], fold.position);
    made->each = make_function(function, function.domain, element, function.slots, function.slot, false);
    return made;
  }
  if (!is_call_of(body, Builtin::NaturalFold)) return nullptr;
  const auto& fold = as<ApplicationNode>(*body);
  const bool is_build = fold.count >= 3 && fold.count <= 4 && fold.arguments[1] == list_ &&
                        (fold.count == 3 || fold.arguments[3] == nil_);
  if (!is_build || !is_free_of_markers(fold.arguments[0])) return nullptr;
  Node* element = prepended(fold.arguments[2], nullptr);
  if (element == nullptr) return nullptr;
  FusedNode* made = fused(FusedNode::What::Repeat, fold.arguments[0], fold.position);
  made->part = element;
  return made;
}

/// Sets `steps` of what stands for List/build with this function.
bool Expander::keep_over(FusedNode& made, ApplicationNode& build) {
  if (is_path(made.over)) {
    made.steps = &build;
    return true;
  }
  // What is gone through must not be evaluated once more: it is in a slot then.
  std::vector<BinderNode*> chain;
  Node* body = lambda_of(build.arguments[1]);
  if (body == nullptr) return false;
  for (; body->kind == Kind::Lambda; body = chain.back()->body)
    chain.push_back(static_cast<BinderNode*>(body));
  const bool is_map = made.what == FusedNode::What::Map;
  if (!is_call_of(body, is_map ? Builtin::ListFold : Builtin::NaturalFold)) return false;
  const auto& fold = as<ApplicationNode>(*body);
  made.slot = frames_.back().slots++;
  std::vector<Node*> arguments(fold.all().begin(), fold.all().end());
  arguments[is_map ? 1 : 0] = over_in(made, 1);
  body = heap_.application(fold.function, arguments, fold.position);
  for (std::size_t at = chain.size(); at-- > 0;) {
    const BinderNode& old = *chain[at];
    body = make_function(old, old.domain, body, old.slots, old.slot, old.shares_frame());
  }
  Node* given[] = {build.arguments[0], body};
  made.steps = heap_.application(build.function, given, build.position);
  return true;
}

/// `List/build T (λ(list : Type) → λ(cons : T → list → list) → a loop that conses)`.
Node* Expander::fuse_build(ApplicationNode& build) {
  const Known producer = known(build.arguments[1], level());
  const BinderNode* function = producer.code == nullptr ? nullptr : lambda_of(producer.code);
  if (function == nullptr) return nullptr;
  std::size_t count = 1;
  for (const Node* body = function->body;
       count < 4 && body->kind == Kind::Lambda && static_cast<const BinderNode*>(body)->shares_frame();
       body = static_cast<const BinderNode*>(body)->body)
    ++count;
  if (count != 2 && count != 3) return nullptr;
  const std::uint32_t slots = frames_.back().slots;
  const std::uint64_t opened = opened_parts_;
  Node* markers[] = {list_, cons_, nil_};
  Node* body = put(producer, std::span(markers).first(count), build.position);
  FusedNode* made = body == nullptr ? nullptr : loop_of(body);
  if (made == nullptr || !keep_over(*made, build)) {
    // What was known of the slots that were taken for it is known no more.
    if (opened != opened_parts_) return nullptr;
    frames_.back().slots = slots;
    frames_.back().known.resize(std::min<std::size_t>(frames_.back().known.size(), slots));
    return nullptr;
  }
  made->source = &build;
  if (made->what != FusedNode::What::Map) return made;
  if (Node* list = unrolled(*made, build.arguments[0])) return list;
  Node* numbers = counted(*made);
  return numbers != made ? numbers : composed(*made);
}

/// `map (λ(x : { index : Natural, value : T }) → x.index) (List/indexed T (replicate n T t))` counts to n.
Node* Expander::counted(FusedNode& map) {
  if (!is_call_of(map.over, Builtin::ListIndexed) || map.each->body->kind != Kind::Field) return &map;
  const auto& field = as<FieldNode>(*map.each->body);
  const auto& indexed = as<ApplicationNode>(*map.over);
  if (indexed.count != 2 || indexed.arguments[1]->kind != Kind::Fused || field.label->text != "index" ||
      field.record->kind != Kind::Variable)
    return &map;
  const auto& element = as<VariableNode>(*field.record);
  const auto& repeat = as<FusedNode>(*indexed.arguments[1]);
  if (repeat.what != FusedNode::What::Repeat || element.depth != 0 || element.slot != map.each->slot)
    return &map;
  FusedNode* made = fused(FusedNode::What::Count, repeat.over, map.position);
  made->source = map.source;
  made->slot = repeat.slot;
  made->steps = &map;
  Node* arguments[] = {indexed.arguments[0], repeat.steps};
  map.over = heap_.application(indexed.function, arguments, indexed.position);
  return made;
}

/// `[ f a, f b ]`, if that is what a map makes of a list that is known and short, and of which the function
/// has something to look into; else nullptr. Anything else is quicker done than written out.
Node* Expander::unrolled(const FusedNode& map, Node* type) {
  if (is_empty(map.over)) {
    Node* list = heap_.builtin(Builtin::List);
    return heap_.empty_list(heap_.application(list, {&type, 1}, map.position), map.position);
  }
  std::vector<Node*> items;
  if (!may_grow() || !has_parts_known(map.over) || !all_parts_of(map.over, Kind::List, items)) return nullptr;
  const Known each{const_cast<BinderNode*>(map.each), level()};
  for (Node*& item : items) {
    item = put(each, {&item, 1}, map.position);
    if (item == nullptr) return nullptr;
  }
  return constant(heap_.list(items, map.position));
}

/// `List/fold A as Text (λ(a : A) → λ(t : Text) → piece ++ t) end`.
Node* Expander::fuse_concat(ApplicationNode& fold) {
  const Node* type = fold.arguments[2];
  if (type->kind != Kind::Builtin || as<BuiltinNode>(*type).builtin() != Builtin::Text) return nullptr;
  if (lambda_of(fold.arguments[3]) == nullptr) return nullptr;
  const auto& function = *lambda_of(fold.arguments[3]);
  if (function.body->kind != Kind::Lambda) return nullptr;
  const auto& rest = static_cast<const BinderNode&>(*function.body);
  if (!rest.shares_frame()) return nullptr;
  const auto is_rest = [&](const Node* code) {
    return code->kind == Kind::Variable && as<VariableNode>(*code).depth == 0 &&
           as<VariableNode>(*code).slot == rest.slot;
  };
  Node* piece = nullptr;
  if (rest.body->kind == Kind::TextAppend && is_rest(as<BinaryNode>(*rest.body).right)) {
    piece = as<BinaryNode>(*rest.body).left;
  } else if (rest.body->kind == Kind::Interpolation &&
             is_rest(as<InterpolationNode>(*rest.body).all().back())) {
    const auto pieces = as<InterpolationNode>(*rest.body).all();
    piece = heap_.interpolation(pieces.first(pieces.size() - 1), rest.body->position);
  }
  if (piece == nullptr || mentions(piece, rest.slot)) return nullptr;
  FusedNode* made = fused(FusedNode::What::Concat, fold.arguments[1], fold.position);
  made->each = make_function(function, function.domain, piece, function.slots, function.slot, false);
  made->part = fold.arguments[4];
  made->source = &fold;
  made->steps = &fold;
  if (!is_path(made->over)) {
    made->slot = frames_.back().slots++;
    std::vector<Node*> arguments(fold.all().begin(), fold.all().end());
    arguments[1] = over_in(*made, 0);
    made->steps = heap_.application(fold.function, arguments, fold.position);
  }
  return composed(*made);
}

/// Where each needle is one byte, and not in what replaced those before it.
const std::uint8_t* Expander::table_of(std::span<Node* const> replacements) {
  constexpr std::size_t kMost = 2 * 255;
  if (replacements.size() > kMost) return nullptr;
  std::array<std::uint8_t, 256> table{};
  std::string before;
  for (std::size_t at = 0; at < replacements.size(); at += 2) {
    const std::string_view needle = as<TextNode>(*replacements[at]).text();
    if (needle.size() != 1 || before.find(needle) != std::string::npos) return nullptr;
    std::uint8_t& entry = table[static_cast<std::uint8_t>(needle[0])];
    if (entry == 0) entry = static_cast<std::uint8_t>(at / 2 + 1);
    before += as<TextNode>(*replacements[at + 1]).text();
  }
  auto* kept = heap_.arena().take_kept_array<std::uint8_t>(table.size());
  std::ranges::copy(table, kept);
  return kept;
}

/// `Text/replace "a" "b" (Text/replace "c" "d" text)`.
Node* Expander::fuse_replace(ApplicationNode& call) {
  const Node* needle = call.arguments[0];
  if (needle->kind != Kind::Text || as<TextNode>(*needle).size_bytes == 0) return nullptr;
  if (call.arguments[1]->kind != Kind::Text) return nullptr;
  Node* inner = call.arguments[2];
  std::vector<Node*> replacements;
  if (inner->kind == Kind::Fused && as<FusedNode>(*inner).what == FusedNode::What::Replace) {
    const auto& first = as<FusedNode>(*inner);
    replacements.assign(first.replacements, first.replacements + first.count);
  }
  FusedNode* made = fused(FusedNode::What::Replace, inner, call.position);
  if (!replacements.empty()) made->over = as<FusedNode>(*inner).over;
  replacements.push_back(call.arguments[0]);
  replacements.push_back(call.arguments[1]);
  made->count = replacements.size();
  made->replacements = heap_.keep(std::span<Node* const>(replacements)).data();
  made->table = table_of(replacements);
  made->source = &call;
  made->steps = &call;
  if (!is_path(made->over)) {
    made->slot = replacements.size() > 2 ? as<FusedNode>(*inner).slot : frames_.back().slots++;
    Node* steps = replacements.size() > 2 ? as<FusedNode>(*inner).steps : over_in(*made, 0);
    Node* arguments[] = {call.arguments[0], call.arguments[1], steps};
    made->steps = heap_.application(call.function, arguments, call.position);
  }
  return made;
}

} // namespace sigil::dhall
