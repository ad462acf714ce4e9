// What arrays that are complete become.
#include <algorithm>

#include "binary/decoder.hpp"
#include "sigil/base/text.hpp"

namespace sigil::dhall {

Node* Decoder::finish() {
  const Frame frame = frames_.back();
  frames_.pop_back();
  const auto count = static_cast<std::uint32_t>(parts_.size() - frame.parts_base);
  if (count < frame.least || count > frame.most) {
    throw in_.error(frame.array.offset, "arity",
                    std::string("has an array with too ") + (count < frame.least ? "few" : "many") +
                        " items");
  }
  if (frame.is_function) {
    frames_.back().least = count + 1;
    return nullptr;
  }
  Node* node = build(frame, std::span(parts_).last(count));
  parts_.resize(frame.parts_base);
  return node;
}

Node* Decoder::build(const Frame& frame, std::span<Node* const> parts) {
  const std::uint32_t at = position(frame.array.offset);
  switch (frame.label) {
  case Label::Application: return heap_.application(parts[0], parts.subspan(1), at);
  case Label::Lambda:
  case Label::Pi: return build_function(frame, parts);
  case Label::Operator:
    return heap_.binary(static_cast<Kind>(static_cast<int>(Kind::Or) + frame.number), parts[0], parts[1], at);
  case Label::List: return build_list(frame, parts);
  case Label::Some: return heap_.some(parts[0], at);
  case Label::RecordType:
  case Label::Record:
  case Label::UnionType: return build_fields(frame, parts);
  case Label::Text: return heap_.interpolation(parts, at);
  case Label::Let: return build_let(frame, parts[0]);
  default: return build_rare(frame, parts);
  }
}

Node* Decoder::build_rare(const Frame& frame, std::span<Node* const> parts) {
  const std::uint32_t at = position(frame.array.offset);
  Node* second = parts.size() > 1 ? parts[1] : nullptr;
  switch (frame.label) {
  case Label::If: return heap_.ternary(Kind::If, parts[0], second, parts[2], at);
  case Label::Merge:
    return heap_.ternary(Kind::Merge, parts[0], second, parts.size() > 2 ? parts[2] : nullptr, at);
  case Label::ToMap: return heap_.ternary(Kind::ToMap, parts[0], nullptr, second, at);
  case Label::Assert: return heap_.unary(Kind::Assert, parts[0], at);
  case Label::ShowConstructor: return heap_.unary(Kind::ShowConstructor, parts[0], at);
  case Label::Annotation: return heap_.binary(Kind::Annotation, parts[0], second, at);
  case Label::EmptyList: return heap_.empty_list(parts[0], at);
  case Label::Field: {
    Node* node = heap_.field(parts[0], labels_.back(), at);
    labels_.pop_back();
    return node;
  }
  case Label::Project: {
    if (frame.phase == Phase::Type) return heap_.binary(Kind::ProjectByType, parts[0], second, at);
    Node* node = heap_.project(parts[0], labels_of(frame), at);
    labels_.resize(frame.side_base);
    return node;
  }
  case Label::With: {
    Node* node = heap_.with(parts[0], labels_of(frame), second, at);
    labels_.resize(frame.side_base);
    return node;
  }
  case Label::Import: {
    ImportSpec spec = imports_.back();
    imports_.pop_back();
    spec.headers = parts[0];
    EncodedArray array = frame.array;
    import_rest(array, spec);
    return heap_.import(spec, at);
  }
  default: SIGIL_ASSERT(false && "a frame without a node"); return nullptr;
  }
}

std::span<const Symbol* const> Decoder::labels_of(const Frame& frame) const {
  return std::span(labels_).subspan(frame.side_base);
}

Node* Decoder::build_function(const Frame& frame, std::span<Node* const> parts) {
  auto* node = heap_.make<BinderNode>(frame.label == Label::Lambda ? Kind::Lambda : Kind::Pi,
                                      position(frame.array.offset));
  node->name = frame.name;
  node->domain = parts[0];
  node->body = parts[1];
  node->slots = scope_.leave_function();
  return node;
}

Node* Decoder::build_list(const Frame& frame, std::span<Node* const> parts) {
  const std::uint32_t at = position(frame.array.offset);
  if (frame.phase == Phase::Value) return heap_.list(parts, at);
  return heap_.empty_list(heap_.application(heap_.builtin(Builtin::List), parts, at), at);
}

Node* Decoder::build_fields(const Frame& frame, std::span<Node* const> parts) {
  const Kind kind = frame.label == Label::Record       ? Kind::Record
                    : frame.label == Label::RecordType ? Kind::RecordType
                                                       : Kind::UnionType;
  const auto labels = labels_of(frame);
  const Shape* shape = shape_of(labels);
  Node* node = shape != nullptr ? heap_.fields(kind, shape, parts, position(frame.array.offset))
                                : sorted_fields(kind, frame, parts);
  labels_.resize(frame.side_base);
  return node;
}

/// nullptr if they are not sorted or not different.
const Shape* Decoder::shape_of(std::span<const Symbol* const> labels) {
  if (labels.empty()) return heap_.symbols().empty_shape();
  const Shape*& guess = shapes_[labels[0]->hash % kGuesses];
  if (guess != nullptr && std::ranges::equal(labels, guess->all())) return guess;
  for (std::size_t at = 1; at < labels.size(); ++at) {
    if (!comes_before(labels[at - 1], labels[at])) return nullptr;
  }
  guess = heap_.symbols().shape(labels);
  return guess;
}

Node* Decoder::sorted_fields(Kind kind, const Frame& frame, std::span<Node* const> parts) {
  const auto labels = labels_of(frame);
  std::vector<std::pair<const Symbol*, Node*>> fields;
  for (std::size_t index = 0; index < labels.size(); ++index)
    fields.emplace_back(labels[index], parts[index]);
  std::sort(fields.begin(), fields.end(),
            [](const auto& left, const auto& right) { return comes_before(left.first, right.first); });
  std::vector<const Symbol*> sorted_labels;
  std::vector<Node*> sorted_parts;
  for (const auto& [label, part] : fields) {
    if (!sorted_labels.empty() && sorted_labels.back() == label) {
      throw in_.error(frame.array.offset, "duplicate",
                      "has the label " + in_quotes(label->text) + " twice in one map");
    }
    sorted_labels.push_back(label);
    sorted_parts.push_back(part);
  }
  return heap_.fields(kind, heap_.symbols().shape(sorted_labels), sorted_parts, position(frame.array.offset));
}

Node* Decoder::build_let(const Frame& frame, Node* body) {
  while (bindings_.size() > frame.side_base) {
    const Binding& binding = bindings_.back();
    const bool is_first = bindings_.size() == frame.side_base + 1;
    auto* node = heap_.make<LetNode>(Kind::Let, is_first ? position(frame.array.offset) : binding.position);
    node->name = binding.name;
    node->annotation = binding.annotation;
    node->bound = binding.bound;
    node->body = body;
    node->slot = binding.slot;
    body = node;
    bindings_.pop_back();
    scope_.leave_let();
  }
  return body;
}

} // namespace sigil::dhall
