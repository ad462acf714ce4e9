#include "binary/decode.hpp"

#include <algorithm>
#include <string>

#include "binary/decoder.hpp"

namespace sigil::dhall {

Decoder::Decoder(Heap& heap, const SourceMap::Source& source, const DecodeLimits& limits)
    : heap_(heap), source_(source), limits_(limits), in_(source.text.bytes(), source.name, heap.arena()),
      scope_(heap), underscore_(heap.symbols().intern_kept("_")) {}

Decoded Decoder::run() {
  Node* whole = expression();
  in_.require_end();
  return {whole, scope_.file_slots()};
}

Node* Decoder::expression() {
  for (;;) {
    Node* done = begin();
    for (;;) {
      if (done != nullptr) {
        if (frames_.empty()) return done;
        parts_.push_back(done);
      }
      if (wants_expression()) break;
      done = finish();
    }
  }
}

// ----- arrays ----------------------------------------------------------------------------------------------

void Decoder::require(EncodedArray& array) {
  if (!in_.more(array.left)) throw in_.error(array.offset, "arity", "has an array with too few items");
}

void Decoder::require_end(EncodedArray& array) {
  if (in_.more(array.left)) throw in_.error(array.offset, "arity", "has an array with too many items");
}

bool Decoder::next_is_null() {
  if (!in_.peek().is_simple(cbor::kNull)) return false;
  in_.head();
  return true;
}

Node* Decoder::pop_part() {
  Node* part = parts_.back();
  parts_.pop_back();
  return part;
}

Decoder::Frame& Decoder::push(Label label, const EncodedArray& array, std::uint32_t least,
                              std::uint32_t most) {
  if (frames_.size() == limits_.depth) {
    throw Error(ErrorKind::Limit,
                "encoded expression is more than " + std::to_string(limits_.depth) + " arrays deep")
        .at({source_.name, 0, 0, "byte " + std::to_string(array.offset)})
        .coded("dhall.limit.depth");
  }
  frames_.push_back({array, least, most, static_cast<std::uint32_t>(parts_.size())});
  frames_.back().label = label;
  return frames_.back();
}

// ----- beginnings ------------------------------------------------------------------------------------------

Node* Decoder::begin() {
  const cbor::Head head = in_.head();
  switch (head.major) {
  case cbor::Major::Array: return begin_array(head);
  case cbor::Major::Text: return builtin(head);
  case cbor::Major::Unsigned:
  case cbor::Major::Tag: return variable(underscore_, head, head.offset);
  case cbor::Major::Simple: return simple(head);
  default: throw in_.expected(head, "an expression");
  }
}

Node* Decoder::begin_array(const cbor::Head& head) {
  EncodedArray array{in_.remaining(head), static_cast<std::uint32_t>(head.offset)};
  require(array);
  const cbor::Head first = in_.head();
  if (first.major == cbor::Major::Text) return named_variable(first, array);
  const auto label = in_.integer(first);
  if (!label) throw in_.expected(first, "a label or the name of a variable");
  constexpr std::uint64_t kLargest = 255;
  const bool is_small = !label->is_negative && !label->is_big() && label->value <= kLargest;
  return begin_labelled(static_cast<Label>(is_small ? label->value : kLargest), array);
}

Node* Decoder::begin_labelled(Label label, EncodedArray array) {
  switch (label) {
  case Label::Application: {
    const bool is_function = !frames_.empty() && frames_.back().label == Label::Application &&
                             frames_.back().parts_base == parts_.size();
    push(label, array, 2, kMany).is_function = is_function;
    return nullptr;
  }
  case Label::Lambda:
  case Label::Pi: return begin_function(label, array);
  case Label::Operator: return begin_operator(array);
  case Label::List: return begin_list(array);
  case Label::Some: return begin_some(array);
  case Label::RecordType:
  case Label::Record:
  case Label::UnionType: return begin_fields(label, array);
  case Label::Natural: return natural(array);
  case Label::Integer: return integer(array);
  case Label::Text: return begin_text(array);
  case Label::Import: return begin_import(array);
  case Label::Date: return date(array);
  case Label::Time: return time(array);
  case Label::TimeZone: return time_zone(array);
  case Label::Bytes: return bytes(array);
  default: return begin_plain(label, array);
  }
}

Node* Decoder::begin_plain(Label label, EncodedArray array) {
  const auto plain = [&](std::uint32_t least, std::uint32_t most) {
    Frame& frame = push(label, array, least, most);
    frame.side_base = static_cast<std::uint32_t>(label == Label::Let ? bindings_.size() : labels_.size());
    return nullptr;
  };
  switch (label) {
  case Label::Assert:
  case Label::EmptyList:
  case Label::ShowConstructor:
  case Label::Field:
  case Label::Let: return plain(1, 1);
  case Label::ToMap:
  case Label::Project: return plain(1, 2);
  case Label::Annotation:
  case Label::With: return plain(2, 2);
  case Label::Merge: return plain(2, 3);
  case Label::If: return plain(3, 3);
  default: throw in_.error(array.offset, "label", "has an array with a label that stands for no expression");
  }
}

Node* Decoder::begin_function(Label label, EncodedArray array) {
  const bool is_counted = !array.left.is_indefinite();
  const std::uint64_t count = array.left.count;
  if (is_counted && count != 2 && count != 3) {
    throw in_.error(array.offset, "arity", "has a function that is an array of neither 3 nor 4 items");
  }
  Frame& frame = push(label, array, 2, 2);
  frame.name = underscore_;
  if (is_counted ? count == 2 : in_.peek().major != cbor::Major::Text) return nullptr;
  require(frame.array);
  const cbor::Head head = in_.head();
  Symbol* name = heap_.symbols().intern_kept(in_.text(head));
  // Without a count, the name of a builtin may be the domain. (It may be the name of a variable too.)
  if (!is_counted && name->word == Word::Builtin && !in_.has_exactly(2)) {
    parts_.push_back(builtin(name, head.offset));
    return nullptr;
  }
  if (name == underscore_) {
    throw in_.error(head.offset, "name", "has a function that names its variable '_'")
        .hint("an array without a name stands for that");
  }
  frame.name = name;
  return nullptr;
}

Node* Decoder::begin_operator(EncodedArray array) {
  constexpr std::uint64_t kLastOperator = 13;
  const auto which = static_cast<std::uint8_t>(number(array, kLastOperator, "the number of an operator"));
  push(Label::Operator, array, 2, 2).number = which;
  return nullptr;
}

Node* Decoder::begin_list(EncodedArray array) {
  require(array);
  if (next_is_null()) {
    push(Label::List, array, 1, kMany).phase = Phase::Value;
    return nullptr;
  }
  // The item that was taken is the type.
  if (!array.left.is_indefinite()) ++array.left.count;
  push(Label::List, array, 1, 1).phase = Phase::Type;
  return nullptr;
}

Node* Decoder::begin_some(EncodedArray array) {
  require(array);
  if (const cbor::Head null = in_.head(); !null.is_simple(cbor::kNull)) throw in_.expected(null, "null");
  push(Label::Some, array, 1, 1);
  return nullptr;
}

Node* Decoder::begin_fields(Label label, EncodedArray array) {
  require(array);
  const cbor::Head map = in_.head();
  if (map.major != cbor::Major::Map) throw in_.expected(map, "a map");
  if (!array.left.is_indefinite()) require_end(array);
  Frame& frame = push(label, {in_.remaining(map), array.offset}, 0, kMany);
  frame.ends_with_break = array.left.is_indefinite();
  frame.side_base = static_cast<std::uint32_t>(labels_.size());
  return nullptr;
}

Node* Decoder::begin_text(EncodedArray array) {
  require(array);
  const cbor::Head first = in_.head();
  const std::string_view text = in_.text(first);
  if (!in_.more(array.left)) return heap_.text(text, position(array.offset));
  push(Label::Text, array, 1, kMany);
  if (!text.empty()) parts_.push_back(heap_.text(text, position(first.offset)));
  return nullptr;
}

// ----- between the parts -----------------------------------------------------------------------------------

bool Decoder::wants_expression() {
  Frame& frame = frames_.back();
  switch (frame.label) {
  case Label::Lambda:
  case Label::Pi: return wants_of_function(frame);
  case Label::RecordType:
  case Label::Record:
  case Label::UnionType: return wants_of_fields(frame);
  case Label::Field: return wants_of_field(frame);
  case Label::Project: return wants_of_projection(frame);
  case Label::Text: return wants_of_text(frame);
  case Label::Import: return parts_.size() == frame.parts_base;
  case Label::Let: return wants_of_let(frame);
  case Label::With: return wants_of_with(frame);
  default: return in_.more(frame.array.left);
  }
}

/// Whether the innermost array, a λ or ∀, is all of the body of another one.
bool Decoder::is_body_of_its_kind() const {
  if (frames_.size() < 2) return false;
  const Frame& outer = frames_[frames_.size() - 2];
  // Its domain is there; what comes now is its body.
  return outer.label == frames_.back().label && frames_.back().parts_base - outer.parts_base == 1;
}

bool Decoder::wants_of_function(Frame& frame) {
  const std::size_t complete = parts_.size() - frame.parts_base;
  if (complete == 2) {
    require_end(frame.array);
    return false;
  }
  require(frame.array);
  if (complete == 1) scope_.enter_function(frame.name, is_body_of_its_kind());
  return true;
}

const Symbol* Decoder::field_label() {
  const std::string_view label = text();
  const bool has_before = !labels_.empty() && labels_.back() != nullptr;
  const Symbol*& guess = followers_[has_before ? labels_.back()->hash % kGuesses : 0];
  if (guess == nullptr || guess->text != label) guess = heap_.symbols().intern_kept(label);
  return guess;
}

bool Decoder::wants_of_fields(Frame& frame) {
  while (in_.more(frame.array.left)) {
    labels_.push_back(field_label());
    if (frame.label != Label::UnionType || !next_is_null()) return true;
    parts_.push_back(nullptr);
  }
  if (frame.ends_with_break && !in_.at_break()) {
    throw in_.error(frame.array.offset, "arity", "has an array with too many items");
  }
  return false;
}

bool Decoder::wants_of_field(Frame& frame) {
  require(frame.array);
  if (parts_.size() == frame.parts_base) return true;
  labels_.push_back(field_label());
  require_end(frame.array);
  return false;
}

bool Decoder::wants_of_projection(Frame& frame) {
  if (parts_.size() == frame.parts_base) {
    require(frame.array);
    return true;
  }
  if (frame.phase == Phase::Type) {
    if (frame.ends_with_break && !in_.at_break()) {
      throw in_.error(frame.array.offset, "arity", "has a projection by more than one type");
    }
    require_end(frame.array);
    return false;
  }
  for (bool is_first = true; in_.more(frame.array.left); is_first = false) {
    const cbor::Head item = in_.head();
    if (is_first && item.major == cbor::Major::Array) {
      EncodedArray selector{in_.remaining(item), static_cast<std::uint32_t>(item.offset)};
      require(selector);
      if (!selector.left.is_indefinite()) require_end(selector);
      frame.ends_with_break = selector.left.is_indefinite();
      frame.phase = Phase::Type;
      return true;
    }
    labels_.push_back(heap_.symbols().intern_kept(in_.text(item)));
  }
  return false;
}

bool Decoder::wants_of_text(Frame& frame) {
  if (frame.phase == Phase::First) {
    frame.phase = Phase::Piece;
    return true;
  }
  // A text literal in `${…}` is told from the text around it by being a text of one piece.
  if (parts_.back()->kind == Kind::Text) {
    parts_.back() = heap_.interpolation(std::span(&parts_.back(), 1), parts_.back()->position);
  }
  require(frame.array);
  const cbor::Head head = in_.head();
  const std::string_view text = in_.text(head);
  if (!text.empty()) parts_.push_back(heap_.text(text, position(head.offset)));
  return in_.more(frame.array.left);
}

bool Decoder::wants_of_let(Frame& frame) {
  if (frame.phase == Phase::Body) {
    require_end(frame.array);
    return false;
  }
  if (frame.phase == Phase::Annotation) {
    bindings_.back().annotation = pop_part();
    require(frame.array);
    frame.phase = Phase::Bound;
    return true;
  }
  if (frame.phase == Phase::Bound) {
    Binding& binding = bindings_.back();
    binding.bound = pop_part();
    binding.slot = scope_.enter_let(binding.name);
  }
  require(frame.array);
  if (frame.phase == Phase::Bound && is_let_body(frame)) {
    frame.phase = Phase::Body;
    return true;
  }
  const cbor::Head head = in_.head();
  Symbol* name = heap_.symbols().intern_kept(in_.text(head));
  bindings_.push_back({name, nullptr, nullptr, position(head.offset), 0});
  require(frame.array);
  frame.phase = next_is_null() ? Phase::Bound : Phase::Annotation;
  if (frame.phase == Phase::Bound) require(frame.array);
  return true;
}

/// Whether the item that comes next, already taken, is the last one.
bool Decoder::is_let_body(const Frame& frame) {
  if (!frame.array.left.is_indefinite()) return frame.array.left.count == 0;
  return in_.peek().major != cbor::Major::Text || in_.has_exactly(1);
}

bool Decoder::wants_of_with(Frame& frame) {
  const std::size_t complete = parts_.size() - frame.parts_base;
  if (complete == 2) {
    require_end(frame.array);
    return false;
  }
  require(frame.array);
  if (complete == 0) return true;
  const cbor::Head head = in_.head();
  if (head.major != cbor::Major::Array) throw in_.expected(head, "an array of labels");
  EncodedArray path{in_.remaining(head), static_cast<std::uint32_t>(head.offset)};
  require(path);
  do {
    const cbor::Head item = in_.head();
    if (item.major == cbor::Major::Text) {
      labels_.push_back(heap_.symbols().intern_kept(in_.text(item)));
    } else if (const auto number = in_.integer(item); number && !number->is_negative && number->value == 0) {
      labels_.push_back(nullptr);
    } else {
      throw in_.expected(item, "a label or 0");
    }
  } while (in_.more(path.left));
  require(frame.array);
  return true;
}

Decoded decode(Heap& heap, const SourceMap::Source& source, const DecodeLimits& limits) {
  return Decoder(heap, source, limits).run();
}

} // namespace sigil::dhall
